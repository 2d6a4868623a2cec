"""Actions are judged after their window by somebody else; those that did not work are redone, followed or cancelled."""

from dataclasses import asdict
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from aftersales.kernel.errors import Conflict, InvalidInput, ensure
from aftersales.staff.models import User
from aftersales.store.dates import company_date
from aftersales.store.writing import same_version

from .. import permissions
from ..enums import ActionKind, ActionState
from ..models import Action
from ..queries.rates import before_and_after
from ..rules.actions import check_judging
from ..rules.workflow import ACTION
from .actions import add_action, check_due, locked, save
from .claims import ClaimTerms
from .locking import lock_ticket_of
from .news import tell_cancelled, tell_given, tell_judged


@transaction.atomic
def verify_action(
    *,
    action_id: int,
    effective: bool,
    verification: str,
    actor: User,
    now: datetime,
    version: int | None = None,
) -> Action:
    """Judge whether an action worked, after its window. Neither the owner may, nor who reported it done. The figures
    before and after stay with the judgement."""
    action = locked(action_id)
    ensure(permissions.can_verify(actor, action))
    same_version(action, version)
    if action.state in (ActionState.EFFECTIVE, ActionState.INEFFECTIVE):
        raise Conflict(_("Someone else has already judged this action."), code="action_not_allowed")
    action.state = ACTION.next(action.state, "find_effective" if effective else "find_ineffective")
    assert action.judge_on is not None
    check_judging(company_date(now), action.judge_on)
    if not verification.strip():
        raise InvalidInput(_("Enter how you checked it."), code="empty", field="verification")
    action.verification, action.verified_by, action.verified_at = verification.strip(), actor, now
    action.figures = figures_of(action, now)
    save(action, actor=actor, reason=action.state)
    tell_judged(action, actor=actor, now=now)
    return action


def figures_of(action: Action, now: datetime) -> dict[str, Any] | None:
    """The figures of a measured action, as they are stored with its judgement."""
    found = before_and_after(action, now)
    if found is None:
        return None
    before, after = found
    return {"before": asdict(before), "after": asdict(after) if after else None}


@transaction.atomic
def resume_action(*, action_id: int, due_on: date, actor: User, now: datetime, version: int | None = None) -> Action:
    """Redo an action that did not work, by a new due date."""
    action = locked(action_id)
    ensure(permissions.can_verify(actor, action))
    same_version(action, version)
    action.state = ACTION.next(action.state, "resume")
    check_due(due_on, now)
    action.due_on, action.due_at = due_on, None
    action.done_at = action.done_by = action.judge_on = None
    save(action, actor=actor, reason="resumed")
    tell_given(action, actor=actor, now=now)
    return action


@transaction.atomic
def follow_up_action(
    *,
    action_id: int,
    title: str,
    owner: User,
    due_on: date,
    actor: User,
    now: datetime,
    criterion: str = "",
    window_days: int | None = None,
    target_rate: Decimal | None = None,
    version: int | None = None,
) -> Action:
    """Assign another action instead of one that did not work. It is of the same kind and about the same thing;
    containment is followed by a corrective action, because it is no longer a matter of hours."""
    lock_ticket_of(Action, action_id)
    action = locked(action_id)
    ensure(permissions.can_verify(actor, action))
    same_version(action, version)
    action.state = ACTION.next(action.state, "follow_up")
    claim = None
    if action.kind == ActionKind.RECOVERY:
        old = action.claim
        claim = ClaimTerms(old.supplier, old.claimed, old.reason, due_on, old.share)
    made = add_action(
        kind=ActionKind.CORRECTIVE if action.kind == ActionKind.CONTAINMENT else action.kind,
        title=title,
        owner=owner,
        due_on=due_on,
        criterion=criterion,
        window_days=window_days,
        target_rate=target_rate,
        product=action.product,
        batch=action.batch,
        investigation_id=action.investigation_id,
        ticket_id=action.ticket_id,
        claim=claim,
        actor=actor,
        now=now,
    )
    made.follows = action
    save(made, actor=actor, reason="follows", new=True)
    save(action, actor=actor, reason="followed")
    return made


@transaction.atomic
def cancel_action(*, action_id: int, reason: str, actor: User, now: datetime, version: int | None = None) -> Action:
    """End an action that is no longer needed. Only the quality deputy manager may, with a reason."""
    action = locked(action_id)
    ensure(permissions.can_cancel(actor, action))
    same_version(action, version)
    action.state = ACTION.next(action.state, "cancel")
    if not reason.strip():
        raise InvalidInput(_("Enter a reason."), code="empty", field="reason")
    action.cancel_reason = reason.strip()[:500]
    save(action, actor=actor, reason=f"cancelled: {action.cancel_reason}")
    tell_cancelled(action, actor=actor, now=now)
    return action
