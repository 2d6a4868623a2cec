"""Tickets for figures: rows with their dates, without the steps before."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

from complaints.models import Approval, AuthorityRule, Proposal, SlaTarget, Ticket
from complaints.quality.models import Action, Investigation
from tests.factories import NOW, Cast


def at(text: str) -> datetime:
    """A moment in UTC: "2026-09-30 16:00" is midnight in Shanghai."""
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def ticket(cast: Cast, reported_at: datetime = NOW, **fields: Any) -> Ticket:
    """One ticket of the east."""
    values = {
        "number": f"TK-2026-{Ticket.objects.count() + 1:05}",
        "kind": "complaint",
        "state": "new",
        "customer": cast.customer,
        "contact": cast.contact,
        "subject": "温度漂移",
        "description": "设定 37 ℃",
        "channel": "phone",
        "received_at": reported_at,
        "reported_at": reported_at,
        "owner": cast.clerk,
        "region": cast.east,
        "updated_at": reported_at,
    }
    return Ticket.objects.create(**{**values, **fields})


def replied(cast: Cast, after: timedelta, reported_at: datetime = NOW - timedelta(days=5), **fields: Any) -> Ticket:
    """A ticket whose first reply, due within 24 hours, came after this time."""
    row = ticket(cast, reported_at, first_replied_at=reported_at + after, **fields)
    sla_target(row, due_at=reported_at + timedelta(hours=24), met_at=reported_at + after)
    return row


def sla_target(row: Ticket, *, due_at: datetime | None, met_at: datetime | None = None, **fields: Any) -> SlaTarget:
    """An SLA target, and of an open one the ticket's next deadline."""
    late = int((met_at - due_at).total_seconds()) if met_at and due_at else None
    values = {
        "ticket": row,
        "code": "first_reply",
        "amount": 24,
        "unit": "elapsed_hours",
        "starts_at": row.reported_at,
        "due_at": due_at,
        "met_at": met_at,
        "lateness_seconds": late,
    }
    made = SlaTarget.objects.create(**{**values, **fields})
    if made.is_open:
        Ticket.objects.filter(pk=row.pk).update(next_due_at=due_at)
    return made


def closed(cast: Cast, closed_at: datetime, *approved: str, **fields: Any) -> Ticket:
    """A closed ticket with what was approved for it."""
    row = ticket(cast, closed_at - timedelta(days=3), **{"state": "closed", "closed_at": closed_at, **fields})
    for amount in approved:
        Proposal.objects.create(
            ticket=row,
            remedy="refund",
            amount=Decimal(amount),
            approved_amount=Decimal(amount),
            state="approved",
            proposed_by=cast.clerk,
            created_at=closed_at,
        )
    return row


def waiting_things(cast: Cast) -> None:
    """Overdue for nine days, in approval for six, overdue for two."""
    row = ticket(cast, state="approval")
    proposal = Proposal.objects.create(
        ticket=row, remedy="refund", amount=320, state="submitted", proposed_by=cast.clerk, created_at=NOW
    )
    approval = Approval.objects.create(
        proposal=proposal,
        rule=AuthorityRule.objects.first(),
        amount=320,
        stake=320,
        routing_amount=320,
        content_hash="x",
        submitted_by=cast.clerk,
        submitted_at=NOW - 6 * timedelta(days=1),
    )
    approval.steps.create(position=1, code="manager_review", state="active")
    Investigation.objects.create(
        number="QI-2026-00001",
        ticket=row,
        title="温度漂移",
        lead=cast.quality,
        opened_at=NOW - 20 * timedelta(days=1),
        due_at=NOW - 9 * timedelta(days=1),
    )
    Action.objects.create(
        number="AC-2026-00001",
        kind="corrective",
        title="更换传感器",
        ticket=row,
        owner=cast.quality,
        due_on=(NOW - 2 * timedelta(days=1)).date(),
        created_at=NOW,
    )
