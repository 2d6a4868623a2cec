"""The same product and problem again reopens an action that was judged effective (Q4)."""

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from aftersales.kernel.errors import InvalidInput, RuleViolation, ensure
from aftersales.staff.models import Actor, User
from aftersales.store.dates import company_date
from aftersales.store.writing import lock, same_version, save_with_history
from complaints.enums import QualityClass, State
from complaints.models import Ticket
from complaints.services.common import event

from .. import permissions
from ..enums import ActionState, InvestigationState
from ..models import Action, Investigation, Recurrence
from ..queries.recurrence import candidates, told_by, told_of
from ..queries.rules import terms_on
from ..rules.actions import same_problem
from ..rules.workflow import ACTION, INVESTIGATION
from .actions import locked, save
from .news import tell_recurred


@transaction.atomic
def watch(*, ticket_id: int, actor: Actor, now: datetime) -> int:
    """Reopen the actions that were to end the problem of this ticket, each once; returns how many."""
    ticket = lock(Ticket.objects.select_related("purchase"), pk=ticket_id)
    if ticket.quality_class != QualityClass.INTRINSIC or ticket.is_history or ticket.state == State.WITHDRAWN:
        return 0
    terms, about = terms_on(now), told_by(ticket)
    rows = candidates(ticket, since=now - timedelta(days=terms.reopen_days))
    found = [(row.pk, why) for row in rows if (why := same_problem(told_of(row), about))]
    return sum(_reopen(pk, ticket, why, terms.redo_days, now) for pk, why in found)


def _reopen(action_id: int, ticket: Ticket, why: str, redo_days: int, now: datetime) -> int:
    action = locked(action_id)
    if action.state not in (ActionState.EFFECTIVE, ActionState.OPEN):
        return 0
    if action.recurrences.filter(ticket=ticket).exists():
        return 0
    row = Recurrence(action=action, ticket=ticket, why=why, found_at=now)
    save_with_history(row, actor=None, reason="recurred")
    if action.state == ActionState.OPEN:
        return 0  # another ticket has reopened it
    action.state = ACTION.next(action.state, "recur")
    action.due_on, action.due_at = company_date(now) + timedelta(days=redo_days), None
    action.done_at = action.done_by = action.judge_on = None
    save(action, actor=None, reason=f"recurred: {ticket.number}")
    if action.investigation_id is not None:
        _continue(action.investigation_id, ticket, now)
    event(ticket, "action_recurred", actor=None, now=now, number=action.number)
    tell_recurred(action, ticket, now=now)
    return 1


def _continue(investigation_id: int, ticket: Ticket, now: datetime) -> None:
    """A closed investigation continues where its actions are carried out."""
    investigation = lock(Investigation, pk=investigation_id)
    if investigation.state != InvestigationState.CLOSED:
        return
    investigation.state = INVESTIGATION.next(investigation.state, "recur")
    investigation.closed_at, investigation.version = None, investigation.version + 1
    save_with_history(investigation, actor=None, reason=f"recurred: {ticket.number}")


@transaction.atomic
def dismiss_recurrence(
    *, action_id: int, ticket: Ticket, reason: str, actor: User, now: datetime, version: int | None = None
) -> Action:
    """Say that a ticket tells of another problem. If nothing else reopened the action and it has not been done again,
    its judgement stands as before."""
    action = locked(action_id)
    ensure(permissions.can_dismiss(actor))
    same_version(action, version)
    row = lock(Recurrence, action=action, ticket=ticket)
    if row.dismissed_at is not None:
        raise RuleViolation(_("This has been dismissed already."), code="dismissed")
    if not reason.strip():
        raise InvalidInput(_("Enter a reason."), code="empty", field="reason")
    row.dismissed_at, row.dismissed_by, row.dismiss_reason = now, actor, reason.strip()[:500]
    save_with_history(row, actor=actor, reason="dismissed")
    others = action.recurrences.filter(dismissed_at=None, found_at__gte=action.verified_at)
    if action.state == ActionState.OPEN and row.found_at >= _judged(action) and not others.exists():
        action.state = ACTION.next(action.state, "dismiss")
        action.done_at, action.done_by_id, action.judge_on = _as_judged(action)
    return save(action, actor=actor, reason=f"dismissed: {row.dismiss_reason}")


def _judged(action: Action) -> datetime:
    """When it was judged; an action that recurred was judged before."""
    assert action.verified_at is not None
    return action.verified_at


def _as_judged(action: Action) -> tuple[Any, Any, Any]:
    """When and by whom it was done, as its history says of the moment of its judgement."""
    row = action.history.filter(state=ActionState.EFFECTIVE).order_by("-history_date", "-history_id").first()
    return (row.done_at, row.done_by_id, row.judge_on) if row else (None, None, None)
