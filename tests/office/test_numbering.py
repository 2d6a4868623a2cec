"""Numbering of documents in the format of the administrator: never twice, and found by old and new formats."""

import re
from pathlib import Path

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from aftersales.desk.search import find
from aftersales.kernel.errors import Conflict, InvalidInput, NotPermitted
from aftersales.office.models import NumberFormat, NumberSequence
from aftersales.office.queries.numbering import numbering_of
from aftersales.office.services.number_formats import change_numbering, preview_numbering
from aftersales.office.services.numbering import next_number, next_numbers
from aftersales.web.numbers import numbered
from complaints.models import Ticket
from tests.complaints.factories import logged
from tests.factories import NOW
from tests.factories.clients import api_client_of, client_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_now")]


def change(people, **given):
    return change_numbering(**{"kind": "TK", "actor": people.admin, "now": NOW, **given})


def test_every_numbered_kind_is_on_the_page():
    """Every caller that takes a number has a row on the page."""
    root, asked = Path(__file__).parents[2], set()
    for app in ("aftersales", "complaints", "customers", "surveys", "visits", "reports"):
        for file in (root / app).rglob("*.py"):
            asked |= set(re.findall(r"next_numbers?\(\s*\"(\w+)\"", file.read_text("utf-8")))
    assert asked == {one.kind for one in numbered()}


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"prefix": "sr"}, ["TK-2026-00001", "SR-2026-00001"]),
        ({"prefix": "ＳＲ１", "with_year": False, "digits": 3}, ["TK-2026-00001", "SR1-001"]),
        ({"digits": 8}, ["TK-2026-00001", "TK-2026-00000002"]),
        ({"with_year": False}, ["TK-2026-00001", "TK-00001"]),
        ({"next_value": 500}, ["TK-2026-00001", "TK-2026-00500"]),
        ({"prefix": "SR", "next_value": 42}, ["TK-2026-00001", "SR-2026-00042"]),
    ],
)
def test_changed_format_numbers_the_next_document(people, changes, expected, django_assert_num_queries):
    first = next_number("TK", now=NOW)
    assert change(people, **changes).next == expected[-1]
    assert [first, next_number("TK", now=NOW)] == expected
    with django_assert_num_queries(2):
        next_number("TK", now=NOW)
    assert next_number("CU", now=NOW) == "CU-2026-00001"


def test_format_changed_back_gives_no_number_twice(people):
    given = [next_number("TK", now=NOW)]
    for changes in ({"prefix": "SR"}, {"with_year": False}, {"prefix": "TK"}, {"with_year": True}, {"digits": 3}):
        change(people, **changes)
        given += next_numbers("TK", 3, now=NOW)
    assert len(set(given)) == len(given) == 16
    assert given[-1] == "TK-2026-007"


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"prefix": "CU"}, "prefix_taken"),
        ({"prefix": "OLD"}, "prefix_taken"),
        ({"prefix": "T-K"}, "bad_prefix"),
        ({"prefix": "工单"}, "bad_prefix"),
        ({"prefix": ""}, "bad_prefix"),
        ({"prefix": "TICKETS"}, "bad_prefix"),
        ({"prefix": "1A"}, "bad_prefix"),
        ({"digits": 2}, "bad_digits"),
        ({"digits": 9}, "bad_digits"),
        ({"next_value": 1}, "given_already"),
        ({"next_value": 10_000_000}, "out_of_range"),
        ({}, "nothing_changes"),
    ],
)
def test_numbering_refuses_impossible_formats(people, changes, code):
    change(people, kind="AC", prefix="OLD")
    change(people, kind="AC", prefix="CAPA")
    next_number("TK", now=NOW)
    for service in (change_numbering, preview_numbering):
        with pytest.raises(InvalidInput) as refused:
            service(kind="TK", actor=people.admin, now=NOW, **changes)
        assert refused.value.code == code
    assert numbering_of("TK", NOW).next == "TK-2026-00002"


def test_numbering_is_for_administrators_and_a_second_edit_is_a_conflict(people):
    with pytest.raises(NotPermitted):
        change(people, actor=people.manager, prefix="SR")
    change(people, prefix="SR", version=1)
    with pytest.raises(Conflict):
        change(people, prefix="XX", version=1)
    row = NumberFormat.objects.get()
    assert [(old.prefix, old.history_change_reason) for old in row.history.all()] == [
        ("SR", "changed"),
        ("TK", "default"),
    ]


def test_database_constraints_keep_the_limits(people):
    for bad in ({"digits": 12}, {"prefix": ""}, {"raised_to": 10**8}):
        with pytest.raises((IntegrityError, ValidationError)), transaction.atomic():
            NumberFormat.objects.create(**{"kind": "TK", "prefix": "TK", **bad})
    with pytest.raises(IntegrityError), transaction.atomic():
        NumberSequence.objects.create(key="TK-2026", last=100_000_000)


def test_tickets_are_found_by_numbers_of_old_and_new_formats(people):
    old = logged(people)
    change(people, prefix="SR", with_year=False)
    new = logged(people)
    assert new.number == "SR-00001"
    for ticket in (old, new):
        for text in (ticket.number, ticket.number.lower()):
            assert ticket.get_absolute_url() in str(find(people.clerk, text))
        client = client_of(people.clerk)
        assert client.get(ticket.get_absolute_url()).status_code == 200
    assert Ticket.objects.count() == 2


def test_page_shows_the_next_number_before_saving(people):
    client = client_of(people.admin, "en")
    assert "TK-2026-00001" in client.get("/settings/numbering/").content.decode()
    typed = {"prefix": "SR", "digits": 5, "with_year": "on", "version": 1, "reason": "ISO"}
    said = client.post("/settings/numbering/TK/", typed)
    assert "The next ticket will be SR-2026-00001." in said.content.decode()
    assert client.post("/settings/numbering/TK/", {**typed, "seen": said.context["seen"]}).status_code == 302
    late = client.post("/settings/numbering/TK/", {**typed, "prefix": "XX"})
    page = late.content.decode()
    assert late.status_code == 409
    assert ("<b>SR</b>" in page, ": XX" in page, 'value="2"' in page) == (True, True, True), "both values, then again"
    assert client.get("/settings/numbering/NO/").status_code == 404


def test_api_changes_the_numbering(people):
    api = api_client_of(people.admin)
    known = [row["kind"] for row in api.get("/api/v1/numbering/").json()]
    assert " ".join(known) == "TK CU QI MT AC SA IM OB QS RC CP UF PD TR IV RG EV RP MN SE"
    said = api.post("/api/v1/numbering/QI/preview/", {"prefix": "QA", "digits": 4}).json()["effects"]
    assert "QA-2026-0001" in said[0]["text"]
    answer = api.patch("/api/v1/numbering/QI/", {"prefix": "QA", "digits": 4, "version": 1})
    assert (answer.status_code, answer.json()["next_number"]) == (200, "QA-2026-0001")
    assert api.patch("/api/v1/numbering/QI/", {"prefix": "QB", "version": 1}).json()["code"] == "changed_meanwhile"
    assert api.patch("/api/v1/numbering/QI/", {"digits": 99}).status_code == 400
    assert api.get("/api/v1/numbering/NO/").status_code == 404
    api.force_authenticate(people.auditor)
    assert api.get("/api/v1/numbering/QI/").status_code == 200
    assert api.patch("/api/v1/numbering/QI/", {"prefix": "QB"}).status_code == 403
