"""A form of a page that is sent twice has one effect; the repeat leads to where the first one led."""

import re
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.apps import apps
from django.db import connection, transaction
from django.urls import resolve

from aftersales.office.models import IdempotencyKey
from aftersales.office.services.idempotency import LEASE
from aftersales.office.services.numbering import next_numbers
from aftersales.web.once import FIELD
from complaints.models import Ticket, TicketEntry
from customers.models import Interaction
from tests.complaints import factories as make
from tests.factories import NOW, cast
from tests.factories.clients import client_of
from tests.factories.world import build, print_at_once

from .page_forms import PageForm, forms_of, walk

pytestmark = pytest.mark.django_db
# Together they may send every form but those of approvals above the manager.
ROLES = ("clerk", "manager", "admin", "quality_manager", "rep")
SENT = {"en": "This form was already sent. It was not processed again."}
# Views whose repeat is another event: a file is taken again, a session starts again.
REPEATED = {"login", "logout", "export_take", "data_request_copy", "sign_out_everywhere"}
# Each look at a number is logged.
REPEATED |= {"customer_reveal", "contact_reveal"}
# Pages without an account: an invitation to a survey and a notice of a campaign are answered once, a wish not to be
# asked is recorded once, and the link for an objection works once.
KEYLESS = {"survey", "survey_page", "survey_stop", "campaign_answer", "object_by_link"}


TABLES = {
    model._meta.db_table
    for model in apps.get_models()
    if model._meta.app_label not in {"sessions", "contenttypes", "auth", "axes"} and model is not IdempotencyKey
}


class Counted:
    """The number of rows of every table, histories included, except what the key and the session write.

    Counting three hundred tables takes longer than sending a form, so that only those are counted again which a
    statement since then has named. Used as a wrapper of the connection's statements.
    """

    def __init__(self) -> None:
        self.rows: dict[str, int] = {}
        self.named = set(TABLES)

    def __call__(self, execute: Any, sql: Any, params: Any, many: bool, context: dict[str, Any]) -> Any:
        if not (text := str(sql)).startswith("SELECT"):
            self.named |= TABLES.intersection(re.findall(r"\w+", text))
        return execute(sql, params, many, context)

    def now(self) -> dict[str, int]:
        if self.named:
            asked = " UNION ALL ".join(f"SELECT '{table}', COUNT(*) FROM {table}" for table in sorted(self.named))
            with connection.cursor() as cursor:
                cursor.execute(asked)
                self.rows = self.rows | dict(cursor.fetchall())
            self.named = set()
        return self.rows

    def are_again(self, rows: dict[str, int]) -> None:
        """After a rollback."""
        self.rows, self.named = rows, set()


def replies() -> int:
    return Interaction.objects.filter(body__startswith="已安排").count()


def form_at(client: Any, page: str, action: str) -> PageForm:
    return next(form for form in forms_of(client.get(page), page) if form.action == action)


@pytest.fixture
def things(db, monkeypatch, at_now):
    print_at_once(monkeypatch)
    found = build()
    # The cast took the first numbers without the sequence.
    next_numbers("CU", 900, now=NOW)
    return found


@pytest.mark.slow
@pytest.mark.postgres
@pytest.mark.parametrize("role", ROLES)
def test_every_form_of_every_page_takes_effect_once(things, role):
    client = client_of(getattr(things.cast, role), "en")
    counted = Counted()
    with connection.execute_wrapper(counted):
        wrong, effects = sent_twice(client, things, counted)
    assert wrong == [], wrong
    assert effects, "no form had an effect"


def sent_twice(client: Any, things: Any, counted: Counted) -> tuple[list[Any], Counter]:
    wrong, effects = [], Counter()
    for page, form in walk(client, things):
        name = resolve(urlsplit(form.action).path).url_name
        if FIELD not in form.controls and name not in KEYLESS:
            wrong.append(("no key", page, form.action))
        if name in REPEATED:
            continue
        with transaction.atomic():
            before, content = counted.now(), form.content(filled=True)
            first = client.post(form.action, content)
            between = counted.now()
            second = client.post(form.action, content)
            if first.status_code >= 500 or second.status_code >= 500:
                wrong.append(("error", form.action, first.status_code, second.status_code))
            if between != before:
                effects[name] += 1
                if counted.now() != between:
                    wrong.append(("twice", page, form.action, first.status_code, second.status_code))
                elif first.status_code == 302 and second.get("Location") != first["Location"]:
                    wrong.append(("elsewhere", page, form.action, second.status_code))
            transaction.set_rollback(True)
        counted.are_again(before)
    return wrong, effects


def test_ticket_sent_twice_is_one_ticket(people, at_now):
    client = client_of(people.clerk, "en")
    content = form_at(client, "/tickets/new/", "/tickets/new/").content()
    content |= {"kind": "inquiry", "description": "如何校准？", "channel": "phone", "caller": "王先生"}
    first = client.post("/tickets/new/", content)
    assert first.status_code == 302, first.content.decode()
    second = client.post("/tickets/new/", content, follow=True)
    assert second.redirect_chain[0][0] == first["Location"]
    assert SENT["en"] in second.content.decode()
    assert Ticket.objects.count() == 1


def written(people) -> tuple[Any, str, dict[str, Any]]:
    ticket = make.logged(people)
    client = client_of(people.clerk, "en")
    address = f"{ticket.get_absolute_url()}reply/"
    return client, address, form_at(client, ticket.get_absolute_url(), address).content() | {"body": "已安排"}


def test_other_text_under_the_same_key_is_not_saved_but_can_be_sent_as_a_new_one(people, at_now):
    client, address, content = written(people)
    assert client.post(address, content).status_code == 302
    refused = client.post(address, content | {"body": "已安排，<b>明天</b>"})
    assert refused.status_code == 409
    assert "was not saved" in refused.content.decode()
    assert replies() == 1
    (again,) = [form for form in forms_of(refused, address) if "body" in form.controls]
    assert again.controls["body"].values == ["已安排，<b>明天</b>"]
    assert client.post(again.action, again.content()).status_code == 302
    assert replies() == 2


def test_refused_form_can_be_corrected_under_the_same_key(people, at_now):
    client, address, content = written(people)
    assert client.post(address, content | {"body": ""}).status_code == 422
    assert client.post(address, content).status_code == 302
    assert replies() == 1


def test_key_of_another_person_is_another_key(people, at_now):
    client, address, content = written(people)
    client.post(address, content)
    # The manager's page has shown the reply of the colleague.
    seen = TicketEntry.objects.latest("pk").pk
    assert client_of(people.manager).post(address, content | {"seen": seen}).status_code == 302
    assert replies() == 2


def test_form_whose_process_died_is_not_repeated_unasked(people, at_now):
    client, address, content = written(people)
    client.post(address, content)
    IdempotencyKey.objects.update(status=None, body=None, created_at=NOW - LEASE - timedelta(seconds=1))
    answer = client.post(address, content)
    assert (answer.status_code, replies()) == (409, 1)
    assert "not known whether it was saved" in answer.content.decode()


@pytest.mark.django_db(transaction=True)
def test_two_at_once_have_one_effect_and_one_answer():
    people = cast()
    _client, address, content = written(people)

    def send(_number: int) -> Any:
        client = client_of(people.clerk)
        try:
            return client.post(address, content)
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(send, range(4)))
    assert {(one.status_code, one.get("Location")) for one in answers} == {(302, answers[0]["Location"])}
    assert replies() == 1
