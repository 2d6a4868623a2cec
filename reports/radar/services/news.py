"""Tells the quality deputy manager of a signal, once."""

from datetime import datetime

from aftersales.notifications.services.notifications import notify
from aftersales.staff.enums import Role
from aftersales.staff.queries import people_with_role

from ..models import RadarSignal
from ..rules.scan import once_in


def tell_rising(signal: RadarSignal, *, now: datetime) -> None:
    """The theme is named in the language that is active, which in a task is that of the company."""
    notify(
        users=people_with_role(Role.QUALITY_MANAGER),
        template="radar_rising",
        params={
            "what": str(signal),
            "count": str(signal.count),
            "usual": f"{signal.usual:.1f}",
            "weeks": str(signal.weeks),
            "chance": f"{once_in(signal.chance):,}",
        },
        url=signal.get_absolute_url(),
        key=f"radar:{signal.pk}",
        now=now,
    )
