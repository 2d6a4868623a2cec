"""The export of visits."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from aftersales.store.dates import company_date
from aftersales.tables.exporting import Column, Listing, Params, Shape, not_among
from customers.exporting import main_phone
from customers.permissions import EDITORS

from .models import Visit
from .permissions import READERS
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


LISTINGS = (
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
