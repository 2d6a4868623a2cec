"""Page, bulk bar, API, imports and scheduled jobs close tickets by the same rule."""

import pytest
from django.urls import reverse

from aftersales.desk.services.due import run_job
from aftersales.store.schedule import jobs
from complaints.enums import State
from complaints.importing import Feedback
from complaints.models import Fulfilment, Ticket
from complaints.services import closing, lifecycle
from complaints.services.closing import obstacles_to_closing
from complaints.services.feedback import record_feedback
from complaints.services.importing import log_feedback
from tests.complaints import factories as make
from tests.factories import NOW
from tests.factories.clients import api_client_of, client_of

pytestmark = pytest.mark.django_db


def page(ticket: Ticket, people) -> None:
    client = client_of(people.clerk)
    client.post(reverse("ticket_step", args=[ticket.number, "close"]))


def bulk_page(ticket: Ticket, people) -> None:
    client = client_of(people.clerk)
    client.post(reverse("tickets_bulk"), {"verb": "close", "ticket": [ticket.number]})


def api(ticket: Ticket, people, path: str = "", **body) -> None:
    client = api_client_of(people.clerk)
    client.post(path or f"/api/v1/tickets/{ticket.number}/close/", body, format="json")


def bulk_api(ticket: Ticket, people) -> None:
    api(ticket, people, "/api/v1/tickets/bulk/", verb="close", tickets=[ticket.number])


def service(ticket: Ticket, people) -> None:
    try:
        lifecycle.close(ticket_id=ticket.pk, actor=None, now=NOW)
    except lifecycle.RuleViolation:
        return


# Entry points that close a ticket; each calls lifecycle.close.
CLOSING = {"page": page, "bulk page": bulk_page, "api": api, "bulk api": bulk_api, "the system itself": service}


def answers(ticket: Ticket, people) -> None:
    record_feedback(ticket_id=ticket.pk, solved=True, csat=5, comment="", now=NOW)


def imports(ticket: Ticket, people) -> None:
    row = Feedback(key=ticket.number, kind="complaint", text="关闭", customer=people.customer.number)
    assert log_feedback(rows=[row], actor=people.manager, now=NOW) == [True]


def clock(ticket: Ticket, people) -> None:
    for job in jobs():
        if job.task.startswith("complaints."):
            run_job(job, now=NOW)


# Entry points that never close one.
OTHERS = {"the customer's answer": answers, "import": imports, "timed tasks": clock}


def in_confirmation(people) -> Ticket:
    """Fulfilled and confirmed, but by a mistake in the data one product is missing."""
    ticket = make.fulfilled(people)
    Fulfilment.objects.get(proposal__ticket=ticket).lines.update(received=0, inspected=0)
    lifecycle.confirm(ticket_id=ticket.pk, actor=people.clerk, now=NOW, solved=True)
    return ticket


@pytest.mark.parametrize("entry_point", CLOSING.values(), ids=CLOSING)
def test_closing_follows_the_rule_at_every_entry_point(people, entry_point):
    ticket = in_confirmation(people)
    entry_point(ticket, people)
    ticket.refresh_from_db()
    assert ticket.state == State.CONFIRMING and obstacles_to_closing(ticket) == ["quantities_differ"]
    Fulfilment.objects.get(proposal__ticket=ticket).lines.update(received=1, inspected=1)
    entry_point(ticket, people)
    ticket.refresh_from_db()
    assert ticket.state == State.CLOSED


@pytest.mark.parametrize("entry_point", CLOSING.values(), ids=CLOSING)
def test_closing_calls_the_same_rule_at_every_entry_point(people, entry_point, monkeypatch):
    ticket = make.fulfilled(people)
    lifecycle.confirm(ticket_id=ticket.pk, actor=people.clerk, now=NOW, solved=True)
    monkeypatch.setattr(closing, "closing_obstacles", lambda **facts: ["case_open"])
    entry_point(ticket, people)
    ticket.refresh_from_db()
    assert ticket.state == State.CONFIRMING


@pytest.mark.parametrize("entry_point", OTHERS.values(), ids=OTHERS)
def test_closing_happens_at_no_other_entry_point(people, entry_point):
    ticket = make.fulfilled(people)
    lifecycle.confirm(ticket_id=ticket.pk, actor=people.clerk, now=NOW, solved=True)
    entry_point(ticket, people)
    assert not Ticket.objects.filter(state=State.CLOSED).exists()
