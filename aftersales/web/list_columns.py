"""The columns of lists: which there are, and which of them, in which order, a person has chosen.

An app lists its tables under COLUMNS in its manifest.py. What a person chose is kept in the account
(aftersales/staff/services/account.py) as the keys in order.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest

from aftersales.kernel.errors import InvalidInput
from aftersales.store.contributions import contributions


@dataclass(frozen=True)
class Column:
    """A column. orders: the names of the orders that it offers in the address, the first for the first click; an index
    serves each. css: classes of its heading. is_extra: it is shown only to those who chose it."""

    key: str
    label: Any
    css: str = ""
    is_number: bool = False
    is_extra: bool = False
    orders: tuple[str, ...] = ()


@dataclass(frozen=True)
class ColumnsOf:
    """The columns of a list, in their order. name: its route name. always: the key of the column that stays."""

    name: str
    columns: tuple[Column, ...]
    always: str

    def shown(self, keys: Iterable[str] | None) -> list[Column]:
        """The chosen columns; those of the list if nothing was chosen, or nothing of what was chosen exists."""
        known = {column.key: column for column in self.columns}
        chosen = [known[key] for key in dict.fromkeys(keys or ()) if key in known]
        if not chosen:
            return [column for column in self.columns if not column.is_extra]
        return chosen if any(column.key == self.always for column in chosen) else [known[self.always], *chosen]

    def checked(self, keys: Sequence[str]) -> list[str]:
        """The keys as they are kept; [] for the columns that the list has by itself. Raises InvalidInput."""
        known = {column.key for column in self.columns}
        if strange := [key for key in keys if key not in known]:
            raise InvalidInput(f"There is no column {strange[0][:40]}.", code="unknown", field="columns")
        chosen = [column.key for column in self.shown(keys)]
        return [] if chosen == [column.key for column in self.shown(None)] else chosen


def columns_of(name: str) -> ColumnsOf | None:
    return next((each for each in contributions("COLUMNS") if each.name == name), None)


def chosen_columns(user: Any, name: str, hidden: Collection[str] = ()) -> list[Column]:
    """The columns that the user sees in the list with this route name. hidden: those that are not for them, or not
    now."""
    found = columns_of(name)
    shown = found.shown(user.columns.get(name)) if found else []
    return [column for column in shown if column.key not in hidden]


def choice_of(user: Any, name: str, hidden: Collection[str] = ()) -> dict[str, Any]:
    """What parts/columns.html offers: the shown columns in their order, then the others."""
    found = columns_of(name)
    if found is None:
        return {}
    shown = chosen_columns(user, name, hidden)
    rest = [column for column in found.columns if column not in shown and column.key not in hidden]
    rows = [
        {"key": column.key, "label": column.label, "on": column in shown, "always": column.key == found.always}
        for column in [*shown, *rest]
    ]
    return {"list": name, "rows": rows, "is_changed": name in user.columns}


def table_of(
    user: Any, name: str, params: Mapping[str, str] | None, *, default: str = "", hidden: Collection[str] = ()
) -> dict[str, Any]:
    """What the page of a list needs: columns (parts/table_head.html and the tag cells) and choice (parts/columns.html).

    params: of the address; None if the list cannot be put in another order now. default: the order of the list without
    one in the address.
    """
    columns = chosen_columns(user, name, hidden)
    heads = headings(columns, {} if params is None else params, default=default)
    if params is None:
        heads = [{**head, "sort_url": "", "sorted": ""} for head in heads]
    return {"columns": heads, "choice": choice_of(user, name, hidden)}


def sort_of(request: HttpRequest, sorts: Collection[str]) -> dict[str, str]:
    """The order in the address as `sort`, if the list has it."""
    asked = request.GET.get("sort", "")
    return {"sort": asked} if asked in sorts else {}


def headings(columns: Iterable[Column], params: Mapping[str, str], *, default: str) -> list[dict[str, Any]]:
    """The columns as parts/table_head.html takes them. default: the order of the list without one in the address."""
    rest = {name: value for name, value in params.items() if name not in {"sort", "page"}}
    sort = params.get("sort") or default
    return [_heading(column, rest, sort) for column in columns]


def _heading(column: Column, rest: Mapping[str, str], sort: str) -> dict[str, Any]:
    made: dict[str, Any] = {"key": column.key, "label": column.label, "class": column.css, "num": column.is_number}
    if not column.orders:
        return made
    at = column.orders.index(sort) if sort in column.orders else -1
    following = column.orders[(at + 1) % len(column.orders)]
    made["sort_url"] = f"?{urlencode({**rest, 'sort': following})}"
    made["sorted"] = "" if at < 0 else "descending" if sort.startswith("-") else "ascending"
    return made


def moved_up(keys: Sequence[str], one: str) -> list[str]:
    """The keys with one of them a place further in front."""
    order = list(keys)
    place = order.index(one) if one in order else 0
    if place:
        order[place - 1], order[place] = order[place], order[place - 1]
    return order
