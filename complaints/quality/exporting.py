"""Lists of quality that can be exported."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from aftersales.store.dates import company_date
from aftersales.tables.exporting import Column, Listing, Params, Shape, not_among
from complaints.enums import QualityClass
from complaints.exporting import product_of, reveals
from complaints.queries.ticket_list import is_day
from customers.models import Customer, Product
from customers.permissions import READERS as CUSTOMER_READERS

from .enums import CauseCategory, CostKind
from .models import Action, Investigation, Objection, Sample, SuggestionReview
from .permissions import BATCH_READERS, COST_READERS, READERS
from .presentation.actions import criterion
from .queries.actions import ACTION_LISTS, ACTION_SORTS, listed
from .queries.batches import Holding, holdings, is_known, sold_by_customer
from .queries.cost_sources import FILTERS as COST_FILTERS
from .queries.cost_sources import NO_CLASS
from .queries.costs import COST_SORTS, CostRow, cost_rows, dressed
from .queries.investigations import INVESTIGATION_SORTS, INVESTIGATION_TABS, investigations
from .queries.objections import OBJECTION_TABS, objections
from .queries.samples import SAMPLE_TABS, samples
from .queries.suggestions import TABS as SUGGESTION_TABS
from .queries.suggestions import day_of, reviews


def _investigations(user: Any, params: Params, now: datetime) -> QuerySet[Investigation]:
    tab = params.get("tab", "open")
    return investigations(user, tab if tab in INVESTIGATION_TABS else "open", params.get("sort", ""))


@dataclass(frozen=True)
class ExportedInvestigation:
    """A row of the export. customer: None if the user may not see customers."""

    investigation: Investigation
    customer: Customer | None


def _investigations_seen(user: Any, rows: Any, params: Params) -> list[ExportedInvestigation]:
    shown = user.role in CUSTOMER_READERS
    return [ExportedInvestigation(row, row.ticket.customer if shown else None) for row in rows]


def _batch_of(params: Params) -> tuple[int, str]:
    """The product's id, 0 if there is none with this code, and the batch."""
    product = Product.objects.filter(code=params.get("product", "")).values_list("pk", flat=True).first()
    return product or 0, params.get("batch", "")


def _holders(user: Any, params: Params, now: datetime) -> QuerySet[Any]:
    return sold_by_customer(*_batch_of(params))


def _holders_seen(user: Any, rows: Any, params: Params) -> list[Holding]:
    return holdings(*_batch_of(params), rows)


def _wrong_batch(params: Params) -> set[str]:
    if not params.get("product"):
        return set()
    return set() if is_known(*_batch_of(params)) else {"batch" if params.get("batch") else "product"}


def _actions(user: Any, params: Params, now: datetime) -> QuerySet[Action]:
    tab = params.get("tab", "mine")
    return listed(user, tab if tab in ACTION_LISTS else "mine", company_date(now), params.get("sort", ""))


def _costs(user: Any, params: Params, now: datetime) -> QuerySet[Any]:
    return cost_rows(params, params.get("sort", ""))


def _costs_seen(user: Any, rows: Any, params: Params) -> list[CostRow]:
    return dressed(rows)


def _wrong_cost(params: Params) -> set[str]:
    """The filters of costs whose value can match nothing."""
    days = {name for name in ("from", "to") if params.get(name) and not is_day(params[name])}
    known = {
        "sort": COST_SORTS,
        "kind": CostKind.values,
        "cause": [*CauseCategory.values, *filter(None, QualityClass.values), NO_CLASS],
    }
    return {*days, *not_among(**known)(params)}


def _samples(user: Any, params: Params, now: datetime) -> QuerySet[Sample]:
    return samples(user, params.get("tab", "kept"), company_date(now))


def _objections(user: Any, params: Params, now: datetime) -> QuerySet[Objection]:
    return objections(user, params.get("tab", "unsettled"))


def _suggestions(user: Any, params: Params, now: datetime) -> QuerySet[SuggestionReview]:
    return reviews(user, {"tab": "waiting", **params}, now)


def _wrong_suggestions(params: Params) -> list[str]:
    wrong = list(not_among(tab=SUGGESTION_TABS)(params))
    return [*wrong, *(["since"] if params.get("since") and day_of(params["since"]) is None else [])]


@dataclass(frozen=True)
class ExportedReview:
    """A row of the export. customer: None if the user may not see customers."""

    review: SuggestionReview
    customer: Customer | None


def _reviews_seen(user: Any, rows: Any, params: Params) -> list[ExportedReview]:
    shown = user.role in CUSTOMER_READERS
    return [ExportedReview(row, row.ticket.customer if shown else None) for row in rows]


INVESTIGATIONS = (
    Column(_("Number"), "investigation.number"),
    Column(_("Subject of investigation"), "investigation.title"),
    Column(_("Ticket"), "investigation.ticket.number"),
    Column(_("Customer"), "customer", personal="name"),
    Column(_("Product"), lambda row: product_of(row.investigation.ticket)),
    Column(_("Batch"), "investigation.ticket.batch"),
    Column(_("Status"), "investigation.get_state_display"),
    Column(_("Led by"), "investigation.lead"),
    Column(_("Opened"), "investigation.opened_at", Shape.MOMENT),
    Column(_("Due"), "investigation.due_at", Shape.MOMENT),
    Column(_("Decided"), "investigation.decided_at", Shape.MOMENT),
    Column(_("Closed"), "investigation.closed_at", Shape.MOMENT),
)
ACTIONS = (
    Column(_("Number"), "number"),
    Column(_("Action details"), "title"),
    Column(_("Type"), "get_kind_display"),
    Column(_("Investigation"), "investigation.number"),
    Column(_("Ticket"), "ticket.number"),
    Column(_("Owner"), "owner"),
    Column(_("Due"), "due_on", Shape.DATE),
    Column(_("Status"), "get_state_display"),
    Column(_("Done"), "done_at", Shape.MOMENT),
    Column(_("Criterion"), criterion),
    Column(_("Days watched"), "window_days", Shape.NUMBER),
    Column(_("To be judged from"), "judge_on", Shape.DATE),
    Column(_("Judged by"), "verified_by"),
    Column(_("Judged at"), "verified_at", Shape.MOMENT),
)
COSTS = (
    Column(_("Date"), "day", Shape.DATE),
    Column(_("Ticket"), "ticket.number"),
    Column(_("Product"), lambda row: product_of(row.ticket)),
    Column(_("Batch"), "ticket.batch"),
    Column(_("Quality class"), "ticket.quality_class_words"),
    Column(_("Cause"), "cause_label"),
    Column(_("Type"), "kind_label"),
    Column(_("Source"), "source_label"),
    Column(_("Note"), "note"),
    Column(_("Amount"), "amount", Shape.MONEY),
)


HOLDERS = (
    Column(_("Customer number"), "customer.number"),
    Column(_("Customer"), "customer", personal="name"),
    Column(_("Phone"), "customer", personal="phone"),
    Column(_("Email"), "customer", personal="email"),
    Column(_("Address"), "customer", personal="address"),
    Column(_("Sold"), "sold", Shape.NUMBER),
    Column(_("Taken back"), "back", Shape.NUMBER),
    Column(_("Still has"), "left", Shape.NUMBER),
    Column(_("Complaints"), "complaints", Shape.NUMBER),
    Column(_("Account rep"), "customer.rep"),
)
SAMPLES = (
    Column(_("Number"), "number"),
    Column(_("Type"), "get_kind_display"),
    Column(_("Seal number"), "seal_number"),
    Column(_("Product"), "product.label"),
    Column(_("Batch"), "batch"),
    Column(_("Serial number"), "serial"),
    Column(_("Quantity"), "quantity", Shape.NUMBER),
    Column(_("Place of storage"), "place"),
    Column(_("Custodian"), "custodian"),
    Column(_("Handed to (outside)"), "holder"),
    Column(_("Keep until"), "retain_until", Shape.DATE),
    Column(_("Status"), "get_state_display"),
    Column(_("Ticket"), "ticket.number"),
    Column(_("Investigation"), "investigation.number"),
)
OBJECTIONS = (
    Column(_("Number"), "number"),
    Column(_("Ticket"), "ticket.number"),
    Column(_("Investigation"), "investigation.number"),
    Column(_("What does the customer object to?"), "get_about_display"),
    Column(_("Raised at"), "raised_at", Shape.MOMENT),
    Column(_("Inspection body"), "body"),
    Column(_("Verdict due"), "verdict_due_on", Shape.DATE),
    Column(_("Verdict"), "get_verdict_display"),
    Column(_("Date of the verdict"), "verdict_on", Shape.DATE),
    Column(_("Cost of the inspection"), "cost", Shape.MONEY),
    Column(_("Status"), "get_state_display"),
)


SUGGESTIONS = (
    Column(_("Ticket"), "review.ticket.number"),
    Column(pgettext_lazy("suggestion", "Received"), "review.received_at", Shape.MOMENT),
    Column(_("In the customer’s words"), "review.ticket", personal="description"),
    Column(_("Customer"), "customer", personal="name"),
    Column(_("Product"), lambda row: product_of(row.review.ticket)),
    Column(_("Status"), "review.get_state_display"),
    Column(_("Reason"), "review", personal="reason"),
    Column(_("Responsible"), "review.owner"),
    Column(_("Due"), "review.due_on", Shape.DATE),
    Column(_("Decided by"), "review.decided_by"),
    Column(_("Decided"), "review.decided_at", Shape.MOMENT),
    Column(_("Result"), "review", personal="result"),
    Column(_("Customer told"), "review.get_telling_display"),
    Column(_("Told"), "review.told_at", Shape.MOMENT),
)


BY_TAB = {"tab": _("View")}
SORTED = {**BY_TAB, "sort": _("Order")}
LISTINGS = (
    Listing(
        "investigations",
        _("Investigations"),
        READERS,
        _investigations,
        INVESTIGATIONS,
        page="investigations",
        filters=SORTED,
        wrong=not_among(tab=INVESTIGATION_TABS, sort=INVESTIGATION_SORTS),
        dress=_investigations_seen,
    ),
    Listing(
        "batch_holders",
        _("Who has a batch"),
        BATCH_READERS,
        _holders,
        HOLDERS,
        filters={"product": _("Product"), "batch": _("Batch")},
        typed=frozenset({"product", "batch"}),
        reveals=reveals,
        wrong=_wrong_batch,
        dress=_holders_seen,
    ),
    Listing(
        "actions",
        _("Quality actions"),
        READERS,
        _actions,
        ACTIONS,
        page="actions",
        filters=SORTED,
        wrong=not_among(tab=ACTION_LISTS, sort=ACTION_SORTS),
    ),
    Listing(
        "costs",
        _("Cost of poor quality"),
        COST_READERS,
        _costs,
        COSTS,
        page="costs",
        filters={**COST_FILTERS, "sort": _("Order")},
        typed=frozenset({"batch", "product", "ticket", "investigation", "supplier"}),
        wrong=_wrong_cost,
        dress=_costs_seen,
    ),
    Listing(
        "samples",
        _("Samples"),
        READERS,
        _samples,
        SAMPLES,
        page="samples",
        filters=BY_TAB,
        wrong=not_among(tab=SAMPLE_TABS),
    ),
    Listing(
        "objections",
        _("Objections"),
        READERS,
        _objections,
        OBJECTIONS,
        page="objections",
        filters=BY_TAB,
        wrong=not_among(tab=OBJECTION_TABS),
    ),
    Listing(
        "suggestions",
        _("Opinions and suggestions"),
        READERS,
        _suggestions,
        SUGGESTIONS,
        page="suggestions",
        filters={**BY_TAB, "theme": _("Theme"), "product": _("Product"), "since": _("Since")},
        typed=frozenset({"theme"}),
        wrong=_wrong_suggestions,
        dress=_reviews_seen,
    ),
)
