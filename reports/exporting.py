"""Lists of reports that can be exported."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from aftersales.staff.models import Region
from aftersales.tables.exporting import Column, Listing, Params, Shape, not_among
from customers.models import Product

from .models import MarketNote
from .permissions import NOTE_READERS
from .presentation.market import tab_label
from .queries.market import TABS, market_notes

NOTES = (
    Column(_("Number"), "number"),
    Column(_("Title"), "title"),
    Column(_("Type"), "get_kind_display"),
    Column(_("Status"), "get_state_display"),
    Column(_("From"), "first", Shape.DATE),
    Column(_("To"), "last", Shape.DATE),
    Column(_("Region"), "region"),
    Column(_("Product"), "product.code"),
    Column(_("Competitor"), "competitor"),
    Column(_("Findings"), "findings"),
    Column(_("What customers asked for"), "asked_for"),
    Column(_("Source"), "source"),
    Column(_("Author"), "author"),
)


def _notes(user: Any, params: Params, now: datetime) -> QuerySet[MarketNote]:
    return market_notes(params.get("tab", ""), params)


def _wrong(params: Params) -> set[str]:
    wrong = set(not_among(tab=TABS)(params))
    if "region" in params and not Region.objects.filter(code=params["region"]).exists():
        wrong.add("region")
    if "product" in params and not Product.objects.filter(code=params["product"]).exists():
        wrong.add("product")
    return wrong


def _words(name: str) -> dict[str, str]:
    if name == "tab":
        return {tab: tab_label(tab) for tab in TABS}
    return {row.code: str(row) for row in Region.objects.all()} if name == "region" else {}


LISTINGS = (
    Listing(
        "market_notes",
        _("Market notes"),
        NOTE_READERS,
        _notes,
        NOTES,
        page="market_notes",
        filters={"tab": _("Type"), "region": _("Region"), "product": _("Product")},
        words=_words,
        wrong=_wrong,
    ),
)
