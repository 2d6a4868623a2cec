"""Late actions and judgements are escalated by levels: owner or judges, department, general manager (Q4)."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from aftersales.staff.enums import Role
from aftersales.staff.models import User
from aftersales.staff.queries import holders_of, people_with_role
from aftersales.store.dates import company_date
from aftersales.store.sweeping import each_due

from ..enums import ActionKind, ActionState
from ..models import Action
from ..queries.rules import terms_on
from ..rules.actions import due_levels, next_alert
from .actions import late_from, locked
from .news import judges_of, tell_late

FIRST, DEPARTMENT, GENERAL = range(3)


def remind_overdue_actions(*, now: datetime, limit: int = 200) -> int:
    """Tell each level that is due, once per level and due date. Safe to run twice at once: a level is written in the
    transaction that tells it, under the lock of the action."""
    due = Action.objects.filter(alert_at__lte=now)
    return each_due(due.order_by("alert_at"), lambda pk: _escalate(pk, now), limit=limit)


@transaction.atomic
def _escalate(pk: int, now: datetime) -> int:
    action = locked(pk)
    since = late_from(action)
    if action.alert_at is None or action.alert_at > now or since is None:
        return 0
    delays = terms_on(now).delays(in_hours=action.due_at is not None and action.state == ActionState.OPEN)
    levels = due_levels(since, action.alert_level, now, delays)
    for level in levels:
        if level == FIRST and _knows(action):
            continue
        tell_late(action, _people(action, level, now), level=level, since=since, now=now)
    told = max(levels, default=action.alert_level - 1) + 1
    # No history: it says who was told, which the notifications record.
    Action.objects.filter(pk=pk).update(alert_level=told, alert_at=next_alert(since, told, delays))
    return 1


def _knows(action: Action) -> bool:
    """Whether the first level was told when the action came into its state: it did not work, or has no window."""
    return action.state == ActionState.INEFFECTIVE or (action.state == ActionState.DONE and not action.window_days)


def _people(action: Action, level: int, now: datetime) -> Iterable[User]:
    if level == GENERAL:
        return holders_of(Role.GM, company_date(now))
    if level == DEPARTMENT:
        alone = action.kind == ActionKind.IMPROVEMENT and action.investigation_id is None
        return people_with_role(Role.MANAGER if alone else Role.QUALITY_MANAGER)
    if action.state == ActionState.OPEN:
        return [action.owner, *([action.created_by] if action.created_by else [])]
    return judges_of(action)
