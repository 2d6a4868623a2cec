"""Hostile values in the steps of a ticket's page are refused or take effect, but never cause an error.

One field at a time is hostile and the others are good, so that the value also meets the service and the database.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django import forms
from django.db import transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from aftersales.kernel.errors import DomainError
from complaints.models import Ticket
from complaints.queries.tickets import tickets_for_page
from complaints.services import lifecycle
from complaints.verbs import CONVERSATION, SHEETS
from tests.factories import NOW, Cast, cast

from . import factories as make

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

TEXTS = (
    "NaN",
    "Infinity",
    "-Infinity",
    "１００",
    "٣",
    "-1",
    "-0",
    "0",
    "0.005",
    "1e400",
    "1" + "0" * 30,
    "9" * 10,
    "x" * 100_000,
    "a\x00b",
    "\ufffe\u202e",
    "0001-01-01",
    "9999-12-31",
    "0001-01-01T00:00",
    "9999-12-31T23:59",
    "2026-02-30",
    "12:00",
    "",
    "  ",
)
# States in which a step is allowed; other steps are tried on a ticket in verification.
STAGES = {
    "receive": "fulfilment",
    "inspect": "fulfilment",
    "refund": "fulfilment",
    "dispatch": "fulfilment",
    "confirm": "confirming",
    "close": "confirming",
    "reopen": "closed",
    "recall": "approval",
    "change": "approval",
}


@pytest.fixture
def installation() -> tuple[Cast, dict[str, Ticket]]:
    people = cast()
    fulfilment_lines = make.approved(people, lines=[make.line(people, price="100")]).proposal.ticket
    confirming = make.logged(people)
    lifecycle.answer(ticket_id=confirming.pk, actor=people.clerk, now=NOW, outcome="已答复")
    stages = {
        "approval": make.submitted(people, lines=[make.line(people, price="100")]).proposal.ticket,
        "fulfilment": fulfilment_lines,
        "confirming": confirming,
        "closed": make.closed(people),
        "verifying": make.proposed(people, lines=[make.line(people, price="100")]).ticket,
    }
    return people, stages


def good(name: str, field: Any, people: Cast, stages: dict[str, Ticket]) -> Any:
    """A valid value for the field."""
    known = {
        "customer": people.customer.number,
        "to": people.clerk2.pk,
        "into": stages["confirming"].number,
        "channel": "phone",
        "due_at": "2026-12-01T10:00:00Z",
        "paid_on": "2026-11-18",
        "remedy": "refund",
        "amount": "1",
        "kind": "repair",
        "lines": [{"purchase": people.sold.pk, "quantity": 1, "unit_price": "100"}],
    }
    if name in known:
        return known[name]
    if isinstance(field, forms.ChoiceField):
        choices = dict(field.choices)
        return next((value for value in choices if value), "")
    return "1"


def step_cases(people: Cast, stages: dict[str, Ticket]) -> Iterator[tuple[str, Ticket, dict[str, Any]]]:
    for name, verb in {**SHEETS, **CONVERSATION}.items():
        row = tickets_for_page(people.manager).get(pk=stages[STAGES.get(name, "verifying")].pk)
        form = verb.form(target=row, user=people.manager)
        rows = getattr(form, "rows", [])
        fields = form.fields | {field.html_name: field.field for one in rows for field in one}
        named = {one["line"].html_name: one["line"].value() for one in rows if "line" in one.fields}
        usual = {
            key: good(key.rpartition("-")[2], field, people, stages)
            for key, field in fields.items()
            if key not in {"files", "version"}
        }
        for key in fields:
            for value in TEXTS:
                yield name, row, usual | named | {key: value}


def test_no_step_of_the_page_raises_on_hostile_values(installation):
    """As the page does it: the form, then the service."""
    people, stages = installation
    tried, broken = 0, []
    for name, row, data in step_cases(people, stages):
        verb = {**SHEETS, **CONVERSATION}[name]
        with transaction.atomic():
            try:
                form = verb.form(data, {}, target=row, user=people.manager)
                if form.is_valid():
                    verb.perform(form, actor=people.manager, now=timezone.now())
            except DomainError:
                pass
            except Exception as error:  # noqa: BLE001  (what would be a 500)
                broken.append((name, {key: str(value)[:30] for key, value in data.items()}, repr(error)[:200]))
            transaction.set_rollback(True)
        tried += 1
    assert broken == [] and tried > 1000


def test_refused_steps_are_shown_again_without_an_error(installation):
    people, stages = installation
    client = Client(raise_request_exception=False)
    client.force_login(people.manager)
    cases = [*step_cases(people, stages)][::97]
    codes = {}
    for name, row, data in cases:
        with transaction.atomic():
            url = reverse("ticket_step", args=[row.number, name])
            codes[name, str(data)[:200]] = client.post(url, data).status_code
            transaction.set_rollback(True)
    assert {key: code for key, code in codes.items() if code >= 500} == {}
