"""Triage of quality problems (T3, Q1): who hears of an intrinsic one, and whether it is to be investigated."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from aftersales.kernel.errors import InvalidInput, RuleViolation, ensure
from aftersales.notifications.services.notifications import notify
from aftersales.staff.enums import Role
from aftersales.staff.models import Actor, User
from aftersales.staff.queries import holders_of, people_with_role
from aftersales.store.dates import company_date

from .. import permissions
from ..enums import InvestigateNeed, QualityClass, SlaCode, State
from ..models import Ticket
from ..rules import triage as rules
from ..rules.closing import OBSTACLES
from ..rules.promises import Event
from ..signals import ticket_classified
from . import sla_targets
from .common import ensure_open, event, locked_ticket, save


def settle(ticket: Ticket) -> None:
    """Set whether it is to be investigated, by the ticket's class. Does not save."""
    ticket.investigate = rules.demanded(ticket.quality_class, ticket.investigate)


def tell(ticket: Ticket, *, now: datetime) -> None:
    """Tell the quality deputy manager of an intrinsic problem that nobody investigates, once per ticket. If nobody has
    that role, the administrators hear it, because they can give it to somebody."""
    if ticket.investigate != InvestigateNeed.NEEDED:
        return
    people = holders_of(Role.QUALITY_MANAGER, company_date(now)) or list(people_with_role(Role.ADMIN))
    targets = [row for row in sla_targets.open_targets(ticket) if row.code == SlaCode.SOLUTION and row.due_at]
    due = company_date(targets[0].due_at).isoformat() if targets and targets[0].due_at else "–"
    notify(
        users=people,
        template="intrinsic_problem",
        params={"number": ticket.number, "subject": ticket.subject, "due": due},
        url=ticket.get_absolute_url(),
        key=f"intrinsic:{ticket.pk}",
        now=now,
    )


def refuse_unsettled(ticket: Ticket) -> None:
    """Refuse to end a ticket whose intrinsic problem nobody has looked at."""
    if ticket.investigate == InvestigateNeed.NEEDED:
        raise RuleViolation(OBSTACLES["investigate_needed"], code="investigate_needed")


@transaction.atomic
def classify(
    *,
    ticket_id: int,
    quality_class: str,
    actor: User,
    now: datetime,
    reason: str = "",
    prices_unclear: bool | None = None,
) -> Ticket:
    """Set the quality class with a reason. It determines the promise to the customer (T3), and an intrinsic problem
    goes to the quality deputy manager. prices_unclear: whether prices or charges were not made plain beforehand, which
    lowers the customer's grade; None leaves it."""
    ticket = locked_ticket(ticket_id)
    ensure(permissions.can_classify(actor, ticket))
    ensure_open(ticket)
    if quality_class not in QualityClass.values:
        raise InvalidInput(_("Choose the quality class."), code="unknown", field="quality_class")
    unclear = ticket.prices_unclear if prices_unclear is None else prices_unclear
    changed = ticket.quality_class != quality_class
    if not changed and ticket.prices_unclear == unclear:
        return ticket
    ticket.prices_unclear = unclear
    if changed:
        if not reason.strip():
            raise InvalidInput(_("Enter the reason for this class."), code="reason_missing", field="reason")
        _reclassify(ticket, quality_class, reason.strip(), actor=actor, now=now)
    save(ticket, actor=actor, now=now, reason=f"classified {quality_class}: {reason.strip()}".rstrip(": "))
    tell(ticket, now=now)
    ticket_classified.send(sender=None, ticket=ticket, actor=actor, now=now)
    return ticket


def _reclassify(ticket: Ticket, quality_class: str, reason: str, *, actor: Actor, now: datetime) -> None:
    waited = ticket.investigate == InvestigateNeed.NEEDED
    ticket.quality_class, ticket.class_reason = quality_class, reason
    settle(ticket)
    if not ticket.investigate:
        ticket.investigate_reason = ""
    sla_targets.apply(ticket, Event.CLASSIFIED, actor=actor, now=now)
    event(ticket, f"classified_{quality_class or 'none'}", actor=actor, now=now, reason=reason)
    if waited and not ticket.investigate:
        _tell_withdrawn(ticket, reason, actor=actor, now=now)


def _tell_withdrawn(ticket: Ticket, reason: str, *, actor: Actor, now: datetime) -> None:
    """The quality deputy manager hears that a problem is not called intrinsic any more, because it was theirs."""
    people = holders_of(Role.QUALITY_MANAGER, company_date(now))
    notify(
        users=[one for one in people if actor is None or one.pk != actor.pk],
        template="not_intrinsic",
        params={"number": ticket.number, "subject": ticket.subject, "who": str(actor or ""), "reason": reason},
        url=ticket.get_absolute_url(),
        key=f"not_intrinsic:{ticket.pk}:{ticket.version}",
        now=now,
    )


@transaction.atomic
def waive_investigating(*, ticket_id: int, reason: str, actor: User, now: datetime) -> Ticket:
    """The quality deputy manager says that an intrinsic problem need not be investigated, and why."""
    return _decide(ticket_id, InvestigateNeed.NEEDED, InvestigateNeed.WAIVED, "investigate_waived", reason, actor, now)


@transaction.atomic
def require_investigating(*, ticket_id: int, reason: str, actor: User, now: datetime) -> Ticket:
    """Take back that there is no need to investigate."""
    return _decide(
        ticket_id, InvestigateNeed.WAIVED, InvestigateNeed.NEEDED, "investigate_required", reason, actor, now
    )


def _decide(ticket_id: int, before: str, after: str, code: str, reason: str, actor: User, now: datetime) -> Ticket:
    ticket = locked_ticket(ticket_id)
    ensure(permissions.can_waive_investigating(actor, company_date(now)))
    ensure_open(ticket)
    if ticket.investigate != before:
        raise RuleViolation(_("This has been decided already."), code="investigate_settled")
    if not reason.strip():
        raise InvalidInput(_("Enter a reason."), code="reason_missing", field="reason")
    ticket.investigate, ticket.investigate_reason = after, reason.strip()
    event(ticket, code, actor=actor, now=now, reason=reason.strip())
    return save(ticket, actor=actor, now=now, reason=f"{code}: {reason.strip()}")


@transaction.atomic
def cover(*, ticket_id: int, actor: Actor, now: datetime) -> None:
    """The ticket is being investigated."""
    ticket = locked_ticket(ticket_id)
    if ticket.investigate != InvestigateNeed.OPENED:
        ticket.investigate, ticket.investigate_reason = InvestigateNeed.OPENED, ""
        save(ticket, actor=actor, now=now, reason="investigated")


def take_over(source: Ticket, target: Ticket, *, actor: Actor, now: datetime) -> None:
    """What a merged ticket demands is demanded of the ticket that goes on. Does not save."""
    kept = rules.joined(source.investigate, target.investigate)
    if kept == target.investigate:
        return
    target.investigate, target.investigate_reason = kept, source.investigate_reason
    if target.quality_class != source.quality_class == QualityClass.INTRINSIC:
        target.quality_class, target.class_reason = source.quality_class, source.class_reason
        sla_targets.apply(target, Event.CLASSIFIED, actor=actor, now=now)
        event(target, "classified_intrinsic", actor=actor, now=now, reason=source.number)


def settle_reopened(ticket: Ticket) -> None:
    """History that is reopened, or a merge that is undone, is judged like any other ticket. Does not save."""
    if ticket.state not in (State.CLOSED, State.WITHDRAWN):
        settle(ticket)
