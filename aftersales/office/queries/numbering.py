"""How each kind of document is numbered, and the next number of each."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext

from aftersales.kernel.errors import NotVisible
from aftersales.store.remembered import Remembered
from aftersales.web.numbers import Numbered, numbered

from ..models import NumberFormat, NumberSequence
from ..rules.numbering import Format


@dataclass(frozen=True)
class Numbering:
    """The numbering of a kind of document. last: the last count given out."""

    of: Numbered
    format: Format
    version: int
    year: int
    last: int

    @property
    def kind(self) -> str:
        return self.of.kind

    @property
    def key(self) -> str:
        return self.format.head(self.year)

    @property
    def next(self) -> str:
        return self.format.written(self.year, self.last + 1)

    @property
    def said(self) -> str:
        """The text "The next ticket will be TK-2026-00042"."""
        return gettext(str(self.of.said)) % {"number": self.next}


def numberings(now: datetime) -> list[Numbering]:
    """All kinds of documents in their fixed order."""
    year, found = timezone.localtime(now).year, numbered()
    rows = {row.kind: row for row in NumberFormat.objects.all()}
    formats = {one.kind: format_of(rows.get(one.kind), one.kind) for one in found}
    keys = {form.head(year) for form in formats.values()}
    last = dict(NumberSequence.objects.filter(key__in=keys).values_list("key", "last"))
    return [
        Numbering(
            one,
            formats[one.kind],
            rows[one.kind].version if one.kind in rows else 1,
            year,
            last.get(formats[one.kind].head(year), 0),
        )
        for one in found
    ]


def numbering_of(kind: str, now: datetime) -> Numbering:
    """The numbering of one kind. Raises NotVisible for an unknown kind."""
    found: Any = next((one for one in numberings(now) if one.kind == kind), None)
    if found is None:
        raise NotVisible()
    return found


FORMATS = Remembered(
    "office.NumberFormat", read=lambda: {row.kind: format_of(row, row.kind) for row in NumberFormat.objects.all()}
)


def format_in_force(kind: str) -> Format:
    """How the next number of a kind is written."""
    return FORMATS().get(kind) or format_of(None, kind)


def format_of(row: NumberFormat | None, kind: str) -> Format:
    return Format(row.prefix, row.digits, row.with_year) if row else Format(kind)


def prefixes_of_others(kind: str) -> set[str]:
    """The prefixes that other kinds use or have ever used."""
    others = {one.kind for one in numbered()} - {kind}
    rows = NumberFormat.history.exclude(kind=kind).values_list("prefix", flat=True)
    return others | set(rows)
