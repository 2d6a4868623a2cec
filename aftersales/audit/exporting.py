"""Exports of the audit log, which holds what this user may read, and of the access log."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from functools import partial
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from aftersales.tables.exporting import CHUNK, Column, Listing, Params, Retelling, Shape, title_of, wrong_in

from .forms import FilterForm
from .models import AccessLogEntry
from .queries.changes import ACCESS_SORTS, READERS, Entry, accesses, count_changes, page_of_changes
from .texts.read import spoken

FILTERS = {"number": _("Number"), "person": _("Person"), "since": _("From"), "until": _("To")}
CHANGES = (
    Column(_("Date and time"), "change.at", Shape.MOMENT),
    Column(_("Person"), "change.by"),
    Column(_("Related to"), "change.noun"),
    Column(_("Type"), "change.kind"),
    Column(_("Reason"), "change.reason"),
    Column(_("What changed"), lambda row: "; ".join(f"{x.label}: {x.before} → {x.after}" for x in row.change.lines)),
)
READS = (
    Column(_("Date and time"), "at", Shape.MOMENT),
    Column(_("Person"), "actor"),
    Column(_("Type"), "get_kind_display"),
    Column(_("Related to"), lambda row: title_of(row.subject)),
    Column(_("Data viewed"), "told"),
    Column(_("Reason"), "reason"),
    Column(_("Records"), "count", Shape.NUMBER),
)


def _changes(user: Any, params: Params, now: datetime) -> Iterator[Entry]:
    wanted, place = FilterForm(params).wanted(), ""
    while True:
        entries, place = page_of_changes(user, wanted, place, CHUNK)
        yield from entries
        if not place:
            return


def _count_changes(user: Any, params: Params, now: datetime) -> int:
    return count_changes(FilterForm(params).wanted())


def _reads(user: Any, params: Params, now: datetime) -> QuerySet[AccessLogEntry]:
    return accesses(FilterForm(params, with_model=False).wanted(), params.get("sort", ""))


def _told(user: Any, rows: Sequence[AccessLogEntry], params: Params) -> Iterator[Any]:
    """told: what was read, in words."""
    retell = Retelling()
    for row in rows:
        told: Any = row
        told.told = spoken(row.subject, row.detail, retell)
        yield told


LISTINGS = (
    Listing(
        "audit",
        _("Audit log"),
        READERS,
        _changes,
        CHANGES,
        page="audit",
        count=_count_changes,
        typed=frozenset({"number"}),
        filters={**FILTERS, "model": _("Record type")},
        wrong=wrong_in(FilterForm),
    ),
    Listing(
        "access_log",
        _("Access log"),
        READERS,
        _reads,
        READS,
        page="access_log",
        dress=_told,
        filters={**FILTERS, "sort": _("Order")},
        typed=frozenset({"number"}),
        wrong=wrong_in(partial(FilterForm, with_model=False), sort=ACCESS_SORTS),
    ),
)
