"""What a point of a control chart says, and where it leads."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext as _

from ..models import batch_url
from ..queries.batch_weeks import Week
from ..queries.batches import BatchKey
from ..rules.control_chart import Point

PER = 1000


def per_thousand(rate: float, places: int = 1) -> str:
    return f"{rate * PER:.{places}f}"


def week_name(first: date) -> str:
    """The number of a week as people say it."""
    return _("week %(number)s") % {"number": first.isocalendar().week}


def said_of(point: Point) -> str:
    """What the rules say of a week; "" for a week that nothing is said of."""
    if point.beyond:
        return _("Beyond the u′ limit")
    if point.in_run:
        return _("Run above the centre line")
    return _("Over the u limit only, no alarm") if point.over_u else ""


def url_of_week(key: BatchKey, week: Week) -> str:
    return batch_url(key.product_id, key.batch, "batch_complaints", week=week.first.isoformat())
