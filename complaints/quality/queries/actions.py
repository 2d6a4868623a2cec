"""Reads about actions."""

from django.db.models import Q, QuerySet

from aftersales.staff.models import User

from ..enums import ActionState
from ..models import Action
from ..permissions import visible_actions

ACTION_TABS: dict[str, Q] = {
    "open": Q(state__in=[ActionState.OPEN, ActionState.INEFFECTIVE]),
    "verify": Q(state=ActionState.DONE),
    "effective": Q(state=ActionState.EFFECTIVE),
}
# Which tab of the page shows which of them, and whether only one's own.
ACTION_LISTS = {"mine": ("open", True), "actions": ("open", False), "verify": ("verify", False)}


def actions(user: User, tab: str = "", *, mine: bool = False) -> QuerySet[Action]:
    """What the user may see, the nearest date first."""
    rows = visible_actions(user).filter(ACTION_TABS.get(tab, Q()))
    if mine:
        rows = rows.filter(owner=user)
    return rows.select_related("owner", "investigation", "ticket").order_by("due_on", "pk")
