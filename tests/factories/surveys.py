"""Closed tickets with their invitations, and quarters with answers."""

from datetime import date, timedelta
from typing import Any

from complaints.models import Ticket
from surveys.models import Invitation, Questionnaire, Response
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
