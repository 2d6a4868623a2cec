"""The export of visits."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from aftersales.store.dates import company_date
from aftersales.tables.exporting import Column, Listing, Params, Shape, not_among, wrong_in, yes_or_no
from customers.enums import Tier
from customers.exporting import main_phone
from customers.permissions import EDITORS

from .forms.coverage import CutForm
from .models import CarePlan, Forum, ForumGuest, Visit
from .permissions import READERS
from .presentation.coverage_rows import customer_rows
from .queries import care, forums
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


PLAN_COLUMNS = (
    Column(_("Number"), "number"),
    Column(_("Customer number"), "customer.number"),
    Column(_("Customer"), "customer", personal="name"),
    Column(_("Tier"), "customer.get_tier_display"),
    Column(_("Region"), "customer.region"),
    Column(_("Title"), "title"),
    Column(_("Status"), "get_state_display"),
    Column(_("Owner"), "owner"),
    Column(_("From"), "starts_on", Shape.DATE),
    Column(_("Until"), "ends_on", Shape.DATE),
    Column(_("Goals"), lambda row: len(row.needs.all()), Shape.NUMBER),
    Column(_("Goals met"), lambda row: sum(need.is_met for need in row.needs.all()), Shape.NUMBER),
    Column(_("Budget"), "budget", Shape.MONEY),
    Column(_("Spent"), lambda row: row.money.spent, Shape.MONEY),
    Column(_("Bound"), lambda row: row.money.bound, Shape.MONEY),
    Column(pgettext_lazy("money", "Left"), lambda row: row.money.left, Shape.MONEY),
)
FORUM_COLUMNS = (
    Column(_("Number"), "number"),
    Column(_("Title"), "title"),
    Column(_("Region"), "region"),
    Column(_("Starts"), "starts_at", Shape.MOMENT),
    Column(_("Place"), "place"),
    Column(_("Host"), "host"),
    Column(_("Status"), "get_state_display"),
    Column(_("Invited"), "invited", Shape.NUMBER),
    Column(_("Said yes"), "accepted", Shape.NUMBER),
    Column(_("Came"), "came", Shape.NUMBER),
    Column(_("Opinions"), "said", Shape.NUMBER),
    Column(_("Without a fate"), "waiting", Shape.NUMBER),
    Column(_("Budget"), "budget", Shape.MONEY),
    Column(_("Cost"), "cost", Shape.MONEY),
)
GUEST_COLUMNS = (
    Column(_("Forum"), "forum.number"),
    Column(_("Customer number"), "customer.number"),
    Column(_("Customer"), "customer", personal="name"),
    Column(_("Contact"), "contact", personal="name"),
    Column(_("Phone"), lambda row: main_phone(row.customer), personal="phone"),
    Column(_("Invited by"), "get_channel_display"),
    Column(_("Group"), "get_group_display"),
    Column(_("Invited"), "invited_at", Shape.MOMENT),
    Column(_("Why not"), "get_loss_display"),
    Column(_("Answer"), "get_coming_display"),
    Column(_("Attended"), lambda row: yes_or_no(row.attended)),
)
PLAN_FILTERS = {"tab": _("View"), "region": _("Region"), "owner": _("Owner"), "tier": _("Tier"), "sort": _("Order")}


def _plans(user: Any, params: Params, now: datetime) -> QuerySet[CarePlan]:
    tab = params.get("tab", "running")
    tab = tab if tab in care.TABS else "running"
    return care.plans_list(user, tab=tab, asked=params, today=company_date(now))


def _forums(user: Any, params: Params, now: datetime) -> QuerySet[Forum]:
    tab = params.get("tab", "all")
    return forums.forums_list(user, tab=tab if tab in forums.TABS else "all", asked=params)


def _guests(user: Any, params: Params, now: datetime) -> QuerySet[ForumGuest]:
    rows = forums.guests(user)
    return rows.filter(forum__number=params["forum"]) if params.get("forum") else rows


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
    Listing(
        "care_plans",
        _("Care plans"),
        READERS,
        _plans,
        PLAN_COLUMNS,
        page="care_plans",
        reveals=reveals,
        filters=PLAN_FILTERS,
        wrong=not_among(tab=care.TABS, tier=Tier.values, sort=care.SORTS),
    ),
    Listing(
        "forums",
        _("User forums"),
        READERS,
        _forums,
        FORUM_COLUMNS,
        page="forums",
        filters={"tab": _("View"), "region": _("Region"), "sort": _("Order")},
        wrong=not_among(tab=forums.TABS, sort=forums.SORTS),
    ),
    Listing(
        "forum_guests",
        _("Guests of user forums"),
        READERS,
        _guests,
        GUEST_COLUMNS,
        reveals=reveals,
        filters={"forum": _("Forum")},
    ),
)
