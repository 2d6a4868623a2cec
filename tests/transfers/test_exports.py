"""Exports: the rows of the page, no formulas, recorded, and large ones only with the consent of another user."""

import csv
import io
from datetime import datetime, timedelta
from decimal import Decimal
from threading import Barrier, Thread

import pytest
from django.db import connection
from django.urls import resolve, reverse
from openpyxl import load_workbook
from rest_framework.test import APIClient

from aftersales.audit.enums import AccessKind
from aftersales.audit.models import AccessLogEntry
from aftersales.kernel.errors import Conflict, DomainError, InvalidInput, NotPermitted, NotVisible, RuleViolation
from aftersales.notifications.models import Notification
from aftersales.staff.enums import Role
from aftersales.tables.exporting import Column, Listing, Shape, every_listing, listing_for
from aftersales.tables.sheets import MARK, csv_blocks, is_dangerous, xlsx_file
from aftersales.transfers.enums import ExportState
from aftersales.transfers.models import ExportRequest
from aftersales.transfers.services.exports import begin_export, consent_to_export, refuse_export, take_export
from aftersales.web.policy import policy_of
from customers.models import Contact, Customer, Purchase
from tests.complaints import factories as tickets
from tests.factories import NOW, cast, customer_of
from tests.factories.clients import api_client_of, client_of
from tests.factories.visits import visit_of

SIGNS = ("=", "+", "-", "@", "\t", "\r", "\n", "\r\n", "＝", "＋", "－", "＠", " =", "\u200b=", "\ufeff=", "|", "%")
EVIL = [f"{sign}1+1" for sign in SIGNS] + ["=cmd|' /C calc'!A0", '=HYPERLINK("http://x.test","y")', "@SUM(1)"]
COLUMNS = (Column("a", lambda row: row[0]), Column("n", lambda row: row[1], Shape.MONEY))


def begun(actor, page="customers", **more):
    return begin_export(actor=actor, now=NOW, page=page, **{"params": {}, "file_format": "csv", **more})


def rows_of(response):
    text = b"".join(response).decode()
    assert text.startswith(MARK)
    return list(csv.reader(io.StringIO(text[1:], newline="")))


def many(people, count):
    made = [
        Customer(number=f"CU-2025-{n:05}", name=f"样例 {n}", region=people.east, created_at=NOW) for n in range(count)
    ]
    Customer.objects.bulk_create(made)


@pytest.mark.once
@pytest.mark.parametrize("text", EVIL)
def test_no_cell_is_a_formula_and_numbers_stay_numbers(text):
    assert is_dangerous(text)
    rows = [[text, Decimal("-5.20")]]
    said = b"".join(csv_blocks(COLUMNS, rows)).decode()
    [cell, number] = list(csv.reader(io.StringIO(said[1:], newline="")))[1]
    assert (cell[0], number) == ("'", "-5.20")
    sheet = load_workbook(xlsx_file(COLUMNS, rows, "x")).active
    assert (sheet["A2"].data_type, sheet["B2"].data_type, sheet["B2"].value) == ("s", "n", -5.2)


@pytest.mark.once
def test_text_that_is_no_formula_is_unchanged():
    for text in ("", "样例", "138 0000 2406", "a=1", "1-2", "（＝）"):
        assert not is_dangerous(text)


def test_no_export_has_a_formula_in_any_column(people):
    """Every text of every row of every list begins like a formula."""
    tickets.logged(people)
    tickets.submitted(people, costs=1)
    visit_of(people.customer, rep=people.rep, due_on=NOW.date())
    for text in ("=1+1", "＠SUM(1)", "\t=1"):
        Customer.objects.update(name=text, address=text, phone=text)
        Contact.objects.update(name=text, phone=text)
        Purchase.objects.update(batch=text, serial=text, contract_number=text)
        for listing in every_listing():
            user = next(one for one in vars(people).values() if getattr(one, "role", None) in listing.roles)
            for cells in listing.cells(user, {}, NOW, whole=True):
                said = b"".join(csv_blocks(listing.columns, [cells])).decode()
                for cell in list(csv.reader(io.StringIO(said[1:], newline="")))[1]:
                    assert not is_dangerous(cell) or cell.lstrip("-").replace(".", "").isdigit()


def test_export_of_a_list_has_the_policy_of_its_page(people):
    assert len(every_listing()) == 25
    for listing in every_listing():
        if listing.page:
            assert policy_of(resolve(reverse(listing.page)).func).roles == frozenset(map(str, listing.roles)), (
                listing.name
            )
    assert listing_for(people.warehouse, "customers") is None
    with pytest.raises(NotVisible):
        begun(people.warehouse)


@pytest.mark.parametrize(
    ("who", "is_whole", "cells"),
    [
        ("clerk", False, ["蓝*", "张*", "138 **** 2406"]),
        ("clerk", True, ["蓝鲸示例乳业", "张三", "138 0000 2406"]),
        ("gm", True, ["蓝鲸示例乳业", "张三", "138 **** 2406"]),
        ("auditor", False, ["蓝*", "张*", "138 **** 2406"]),
    ],
)
def test_personal_columns_are_masked_by_role(people, who, is_whole, cells):
    listing, user = listing_for(getattr(people, who), "customers"), getattr(people, who)
    [row] = listing.cells(user, {}, NOW, whole=is_whole)
    assert [row[2], row[7], row[8]] == cells


def test_rep_exports_only_the_rows_of_the_page(people):
    customer_of(people.west, name="别处", number="CU-2026-00002")
    listing = listing_for(people.rep, "customers")
    assert [row[0] for row in listing.cells(people.rep, {}, NOW, whole=False)] == ["CU-2026-00001"]


def test_page_and_file_have_the_same_rows(people):
    for subject in ("漏水", "异响"):
        tickets.logged(people, subject=subject)
    client = client_of(people.clerk)
    page = client.get(reverse("tickets"), {"state": "open", "q": "漏水"})
    offer = page.context["export"]
    assert (offer["list"], "漏水" in page.content.decode(), page.context["page"].paginator.count) == (
        "tickets",
        True,
        1,
    )
    asked = {"list": offer["list"], "filters": offer["query"]}
    assert client.post(reverse("export_new"), asked).status_code == 200
    response = client.post(reverse("export_new"), {**asked, "file_format": "csv", "is_whole": "no"})
    assert response["Content-Disposition"].startswith('attachment; filename="tickets-')
    head, row = rows_of(response)
    assert row[2] == "漏水"
    record = AccessLogEntry.objects.get(kind=AccessKind.EXPORT)
    assert (record.subject, record.count, record.actor) == ("tickets", 1, people.clerk)
    assert "state=open" in record.detail
    assert "漏水" not in record.detail


def test_search_text_is_in_no_log(people):
    listing = listing_for(people.clerk, "tickets")
    told = listing.spoken({"q": "x", "state": "open", "customer": "13800002406", "owner": "张三", "batch": "B1"})
    assert told == "q, state=open, customer, owner, batch"


def test_number_of_queries_does_not_grow_with_rows(people, django_assert_max_num_queries):
    many(people, 300)
    for name in ("customers", "tickets", "visits", "approvals"):
        listing = listing_for(people.manager, name)
        with django_assert_max_num_queries(6):
            list(listing.cells(people.manager, {"tab": "pending"}, NOW, whole=True))


def test_export_above_the_limit_needs_consent(people, settings):
    settings.EXPORT_CONSENT_ABOVE = 5
    many(people, 2)
    assert begun(people.clerk, is_whole=True).state == ExportState.TAKEN
    with pytest.raises(InvalidInput):  # three more of the same day are too many
        begun(people.clerk, is_whole=True)
    assert begun(people.clerk).state == ExportState.TAKEN
    assert (
        begin_export(
            actor=people.clerk,
            now=NOW + timedelta(hours=25),
            page="customers",
            params={},
            file_format="csv",
            is_whole=True,
        ).state
        == ExportState.TAKEN
    )


@pytest.fixture
def waiting(people, settings):
    settings.EXPORT_CONSENT_ABOVE = 0
    return begun(people.clerk, is_whole=True, reason="信件", file_format="xlsx")


def decided(people, row, who="manager", consents=True, **more):
    decide = consent_to_export if consents else refuse_export
    return decide(actor=getattr(people, who), now=NOW, export_id=row.pk, **more)


def test_export_with_consent_is_downloaded_once_by_its_requester(people, waiting):
    assert waiting.state == ExportState.WAITING
    assert not AccessLogEntry.objects.exists()
    assert set(Notification.objects.filter(template="export_asked").values_list("user__username", flat=True)) == {
        "manager",
        "admin",
    }
    with pytest.raises(RuleViolation):
        take_export(actor=people.clerk, now=NOW, export_id=waiting.pk)
    decided(people, waiting)
    with pytest.raises(NotPermitted):
        take_export(actor=people.manager, now=NOW, export_id=waiting.pk)
    with pytest.raises(RuleViolation):
        take_export(actor=people.clerk, now=NOW + timedelta(hours=24, seconds=1), export_id=waiting.pk)
    response = client_of(people.clerk).post(reverse("export_take", args=[waiting.pk]))
    assert response.status_code == 422  # by the time of the request it is another day


def test_export_file_has_the_rows_consented_to(people, waiting, time_machine):
    time_machine.move_to(NOW, tick=False)
    decided(people, waiting)
    client = client_of(people.clerk)
    response = client.post(reverse("export_take", args=[waiting.pk]))
    sheet = load_workbook(io.BytesIO(b"".join(response))).active
    assert (sheet["C2"].value, sheet["I2"].value, sheet.max_row) == ("蓝鲸示例乳业", "138 0000 2406", 2)
    record = AccessLogEntry.objects.get()
    assert (record.reason, record.count) == ("信件", 1)
    assert "consent: manager" in record.detail
    assert client.post(reverse("export_take", args=[waiting.pk])).status_code == 409
    told = waiting.history.order_by("history_id").values_list("history_change_reason", flat=True)
    assert list(told) == ["asked", "consented", "exported"]


def test_grown_list_requires_a_new_consent(people, waiting):
    decided(people, waiting)
    many(people, 1)
    with pytest.raises(RuleViolation) as error:
        take_export(actor=people.clerk, now=NOW, export_id=waiting.pk)
    assert error.value.code == "list_has_grown"


@pytest.mark.parametrize("who", ["clerk", "clerk2", "gm", "auditor"])
def test_export_is_consented_by_managers_only(people, waiting, who):
    with pytest.raises((NotPermitted, NotVisible)):
        decided(people, waiting, who)


def test_requester_does_not_consent_to_the_own_export(people, settings):
    settings.EXPORT_CONSENT_ABOVE = 0
    row = begun(people.manager, is_whole=True, reason="x")
    with pytest.raises(NotPermitted):
        decided(people, row)
    assert not Notification.objects.filter(user=people.manager).exists()


def test_second_decision_is_a_conflict(people, waiting):
    decided(people, waiting, "admin", consents=False, answer="不必")
    with pytest.raises(Conflict):
        decided(people, waiting)
    with pytest.raises(RuleViolation):
        take_export(actor=people.clerk, now=NOW, export_id=waiting.pk)
    client = client_of(people.manager)
    assert client.post(reverse("export_decide", args=[waiting.pk]), {"verdict": "consent"}).status_code == 409


@pytest.mark.django_db(transaction=True)
def test_one_of_two_concurrent_decisions_counts(settings):
    settings.EXPORT_CONSENT_ABOVE = 0
    people = cast()
    waiting, gate, ends = begun(people.clerk, is_whole=True, reason="x"), Barrier(2), []

    def decide(who, consents):
        gate.wait()
        try:
            decided(people, waiting, who, consents=consents, answer="x")
            ends.append("done")
        except DomainError as error:
            ends.append(error.status)
        finally:
            connection.close()

    threads = [Thread(target=decide, args=pair) for pair in (("manager", True), ("admin", False))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(ends, key=str) == [409, "done"]


def test_api_requests_consents_and_downloads(people, settings, time_machine):
    time_machine.move_to(NOW, tick=False)
    clerk, manager = APIClient(), APIClient()
    clerk.force_authenticate(people.clerk)
    manager.force_authenticate(people.manager)
    taken = clerk.post("/api/v1/exports/", {"list": "purchases", "filters": {"batch": "B2603-17"}}, format="json")
    assert len(rows_of(taken)) == 2
    settings.EXPORT_CONSENT_ABOVE = 0
    asked = clerk.post("/api/v1/exports/", {"list": "customers", "is_whole": True, "reason": "信件"}, format="json")
    assert (asked.status_code, asked.json()["state"]) == (202, "waiting")
    address = f"/api/v1/exports/{asked.json()['id']}/"
    assert clerk.post(f"{address}consent/").status_code == 403
    assert manager.post(f"{address}consent/").json()["state"] == "consented"
    assert manager.post(f"{address}refuse/", {"answer": "x"}).status_code == 409
    assert len(rows_of(clerk.post(f"{address}download/"))) == 2
    assert clerk.post(f"{address}download/").status_code == 409


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"list": "customers", "file_format": "exe"}, 400),
        ({"list": "nothing"}, 404),
        ({}, 400),
        ([], 400),
        ({"list": "customers", "filters": "x"}, 400),
        ({"list": "customers", "filters": {"region": "NaN"}}, 400),
        ({"list": "responses", "filters": {"quarter": "x"}}, 400),
        ({"list": "tickets", "filters": {"q": "\x00"}}, 400),
        ({"list": "visits", "filters": {"rep": "９９", "tab": "x"}}, 400),
        ({"list": "data_requests", "filters": {"state": "x" * 201}}, 400),
    ],
)
def test_invalid_input_is_refused(people, body, status):
    client = api_client_of(people.clerk)
    assert client.post("/api/v1/exports/", body, format="json").status_code == status


@pytest.mark.parametrize("query", ["batch=%00", "&".join(f"a{n}=1" for n in range(101))])
def test_invalid_filters_are_refused(people, query):
    address = reverse("export_new")
    assert client_of(people.clerk).post(address, {"list": "tickets", "filters": query}).status_code == 404


def test_workbook_has_a_limit_of_rows(people, monkeypatch):
    monkeypatch.setattr("aftersales.transfers.services.exports.MAX_XLSX", 0)
    with pytest.raises(RuleViolation):
        begun(people.clerk, file_format="xlsx")


def test_moments_are_dates_in_the_company_time_zone(people):
    column = Column("m", "m", Shape.MOMENT)
    sheet = load_workbook(xlsx_file([column], [[NOW]], "x")).active
    assert sheet["A2"].value == datetime(2026, 11, 18, 10)  # noqa: DTZ001


def test_pages_lead_from_request_to_download(people, waiting):
    for who, address in [
        ("clerk", reverse("exports")),
        ("clerk", waiting.get_absolute_url()),
        ("clerk", reverse("export_new")),
        ("manager", reverse("exports")),
        ("admin", waiting.get_absolute_url()),
        ("clerk", reverse("export_new") + "?list=products"),
    ]:
        assert client_of(getattr(people, who)).get(address).status_code == 200
    assert client_of(people.rep).get(waiting.get_absolute_url()).status_code == 404
    assert client_of(people.admin).post(reverse("export_new"), {"list": "customers"}).status_code == 404
    assert Listing("x", "x", frozenset({Role.ADMIN}), lambda *a: [], ()).size(people.admin, {}, NOW) == 0
    assert ExportRequest.objects.count() == 1
