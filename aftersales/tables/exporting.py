"""Lists that can be exported as a table: what each holds, declared once, and which of it a reader gets.

An app declares its lists in its exporting.py, and its manifest names them (`LISTINGS`). The page, the API and the
register of exports (aftersales/transfers) read everything else here:

    LISTINGS = (Listing("visits", _("Follow-ups"), READERS, rows=…, page="visits", filters={…}, columns=(…)),)

The rows come from the query of the page, so the file never holds more than the page shows. A column about a person
names a field of aftersales.store.personal, which defines its mask. In a masked export all such columns are masked;
otherwise the name is in full as on the page, and the rest only for users whose job needs it (`reveals`).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.core.paginator import Page
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from aftersales.kernel.errors import InvalidInput, gettext_noop
from aftersales.kernel.lists import chunks
from aftersales.store.contributions import contributions
from aftersales.store.personal import Kind, declared_of, shown

CHUNK = 500
LONGEST_WORD = 60
Params = Mapping[str, str]
_CODE = re.compile(r"[A-Za-z0-9_.,-]+", re.ASCII)
_NUMBER = re.compile(r"\d{7,}")


class Shape(StrEnum):
    """The type of a value in its cell."""

    TEXT = "text"
    NUMBER = "number"
    MONEY = "money"
    DATE = "date"
    MOMENT = "moment"


@dataclass(frozen=True)
class Column:
    """value: a path of attributes from the row, or a function of it. personal: the declared field at the end of the
    path. width: of its cells in Excel, in characters, in which long texts are wrapped; 0: the usual."""

    heading: Any
    value: str | Callable[[Any], Any]
    shape: Shape = Shape.TEXT
    personal: str = ""
    width: int = 0

    def of(self, row: Any) -> Any:
        return self.value(row) if callable(self.value) else follow(row, self.value)


def follow(row: Any, path: str) -> Any:
    """The value at the end of a path; None if a part of it is None."""
    for part in path.split("."):
        if row is None:
            return None
        row = getattr(row, part)
        if callable(row):
            row = row()
    return row


def no_words(name: str) -> Mapping[str, str]:
    return {}


def words_in(form: Callable[[], forms.BaseForm]) -> Callable[[str], Mapping[str, str]]:
    """The texts of a filter's values as the form of the page offers them."""

    def words(name: str) -> Mapping[str, str]:
        choices = getattr(form().fields.get(name), "choices", ())
        return {str(value): str(label) for value, label in choices if str(value)}

    return words


def none_of(params: Params) -> Iterable[str]:
    return ()


def wrong_in(form: Callable[[Params], forms.BaseForm], **allowed: Iterable[str]) -> Callable[[Params], Iterable[str]]:
    """The filters that the form of the page refuses. allowed: the values of parameters that are not in the form."""
    others = not_among(**allowed)
    return lambda params: {*(set(form(params).errors) & set(params)), *others(params)}


def not_among(**allowed: Iterable[str]) -> Callable[[Params], Iterable[str]]:
    """The filters whose value, or one of several separated by commas, is none of these."""
    known = {name: frozenset(words) for name, words in allowed.items()}
    return lambda params: {
        name for name, value in params.items() if name in known and not known[name].issuperset(value.split(","))
    }


def nobody(user: Any) -> bool:
    return False


@dataclass(frozen=True)
class Listing:
    """name: its name in the API. page: the route name of its page, if it has one. roles: as in its policy.

    rows: the rows for the parameters of an address, as the reader sees them. filters: the parameters that count, by
    label; typed: parameters that hold free text, which is never logged. dress: prepares a chunk of rows. count: needed
    if the rows are no query. reveals: whether the user's job needs full numbers and addresses. words: the texts of a
    filter's values; others are shown as they are. wrong: the filters whose value is none of those that the page offers.
    """

    name: str
    title: Any
    roles: frozenset[Any]
    rows: Callable[[Any, Params, datetime], Any]
    columns: tuple[Column, ...]
    page: str = ""
    filters: Mapping[str, Any] = field(default_factory=dict)
    typed: frozenset[str] = frozenset()
    reveals: Callable[[Any], bool] = nobody
    dress: Callable[[Any, Sequence[Any], Params], Iterable[Any]] | None = None
    count: Callable[[Any, Params, datetime], int] | None = None
    words: Callable[[str], Mapping[str, str]] = no_words
    wrong: Callable[[Params], Iterable[str]] = none_of

    @property
    def is_personal(self) -> bool:
        return any(column.personal for column in self.columns)

    def kept(self, params: Mapping[str, Any]) -> dict[str, str]:
        """The parameters of an address that belong to the list."""
        return {name: str(params[name])[:200] for name in sorted(self.filters) if params.get(name) not in (None, "")}

    def checked(self, params: Mapping[str, Any]) -> dict[str, str]:
        """Like kept, for what somebody asks for. A filter that is not known, or whose value is not, would let all rows
        leave, so it is refused."""
        if unknown := next((name for name in sorted(params) if name not in self.filters), None):
            raise InvalidInput(
                gettext_noop("This list has no filter “%(name)s”."),
                code="unknown_filter",
                field="filters",
                params={"name": unknown[:40]},
            )
        kept = self.kept(params)
        if wrong := next(iter(sorted(self.wrong(kept))), None):
            raise InvalidInput(
                gettext_noop("“%(value)s” is not a value of the filter “%(name)s”."),
                code="unknown_value",
                field="filters",
                params={"name": wrong[:40], "value": kept[wrong][:40]},
            )
        return kept

    def said(self, params: Params) -> list[tuple[Any, str]]:
        """The filters as the page shows them."""
        return [
            (self.filters[name], in_words(self.words(name), value))
            for name, value in params.items()
            if name in self.filters
        ]

    def spoken(self, params: Params) -> str:
        """The filters for a log: codes as they are; for free text only that there was one."""
        return ", ".join(name if self._is_secret(name, value) else f"{name}={value}" for name, value in params.items())

    def _is_secret(self, name: str, value: str) -> bool:
        plain = _CODE.fullmatch(value) and not _NUMBER.search(value) and len(value) <= LONGEST_WORD
        return name in self.typed or not plain

    def size(self, user: Any, params: Params, now: datetime) -> int:
        """The number of rows."""
        if self.count is not None:
            return self.count(user, params, now)
        rows = self.rows(user, params, now)
        return rows.order_by().count() if isinstance(rows, QuerySet) and not rows.query.is_sliced else len(rows)

    def cells(self, user: Any, params: Params, now: datetime, *, whole: bool) -> Iterator[list[Any]]:
        """Row by row, in constant memory and a constant number of queries for each chunk."""
        readers = [self._reader(column, user, whole) for column in self.columns]
        for row in self._dressed(user, params, now):
            yield [read(row) for read in readers]

    def _dressed(self, user: Any, params: Params, now: datetime) -> Iterator[Any]:
        rows = self.rows(user, params, now)
        found = rows.iterator(chunk_size=CHUNK) if isinstance(rows, QuerySet) else iter(rows)
        if self.dress is None:
            yield from found
            return
        for chunk in chunks(found, CHUNK):
            yield from self.dress(user, chunk, params)

    def _reader(self, column: Column, user: Any, whole: bool) -> Callable[[Any], Any]:
        if not column.personal:
            return _displayed(column.value) if str(column.value).endswith("_display") else column.of
        needed = self.reveals(user)

        def read(row: Any) -> str:
            held = column.of(row)
            return "" if held is None else shown(held, column.personal, whole=whole and _is_read(held, column, needed))

        return read


def _displayed(path: Any) -> Callable[[Any], str]:
    """The label of a choice; each is translated once, not once per row."""
    head, _dot, method = path.rpartition(".")
    name, words = method.removeprefix("get_").removesuffix("_display"), {}

    def read(row: Any) -> str:
        held = follow(row, head) if head else row
        key = getattr(held, name, "")
        if key not in words:
            words[key] = str(getattr(held, method)()) if held is not None else ""
        return words[key]

    return read


def _is_read(held: Any, column: Column, needed: bool) -> bool:
    """Anybody who may open the page reads the name; full numbers and addresses only users whose job needs them."""
    about = declared_of(type(held))
    return needed or (about is not None and about.fields[column.personal] == Kind.NAME)


def every_listing() -> tuple[Listing, ...]:
    return contributions("LISTINGS")


def _named(name: str) -> Listing | None:
    return next((listing for listing in every_listing() if listing.name == name), None)


def listing_for(user: Any, name: str) -> Listing | None:
    """The list with this name, if the user may read it."""
    listing = _named(name)
    return listing if listing is not None and user.role in listing.roles else None


def listings_of(user: Any) -> list[Listing]:
    """Every list that the user may read, by its title."""
    return sorted((one for one in every_listing() if user.role in one.roles), key=lambda one: str(one.title))


def export_button(user: Any, name: str, params: dict[str, Any], rows: Page | int | None) -> dict[str, Any] | None:
    """The values for parts/export.html; None if the user may not read the list or it has no rows. rows: the page that
    is shown, or the number of rows, or None if it is not counted."""
    listing, count = listing_for(user, name), rows
    if isinstance(rows, Page):
        count = None if getattr(rows.paginator, "over_limit", False) else rows.paginator.count
    if listing is None or count == 0:
        return None
    label = _("Export") if count is None else _("Export (%(count)s)") % {"count": count}
    return {"list": name, "query": urlencode(listing.kept(params)), "label": label}


def in_words(known: Mapping[str, str], value: str) -> str:
    """The text of a value, or of several separated by commas."""
    parts = [value] if value in known else value.split(",")
    return pgettext("enumeration", ", ").join(known.get(part, part) for part in parts)


class Retelling:
    """The filters of exports as their listings have logged them, in the user's language. The texts of a filter are
    looked up once, however many entries a page of the log has."""

    def __init__(self) -> None:
        self._known: dict[tuple[str, str], Mapping[str, str]] = {}

    def __call__(self, name: str, spoken: str) -> list[str]:
        """The filters one by one; as they are if there is no such list (any more). Free text was not logged: its filter
        is named alone."""
        if (listing := _named(name)) is None:
            return spoken.split(", ")
        parts = (part.partition("=") for part in spoken.split(", ") if part)
        return [self._told(listing, one, value) for one, _is, value in parts]

    def _told(self, listing: Listing, name: str, value: str) -> str:
        label = str(listing.filters.get(name, name))
        if not value:
            return label
        key = (listing.name, name)
        if key not in self._known:
            self._known[key] = listing.words(name)
        return _("%(name)s: %(value)s") % {"name": label, "value": in_words(self._known[key], value)}


def title_of(name: str) -> str:
    listing = _named(name)
    return str(listing.title) if listing else name


def yes_or_no(value: bool | None) -> str:
    return "" if value is None else _("Yes") if value else _("No")
