"""How many stand in each tab of the quality pages."""

from django.db.models import Count, Q

from aftersales.staff.models import User

from ..permissions import visible_actions, visible_investigations
from .actions import ACTION_TABS
from .investigations import INVESTIGATION_TABS


def tab_counts(user: User) -> dict[str, int]:
    counted = {name: Count("pk", filter=where) for name, where in INVESTIGATION_TABS.items() if name != "closed"}
    counts = visible_investigations(user).aggregate(**counted)
    open_action = ACTION_TABS["open"]
    more = visible_actions(user).aggregate(
        mine=Count("pk", filter=open_action & Q(owner=user)),
        actions=Count("pk", filter=open_action),
        verify=Count("pk", filter=ACTION_TABS["verify"]),
    )
    return {**counts, **more}
