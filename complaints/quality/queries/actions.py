"""Queries of actions, and the counts of the tabs of quality."""

from datetime import date

from django.db.models import Count, Q, QuerySet

from aftersales.staff.models import User

from ..enums import ActionState
from ..models import Action
from ..permissions import visible_actions, visible_investigations
from .investigations import INVESTIGATION_TABS

RUNNING = Q(state__in=[ActionState.OPEN, ActionState.DONE, ActionState.INEFFECTIVE])
# Each by an index: action_owner and action_due within a tab, and that of the number.
ACTION_SORTS = {
    "due": ("due_on", "pk"),
    "-due": ("-due_on", "-pk"),
    "number": ("number", "pk"),
    "-number": ("-number", "-pk"),
}
# The tabs of the list of actions.
ACTION_LISTS = ("mine", "actions", "verify", "late", "ended")


def actions(user: User) -> QuerySet[Action]:
    """The actions that the user may see, the nearest due date first."""
    rows = visible_actions(user).select_related("owner", "investigation", "ticket", "product", "verified_by", "claim")
    return rows.order_by("due_on", "pk")


def listed(user: User, tab: str, today: date, sort: str = "") -> QuerySet[Action]:
    """The actions of a tab. sort: one of ACTION_SORTS; else those due first, of ended ones the latest first."""
    order = ("-verified_at", "-pk") if tab == "ended" else ACTION_SORTS["due"]
    return actions(user).filter(_tab(user, tab, today)).order_by(*ACTION_SORTS.get(sort, order))


def _tab(user: User, tab: str, today: date) -> Q:
    """mine: what the user must do or redo; actions: all that run; verify: what may be judged by the user now; late: not
    done or judged in time; ended: the others."""
    return {
        "mine": Q(owner=user, state__in=[ActionState.OPEN, ActionState.INEFFECTIVE]),
        "actions": RUNNING,
        "verify": Q(state=ActionState.DONE, judge_on__lte=today),
        "late": Q(state=ActionState.OPEN, due_on__lt=today) | Q(state=ActionState.INEFFECTIVE),
        "ended": ~RUNNING,
    }[tab]


def of_source(key: str) -> Action | None:
    """The action of a source above this app."""
    return Action.objects.filter(source_key=key).first()


def action_counts(user: User, today: date) -> dict[str, int]:
    """How many rows each tab of the list of actions has; those that have ended are not counted."""
    counted = {tab: Count("pk", filter=_tab(user, tab, today)) for tab in ACTION_LISTS if tab != "ended"}
    return visible_actions(user).aggregate(**counted)


def tab_counts(user: User) -> dict[str, int]:
    """How many rows each tab of the list of investigations has; closed ones and those of the past are not counted."""
    tabs = [(name, where) for name, where in INVESTIGATION_TABS.items() if name not in ("closed", "lately")]
    counted = {name: Count("pk", filter=where) for name, where in tabs}
    return visible_investigations(user).aggregate(**counted)
