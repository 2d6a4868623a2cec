"""Runs one verb on many tickets. Each ticket uses the service for a single ticket, in its own transaction."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from aftersales.kernel.errors import DomainError, InvalidInput, NotVisible, RuleViolation
from aftersales.staff.models import User

from ..models import Ticket
from ..permissions import visible_to
from . import conversation, lifecycle, tags
from .common import ensure_open

MAX_TICKETS = 200


@dataclass(frozen=True)
class BulkOutcome:
    """The result for one ticket. error: why it was refused."""

    number: str
    ticket: Ticket | None
    error: DomainError | None = None

    @property
    def done(self) -> bool:
        return self.error is None


def act_on_many(
    *, service: Callable[..., Any], numbers: Sequence[str], actor: User, now: datetime, **arguments: Any
) -> list[BulkOutcome]:
    """Call a service for each of up to 200 tickets. Returns one outcome for each, in the order given.

    A refused ticket does not stop the others.
    """
    asked = list(dict.fromkeys(numbers))
    if not asked:
        raise InvalidInput(_("Select tickets first."), code="empty", field="tickets")
    if len(asked) > MAX_TICKETS:
        raise InvalidInput(_("Up to 200 tickets at once."), code="too_many", field="tickets")
    found = {ticket.number: ticket for ticket in visible_to(actor).filter(number__in=asked)}
    return [_act_on_one(service, number, found.get(number), arguments, actor, now) for number in asked]


def _act_on_one(
    service: Callable[..., Any],
    number: str,
    ticket: Ticket | None,
    arguments: dict[str, Any],
    actor: User,
    now: datetime,
) -> BulkOutcome:
    if ticket is None:
        return BulkOutcome(number, None, NotVisible(_("Ticket not found."), code="not_found"))
    try:
        _check_offered(service, ticket, arguments, actor)
        service(ticket_id=ticket.pk, actor=actor, now=now, **arguments)
    except DomainError as error:
        return BulkOutcome(number, ticket, error)
    return BulkOutcome(number, ticket)


def _check_offered(service: Callable[..., Any], ticket: Ticket, arguments: dict[str, Any], actor: User) -> None:
    """Refuse an action that the page of this ticket would not offer."""
    owner = actor if service is lifecycle.take else arguments.get("to")
    if service is tags.tag:  # also after it was closed
        return
    ensure_open(ticket)
    if owner is not None and ticket.owner_id == owner.pk:
        raise RuleViolation(_("Already owned by this person."), code="already_owner")
    if service is conversation.pause and ticket.is_paused:
        raise RuleViolation(_("The SLA clock is already paused."), code="already_paused")
    if service is conversation.resume and not ticket.is_paused:
        raise RuleViolation(_("The SLA clock is already running."), code="already_running")
