"""The cadence in words: rows of the page, and what a change of it does."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from aftersales.store.dated import TableChange, on
from aftersales.web.moments import moment
from aftersales.web.settings_pages import PreviewLine
from customers.enums import Tier
from customers.models import Customer

from ..models import Cadence


def interval_words(months: int | None) -> str:
    if not months:
        return _("No visits")
    return _("Every month") if months == 1 else _("Every %(months)s months") % {"months": months}


@dataclass(frozen=True)
class TierRow:
    """The cadence of a tier today, and its next change in words. url: of its settings page, "" without."""

    label: str
    words: str
    channel: str
    change: str
    url: str


def tier_rows(cadence: list[Cadence], today: date, *, linked: bool) -> list[TierRow]:
    """One row for each tier, also for those without a cadence."""
    return [_tier_row(tier, [row for row in cadence if row.tier == tier], today, linked) for tier in Tier]


def _tier_row(tier: Any, rows: list[Cadence], today: date, linked: bool) -> TierRow:
    present = next(iter(on(rows, today)), None)
    later = min((row for row in rows if row.effective_from > today), key=lambda row: row.effective_from, default=None)
    change = ""
    if later:
        facts = {"day": moment(later.effective_from), "what": interval_words(later.months)}
        change = _("From %(day)s: %(what)s") % facts
    elif present and present.effective_until:
        change = _("until %(day)s") % {"day": moment(present.effective_until)}
    shown = later or present
    return TierRow(
        str(tier.label),
        interval_words(present.months if present else None),
        present.get_channel_display() if present else "",
        change,
        reverse("visit_cadence", args=[shown.pk]) if linked and shown else "",
    )


def cadence_effects(written: TableChange) -> list[PreviewLine]:
    """Which tiers are visited how often from which day on, and how many customers that concerns."""
    said = []
    for day, before, after in written.days():
        was, will = ({row.tier: row.months for row in rows} for rows in (before, after))
        for tier in Tier:
            if was.get(tier) != will.get(tier):
                facts = {
                    "day": moment(day),
                    "tier": tier.label,
                    "will": interval_words(will.get(tier)),
                    "was": interval_words(was.get(tier)),
                    "count": Customer.objects.filter(tier=tier, erased_at=None).count(),
                }
                text = _("From %(day)s, %(tier)s, %(count)s customers: %(will)s (was: %(was)s).")
                said.append(PreviewLine(text % facts))
    return said
