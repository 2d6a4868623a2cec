"""Queries of actions, and the counts of the tabs of quality."""

from django.db.models import Count, Q, QuerySet

from aftersales.staff.models import User

from ..enums import ActionState
from ..models import Action
from ..permissions import visible_actions, visible_investigations
from .investigations import INVESTIGATION_TABS

ACTION_TABS: dict[str, Q] = {
    "open": Q(state__in=[ActionState.OPEN, ActionState.INEFFECTIVE]),
    "verify": Q(state=ActionState.DONE),
    "effective": Q(state=ActionState.EFFECTIVE),
}
# Each tab of the list: the state of its actions, and whether it shows only the user's own.
ACTION_LISTS = {"mine": ("open", True), "actions": ("open", False), "verify": ("verify", False)}


def actions(user: User, tab: str = "", *, mine: bool = False) -> QuerySet[Action]:
    """The actions of a tab that the user may see, the nearest due date first. mine: only the user's own."""
    rows = visible_actions(user).filter(ACTION_TABS.get(tab, Q()))
    if mine:
        rows = rows.filter(owner=user)
    return rows.select_related("owner", "investigation", "ticket").order_by("due_on", "pk")


def tab_counts(user: User) -> dict[str, int]:
    """How many rows each tab of the quality pages has; closed investigations are not counted."""
    counted = {name: Count("pk", filter=where) for name, where in INVESTIGATION_TABS.items() if name != "closed"}
    counts = visible_investigations(user).aggregate(**counted)
    open_action = ACTION_TABS["open"]
    more = visible_actions(user).aggregate(
        mine=Count("pk", filter=open_action & Q(owner=user)),
        actions=Count("pk", filter=open_action),
        verify=Count("pk", filter=ACTION_TABS["verify"]),
    )
    return {**counts, **more}
