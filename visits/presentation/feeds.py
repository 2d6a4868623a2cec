"""The calendar that a private address answers."""

from __future__ import annotations

from collections.abc import Iterable

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from ..enums import VisitKind
from ..models import Visit
from ..rules.ics import Event, calendar_text
from ..rules.towns import town_of


def feed_text(visits: Iterable[Visit]) -> str:
    """Of customers only the name and the town: other programs keep what they read."""
    zone = str(timezone.get_default_timezone())
    return calendar_text(_("Follow-ups"), zone, [_event(visit) for visit in visits])


def _title(visit: Visit) -> str:
    """The events have no hours: an agreed time stands before the name, the kind of other visits than care behind it."""
    time = f"{visit.planned_time:%H:%M} " if visit.planned_time else ""
    kind = f" · {visit.get_kind_display()}" if visit.kind != VisitKind.CARE else ""
    return f"{time}{visit.customer.name}{kind}"


def _event(visit: Visit) -> Event:
    return Event(
        uid=f"visit-{visit.pk}@aftersales",
        on=visit.planned_on,
        title=_title(visit),
        place=town_of(visit.customer.address),
        kind=visit.get_channel_display(),
        url=settings.SITE_URL + visit.get_absolute_url(),
        sequence=visit.version,
        made_at=visit.created_at,
    )
