"""The export of visits."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from aftersales.store.dates import company_date
from aftersales.tables.exporting import Column, Listing, Params, Shape, not_among, wrong_in
from customers.exporting import main_phone
from customers.permissions import EDITORS

from .forms.coverage import CutForm
from .models import Visit
from .permissions import READERS
from .presentation.coverage_rows import customer_rows
from .queries.coverage import counted_customers
from .queries.lists import TABS, default_scope, visits_list

COLUMNS = (
    Column(_("Planned for"), "planned_on", Shape.DATE),
    Column(_("Due"), "due_on", Shape.DATE),
    Column(_("Customer number"), "customer.number"),
    Column(_("Customer"), "customer", personal="name"),
    Column(_("Contact"), "customer.main_contact", personal="name"),
    Column(_("Phone"), lambda row: main_phone(row.customer), personal="phone"),
    Column(_("Tier"), "customer.get_tier_display"),
    Column(_("Region"), "customer.region"),
    Column(_("Channel"), "get_channel_display"),
    Column(_("Rep"), "rep"),
    Column(_("Status"), "get_state_display"),
    Column(_("Completed"), "took_place_at", Shape.MOMENT),
    Column(_("Outcome"), "get_outcome_display"),
    Column(_("Person met"), lambda row: row, personal="met_whom"),
    Column(_("Ticket"), "ticket.number"),
)


def reveals(user: Any) -> bool:
    return user.role in EDITORS


def _visits(user: Any, params: Params, now: datetime) -> QuerySet[Visit]:
    tab, rep = params.get("tab", "today"), params.get("rep") or default_scope(user)
    return visits_list(user, tab=tab if tab in TABS else "today", rep=rep, today=company_date(now))


def _wrong(params: Params) -> set[str]:
    rep = params.get("rep", "me")
    return {*not_among(tab=TABS)(params), *([] if rep in ("me", "all", "none") or rep.isdecimal() else ["rep"])}


COVERAGE_COLUMNS = (
    Column(_("Customer number"), "customer.number"),
    Column(_("Customer"), "customer", personal="name"),
    Column(_("Tier"), "customer.get_tier_display"),
    Column(_("Region"), "customer.region"),
    Column(_("Province"), "customer.province"),
    Column(_("Service outlet"), "customer.outlet"),
    Column(_("Rep"), "customer.rep"),
    Column(_("Last visit that took place"), "customer.last_visited_on", Shape.DATE),
    Column(_("Due"), "customer.due_day", Shape.DATE),
    Column(_("Days late"), "late", Shape.NUMBER),
    Column(_("Reason and next step"), "why"),
)


@dataclass(frozen=True)
class _Row:
    customer: Any
    late: int
    why: str


def _coverage(user: Any, params: Params, now: datetime) -> QuerySet[Any]:
    return counted_customers(user, company_date(now), CutForm(params).cut())


def _coverage_rows(user: Any, rows: Sequence[Any], params: Params) -> Iterable[_Row]:
    for row in customer_rows(rows, company_date(timezone.now())):
        yield _Row(row["customer"], row["late"], row["why"])


LISTINGS = (
    Listing(
        "visit_coverage",
        _("Visit coverage"),
        READERS,
        _coverage,
        COVERAGE_COLUMNS,
        page="visit_coverage_customers",
        filters={name: field.label for name, field in CutForm.base_fields.items()},
        dress=_coverage_rows,
        wrong=wrong_in(CutForm),
    ),
    Listing(
        "visits",
        _("Follow-ups"),
        READERS,
        _visits,
        COLUMNS,
        page="visits",
        reveals=reveals,
        filters={"tab": _("View"), "rep": _("Rep")},
        wrong=_wrong,
    ),
)
