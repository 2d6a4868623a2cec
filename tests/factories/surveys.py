"""Closed tickets with their invitations, and quarters with answers."""

from datetime import date, timedelta
from typing import Any

from aftersales.store.writing import save_with_history
from complaints.models import Ticket
from customers.models import Contact, ContactTouch, Customer
from surveys.models import Invitation, Questionnaire, Response, Round
from surveys.queries import hash_of
from surveys.rules.quarters import quarter_of
from surveys.services.installation import install_defaults
from surveys.services.invitations import invite_after_ticket, token_of
from tests.factories import NOW, Cast

GOOD = {"solved": "yes", "csat": "5", "nps": "10", "improve": "取货很快"}


def questionnaires() -> Questionnaire:
    """Install the default questionnaires; returns the one for closed tickets."""
    install_defaults(actor=None, now=NOW)
    return Questionnaire.objects.get(code="after-ticket")


def closed_ticket(cast: Cast, number: str = "TK-2026-00001", **fields: Any) -> Ticket:
    """A closed ticket, without the steps before."""
    values = {
        "kind": "complaint",
        "state": "closed",
        "customer": cast.customer,
        "contact": cast.contact,
        "subject": "温度漂移",
        "description": "设定 37 ℃，实测来回跳",
        "channel": "hotline",
        "received_at": NOW,
        "reported_at": NOW,
        "owner": cast.clerk,
        "region": cast.east,
        "confirmed_at": NOW,
        "closed_at": NOW,
        "updated_at": NOW,
    }
    return Ticket.objects.create(number=number, **{**values, **fields})


def invited(cast: Cast, **fields: Any) -> tuple[Invitation, str]:
    """An invitation to the survey after a ticket, and its token."""
    if not Questionnaire.objects.exists():
        questionnaires()
    if "contact" not in fields and Invitation.objects.filter(contact=cast.contact).exists():
        # Nobody is asked twice in a quarter.
        fields["contact"] = Contact.objects.create(customer=cast.customer, name="李四", email="lisi@example.test")
    ContactTouch.objects.all().delete()  # the limit of contacts a month is tested elsewhere
    invitation = invite_after_ticket(ticket=closed_ticket(cast, **fields), actor=cast.clerk, now=NOW)
    assert invitation is not None
    return invitation, token_of(invitation)


def answers(questionnaire: Questionnaire, day: date, csats: list[int | None], **fields: Any) -> None:
    """One answer per csat; nps, solved and more as given for all of them."""
    Response.objects.bulk_create(
        Response(
            questionnaire=questionnaire,
            quarter=quarter_of(day),
            answered_on=day,
            csat=csat,
            **{"answers": {}, "tier": "ordinary", **fields},
        )
        for csat in csats
    )


def invitations(
    cast: Cast, questionnaire: Questionnaire, day: date, *, sent: int, answered: int, **fields: Any
) -> None:
    """Invitations of a day, the first of them answered a day later."""
    at = NOW.replace(year=day.year, month=day.month, day=day.day)
    Invitation.objects.bulk_create(
        Invitation(
            kind="ticket",
            questionnaire=questionnaire,
            customer=cast.customer,
            key=f"{day}:{n}",
            token_hash=f"{day}:{n}",
            created_at=at,
            expires_at=at + timedelta(days=30),
            answered_at=at + timedelta(days=1) if n < answered else None,
            **fields,
        )
        for n in range(sent)
    )


def round_of(quarter: str = "2026-Q4", **fields: Any) -> Round:
    """An open round with the quarterly questionnaire."""
    if not Questionnaire.objects.exists():
        questionnaires()
    form = fields.pop("questionnaire", None) or Questionnaire.objects.get(code="quarterly")
    opens = {"opens_at": NOW - timedelta(days=1), "closes_at": NOW + timedelta(days=13)}
    terms = {"margin": "0.050", "expected_rate": "0.400", "state": "open", "seed": "5" * 64}
    return Round.objects.create(quarter=quarter, questionnaire=form, **opens, **terms | fields)


def round_invitations(
    cast: Cast | None, asked: Round, count: int, *, start: int = 0, **fields: Any
) -> list[Invitation]:
    """Invitations of a round, which token_of gives the links for. Without a cast, to the first customer there is."""
    customer = cast.customer if cast else Customer.objects.order_by("pk").first()
    made = []
    for n in range(start, start + count):
        row = Invitation(
            kind="round",
            questionnaire=asked.questionnaire,
            round=asked,
            customer=customer,
            region_id=customer.region_id,
            key=f"round:{asked.quarter}:{n}",
            created_at=NOW,
            expires_at=asked.closes_at,
            **{"tier": "ordinary", **fields},
        )
        row.token_hash = hash_of(token_of(row))
        made.append(save_with_history(row, actor=None, reason="invited"))
    return made
