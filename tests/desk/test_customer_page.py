"""The page of a customer: what they are worth, what is at risk, and what to say."""

from datetime import timedelta

import pytest

from complaints.models import Ticket, TicketEntry
from customers.models import Grading
from tests.complaints import factories as tickets
from tests.factories import NOW
from tests.factories.clients import client_of
from visits.models import CareAction, CarePlan

pytestmark = pytest.mark.usefixtures("at_now")


def page(people, user=None, **asked) -> str:
    client = client_of(user or people.manager, "en")
    return client.get(people.customer.get_absolute_url(), asked).content.decode()


def test_figures_risks_and_the_next_call_are_shown(people):
    row = tickets.logged(people)
    Ticket.objects.filter(pk=row.pk).update(next_due_at=NOW - timedelta(days=1))
    TicketEntry.objects.create(ticket=row, kind="event", at=NOW, event="feedback", params={"csat": 1})
    html = page(people)
    assert "¥12,860" in html and "bought since 2026" in html
    assert "Tickets late: 1" in html and "Unhappy answers in 12 months: 1" in html
    assert f"customer={people.customer.number}&amp;state=open&amp;late=1" in html
    assert html.index("Apologize, and say when") < html.index("Ask what went wrong") or "Answer first" in html
    assert "unhappy answer on" in html


def test_timeline_has_care_and_changes_with_filters(people):
    Grading.objects.create(customer=people.customer, grade="D", at=NOW, reason="board call", by=people.manager)
    plan = CarePlan.objects.create(
        number="CP-2026-001",
        customer=people.customer,
        owner=people.rep,
        title="Calibrate",
        state="running",
        starts_on=NOW.date(),
        ends_on=NOW.date() + timedelta(days=30),
        created_at=NOW,
    )
    CareAction.objects.create(plan=plan, title="Free calibration", owner=people.rep, due_on=NOW.date(), created_at=NOW)
    whole = page(people)
    assert "Free calibration" in whole and "Satisfaction grade D: board call" in whole
    changes = page(people, channel="changes")
    assert "Satisfaction grade D" in changes and "Care: Free calibration" not in changes
    assert 'href="?channel=answers#said"' in changes
    assert 'id="timeline-channel"' in page(people, channel="messages")
