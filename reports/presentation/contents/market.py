"""The market research report: the notes of the period, and what customers asked for."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext

from ...enums import NoteKind
from ...models import MarketNote
from ...queries import market, period_quality, period_visits
from ...rules.contents import Section, Words
from ...rules.library import periods_until
from ...rules.periods import Span
from .measures import count, said_if_none, table_of
from .words import both, joined, label, said

MOST_NOTES, THEMES = 30, 10


def sections(period: Span, rhythm: str, now: datetime) -> list[Section]:
    before = periods_until(period, rhythm)[-2]
    notes = list(market.notes_about(period)[:MOST_NOTES])
    return [
        _overview(notes),
        *(_note(note) for note in notes),
        _asked(period, before),
        _themes(period, before),
    ]


def _overview(notes: list[MarketNote]) -> Section:
    if not notes:
        words = [both(lambda: _("No market note was written about this period."))]
    else:
        kinds = [kind for kind in NoteKind if any(note.kind == kind for note in notes)]
        words = [
            said(
                _("Market notes: %(count)s, about: %(kinds)s."),
                count=len(notes),
                kinds=joined([label(kind) for kind in kinds]),
            )
        ]
    lines: list[list[Any]] = [
        [
            note.number,
            note.title,
            label(NoteKind(note.kind)),
            label(note.region or _("All regions")),
            label(note.product or note.competitor or ""),
        ]
        for note in notes
    ]
    columns = [
        (both(lambda: _("Number")), "text"),
        (both(lambda: _("Title")), "text"),
        (both(lambda: _("Type")), "text"),
        (both(lambda: _("Region")), "text"),
        (both(lambda: _("Product or competitor")), "text"),
    ]
    return Section("overview", both(lambda: _("Market notes")), words, table=table_of(columns, lines))


def _note(note: MarketNote) -> Section:
    """A note in the words of its author, in the language in which it was written."""
    words: list[Words] = [both(lambda: note.findings)]
    if note.asked_for:
        words.append(said(_("Customers asked for: %(text)s"), text=note.asked_for))
    words.append(
        said(
            _("Source: %(source)s. %(first)s to %(last)s."),
            source=note.source.rstrip("。."),
            first=note.first.isoformat(),
            last=note.last.isoformat(),
        )
    )
    return Section(note.number, both(lambda: f"{note.number} {note.title}"), words)


def _asked(period: Span, before: Span) -> Section:
    pair = (period, before)
    heard, was = period_visits.visits_done([period, before])
    ideas, ideas_before = period_quality.suggestions([period, before])
    forums, forums_before = market.forum_opinions([period, before])
    notes, notes_before = market.notes_in([period, before])
    measures = [
        count(
            "requirements",
            both(lambda: _("Requirements recorded on visits")),
            heard["requirements"],
            was["requirements"],
            pair,
            url=f"{reverse('market_asked')}?begin={period.first}&end={period.last}",
        ),
        count(
            "suggestions",
            both(lambda: _("Opinions and suggestions")),
            ideas["n"],
            ideas_before["n"],
            pair,
            url=reverse("suggestions"),
        ),
        count("forums", both(lambda: _("Opinions of user forums")), forums["n"], forums_before["n"], pair),
        count(
            "notes",
            both(lambda: _("Market notes with requirements")),
            notes["asked"],
            notes_before["asked"],
            pair,
            url=reverse("market_notes"),
        ),
    ]
    return Section("asked", both(lambda: _("What customers asked for")), measures=measures)


def _themes(period: Span, before: Span) -> Section:
    found = period_quality.themes(period, before, THEMES)
    lines: list[list[Any]] = [[theme.word, theme.count, theme.before] for theme in found]
    columns = [
        (both(lambda: _("Theme")), "text"),
        (both(lambda: _("Opinions and suggestions")), "count"),
        (both(lambda: pgettext("report", "Before")), "count"),
    ]
    words = said_if_none(lines, _("No theme came up twice."))
    return Section("themes", both(lambda: _("Recurring themes")), words, table=table_of(columns, lines))
