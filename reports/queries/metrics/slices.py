"""Which part of the company figures are about: a region, product, batch, outlet, channel, team, or all of it."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property, partial
from typing import Any

from django.db.models import CharField, DateField, DateTimeField, F, Q, Value
from django.db.models.functions import Cast

from aftersales.kernel.errors import InvalidInput, gettext_noop
from aftersales.staff.models import Department, Outlet, Region, User, in_language
from aftersales.store.dates import company_date
from aftersales.store.prepared import Given, Prepared, rows_of, union
from customers.enums import Channel
from customers.models import Product

from ...permissions import is_kept_to_region
from ...rules.metric import FILTERS

LONGEST_BATCH = 40
OWN = "own"  # the menu with the region that a user is kept to
NOWHERE = "-"  # no region has this code
# Where a filter is found from a row.
TICKET = {
    "region": "region__code",
    "product": "purchase__product__code",
    "batch": "batch",
    "outlet": "customer__outlet",
    "channel": "channel",
    "team": "owner__department__code",
}
CUSTOMER = {"region": "region__code", "outlet": "outlet"}
Paths = Mapping[str, str]
Choice = tuple[str, str]


def under(prefix: str, paths: Paths) -> dict[str, str]:
    return {name: f"{prefix}__{path}" for name, path in paths.items()}


@dataclass(frozen=True)
class Slice:
    """What all figures of a page share: who asks, when, and the filters that are set.

    choices: (value, name) of each filter that has a menu. is_fixed: the user is kept to their own region.
    """

    user: User
    now: datetime
    filters: dict[str, str]
    choices: dict[str, list[Choice]]
    is_fixed: bool

    @cached_property
    def today(self) -> date:
        return company_date(self.now)

    @property
    def params(self) -> dict[str, str]:
        """The parameters of an address that ask for the same."""
        return {name: value for name, value in self.filters.items() if not (self.is_fixed and name == "region")}

    def where(self, *paths: Paths) -> Q:
        """The rows that match, by any of these paths. Filters that a path does not have are left out."""
        found = Q(pk__in=[]) if paths else Q()
        for each in paths:
            found |= Q(**{each[name]: value for name, value in self.filters.items() if name in each})
        return found if any(name in paths[0] for name in self.filters) else Q()

    @property
    def form(self) -> Slice:
        """The same with a Given in the place of each value, for queries that are prepared."""
        filters: dict[str, Any] = {name: Given(f"filter_{name}") for name in self.filters}
        now: Any = Given("now", DateTimeField())
        return _Form(self.user, now, filters, {}, self.is_fixed)

    @property
    def shape(self) -> Hashable:
        """What the text of a query depends on: which filters are set, and what the reader may see. Only reps see a part
        of it, and their region is a filter."""
        return tuple(self.filters), self.is_fixed, self.user and self.user.role

    @property
    def values(self) -> dict[str, Any]:
        """The values of the form."""
        filters = {f"filter_{name}": value for name, value in self.filters.items()}
        return {"now": self.now, "today": self.today, **filters}

    def alone(self, name: str) -> str:
        return self.filters.get(name, "")

    def named(self, name: str) -> str:
        """The filter as people call it."""
        value = self.filters.get(name, "")
        return dict(self.choices.get(name, ())).get(value, value)

    def with_filter(self, name: str, value: str) -> Slice:
        return Slice(self.user, self.now, {**self.filters, name: value}, self.choices, self.is_fixed)


class _Form(Slice):
    @cached_property
    def today(self) -> Any:
        return Given("today", DateField())


def slice_of(user: User, asked: Mapping[str, str], now: datetime) -> Slice:
    """The slice of an address. Raises InvalidInput that names a filter with a value that does not exist."""
    choices = _choices(user)
    filters = {name: asked[name] for name in FILTERS if asked.get(name)}
    fixed = is_kept_to_region(user)
    if fixed:
        own = choices.pop(OWN)
        filters = {**filters, "region": own[0][0] if own else NOWHERE}
    for name, value in filters.items():
        if name == "batch":
            known = len(value) <= LONGEST_BATCH and value.isprintable()
        else:
            known = (fixed and name == "region") or value in dict(choices[name])
        if not known:
            raise InvalidInput(MISSING[name], code=f"no_{name}", field=name)
    return Slice(user, now, filters, choices, fixed)


MISSING = {
    "region": gettext_noop("This region doesn’t exist."),
    "product": gettext_noop("This product doesn’t exist."),
    "batch": gettext_noop("A batch has at most 40 characters."),
    "outlet": gettext_noop("This outlet doesn’t exist."),
    "channel": gettext_noop("This channel doesn’t exist."),
    "team": gettext_noop("This team doesn’t exist."),
}


def _choices(user: User) -> dict[str, list[Choice]]:
    """The menus, by one query; with them the region that the user is kept to."""
    menus = {
        "region": lambda: Region.objects.filter(is_active=True),
        "product": lambda: Product.objects.filter(is_active=True),
        "outlet": lambda: Outlet.objects.filter(is_active=True),
        "team": lambda: Department.objects.filter(is_active=True),
    }
    found: dict[str, list[Choice]] = {name: [] for name in FILTERS}
    if is_kept_to_region(user):
        menus[OWN] = lambda: Region.objects.filter(pk=Given("region"))
        found[OWN] = []
    values = {"region": user.region_id or 0}
    statement, params = union(
        Prepared(("menu", name), partial(_named, name, rows), values) for name, rows in menus.items()
    )
    for menu, value, name, name_en in rows_of(f"{statement} ORDER BY 1, 2", params):
        found[menu].append((value, in_language(name, name_en)))
    found["channel"] = [(str(channel.value), str(channel.label)) for channel in Channel]
    return found


def _named(menu: str, rows: Callable[[], Any]) -> Any:
    value = F("pk") if menu == "outlet" else F("code")
    wanted = {"menu": Value(menu), "value": Cast(value, CharField(max_length=40))}
    named = {"named": Cast(F("name"), CharField(max_length=100))}
    english = F("name_en") if menu != "outlet" else Value("")
    named["named_en"] = Cast(english, CharField(max_length=100))
    return rows().order_by().annotate(**wanted, **named).values_list("menu", "value", "named", "named_en")
