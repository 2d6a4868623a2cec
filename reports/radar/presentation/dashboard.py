"""What the radar tells the dashboards."""

from __future__ import annotations

from collections.abc import Mapping

from django.db.models import Q
from django.urls import reverse

from aftersales.staff.models import User
from reports.presentation.rising import Rise, Rising

from ..enums import Level
from ..permissions import READERS
from ..queries import signals as found
from .page import line_of

# The filters of a dashboard that a series can be told apart by.
PATHS = {"region": "region__code", "product": "product__code", "batch": "batch"}


def rising(user: User, filters: Mapping[str, str]) -> Rising | None:
    """The signals about the part of the company that is filtered for; None for users who don't see the radar."""
    if user.role not in READERS:
        return None
    about = Q(**{path: filters[name] for name, path in PATHS.items() if name in filters})
    signals = list(found.rising_with_limit().filter(about))
    counts = found.counts_behind(signals, user)
    lines = [line_of(signal, counts[signal.pk], getattr(signal, "limit", None) or 0.0, []) for signal in signals]
    rises = [
        Rise(line.theme, line.where, line.count, line.url, line.times, line.sure, line.level == Level.ALARM)
        for line in lines
    ]
    return Rising(rises, reverse("radar"))
