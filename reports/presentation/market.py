"""What the pages of market notes show."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from aftersales.audit.texts.reasons import reasons_of
from aftersales.store.personal import mask_text
from aftersales.web.history import Change, Source, changes
from visits.models import Visit

from ..enums import NoteKind, NoteState
from ..models import MarketNote
from ..queries.market import TABS


def note_tabs(current: str) -> list[dict[str, Any]]:
    url = reverse("market_notes")
    return [
        {"url": f"{url}?tab={tab}" if tab else url, "label": tab_label(tab), "current": tab == current} for tab in TABS
    ]


def tab_label(tab: str) -> str:
    """The name of a tab of market notes."""
    labels = {"": _("All"), "withdrawn": pgettext("market note", "Withdrawn")}
    return str(labels.get(tab) or NoteKind(tab).label)


def note_facts(row: MarketNote) -> list[tuple[str, Any]]:
    return [
        (_("Period"), f"{row.first.isoformat()} – {row.last.isoformat()}"),
        (_("Region"), row.region or _("All")),
        (_("Product"), row.product.label if row.product else ""),
        (_("Competitor"), row.competitor),
        (_("Source"), row.source),
        (_("Author"), row.author),
        (_("Version"), row.version),
        (_("Why it was withdrawn"), row.withdraw_reason),
    ]


def note_changes(row: MarketNote) -> list[Change]:
    labels = {
        "state": _("Status"),
        "title": _("Title"),
        "kind": _("Type"),
        "first": _("From"),
        "last": _("To"),
        "competitor": _("Competitor"),
        "findings": _("Findings"),
        "asked_for": _("What customers asked for"),
        "source": _("Source"),
    }
    words = {
        "kind": lambda value: str(NoteKind(value).label),
        "state": lambda value: str(NoteState(value).label),
    }
    return changes([Source(row.history.all(), lambda past: past.number, labels, words)], reasons_of("reports"))


@dataclass(frozen=True)
class AskedRow:
    """What a customer asked for. text: with masked phone numbers."""

    visit: Visit
    text: str


def asked_rows(visits: Iterable[Visit]) -> list[AskedRow]:
    return [AskedRow(visit, mask_text(visit.requirements)) for visit in visits]
