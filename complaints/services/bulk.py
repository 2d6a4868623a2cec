"""The same step on many tickets: each by the service that the single ticket uses, in its own transaction."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from aftersales.kernel.errors import DomainError, InvalidInput, NotVisible, RuleViolation
from aftersales.staff.models import User

from ..enums import OPEN_STATES
from ..models import Ticket
from ..permissions import visible_to
from . import conversation, lifecycle

MAX_TICKETS = 200


@dataclass(frozen=True)
class Outcome:
    """What happened to one ticket; error says why it was refused."""

    number: str
    ticket: Ticket | None
    error: DomainError | None = None

    @property
    def done(self) -> bool:
        return self.error is None


def act_on_many(
    *, service: Callable[..., Any], numbers: Sequence[str], actor: User, now: datetime, **words: Any
) -> list[Outcome]:
    """Call a service of one ticket for up to 200; returns for each, in the order given, what happened.

    One that is refused holds up none of the others.
    """
    asked = list(dict.fromkeys(numbers))
    if not asked:
        raise InvalidInput(_("Select tickets first."), code="empty", field="tickets")
    if len(asked) > MAX_TICKETS:
        raise InvalidInput(_("Up to 200 tickets at once."), code="too_many", field="tickets")
    found = {ticket.number: ticket for ticket in visible_to(actor).filter(number__in=asked)}
    return [_one(service, number, found.get(number), words, actor, now) for number in asked]


def _one(
    service: Callable[..., Any], number: str, ticket: Ticket | None, words: dict[str, Any], actor: User, now: datetime
) -> Outcome:
    if ticket is None:
        return Outcome(number, None, NotVisible(_("Ticket not found."), code="not_found"))
    try:
        _fit(service, ticket, words, actor)
        service(ticket_id=ticket.pk, actor=actor, now=now, **words)
    except DomainError as error:
        return Outcome(number, ticket, error)
    return Outcome(number, ticket)


def _fit(service: Callable[..., Any], ticket: Ticket, words: dict[str, Any], actor: User) -> None:
    """What the page would not even offer for this ticket."""
    owner = actor if service is lifecycle.take else words.get("to")
    if ticket.state not in OPEN_STATES:
        raise RuleViolation(_("The ticket is closed."), code="closed")
    if owner is not None and ticket.owner_id == owner.pk:
        raise RuleViolation(_("Already owned by this person."), code="already_owner")
    if service is conversation.pause and ticket.is_paused:
        raise RuleViolation(_("The SLA clock is already paused."), code="already_paused")
    if service is conversation.resume and not ticket.is_paused:
        raise RuleViolation(_("The SLA clock is already running."), code="already_running")
