"""What quality problems cost, row by row and added up (cost_sources.py has where the rows come from)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet, Sum

from complaints.enums import QualityClass
from complaints.models import Refund, Ticket
from customers.models import Product

from ..enums import CauseCategory, CostKind
from ..models import Action, Claim, CostEntry, Investigation, Supplier, Supply
from .cost_sources import NO_CLASS, SOURCES, Params, filtered, sources, tickets_of

# What comes from several tables has no index of its own: both orders read what the sums of the page read.
COST_SORTS = {"-day": ("-c_day", "c_source", "-pk"), "day": ("c_day", "c_source", "pk")}


@dataclass(frozen=True)
class CostRow:
    """One cost of a ticket."""

    ticket: Ticket
    kind: str
    day: date
    amount: Decimal
    source: str
    note: str = ""
    cause: str = ""
    entry: int = 0
    reversible: bool = False

    @property
    def kind_label(self) -> str:
        return str(CostKind(self.kind).label)

    @property
    def source_label(self) -> str:
        return str(SOURCES[self.source])

    @property
    def cause_label(self) -> str:
        return cause_label(self.cause) if self.cause else ""


@dataclass(frozen=True)
class Share:
    """A part of the cost: what a figure of the page says, and the filter that shows exactly its rows."""

    name: str
    label: str
    value: str
    amount: Decimal


@dataclass(frozen=True)
class Breakdown:
    """The cost and its parts by type, product, batch, supplier and cause; the parts of each add up to it."""

    total: Decimal
    kinds: list[Share]
    products: list[Share]
    batches: list[Share]
    suppliers: list[Share]
    causes: list[Share]


def breakdown(params: Params) -> Breakdown:
    """The cost that matches the filters, and its parts."""
    sums: dict[str, dict[Any, int]] = {
        name: defaultdict(int) for name in ("kind", "product", "batch", "supplier", "cause")
    }
    suppliers = {(row.product_id, row.batch): row.supplier for row in Supply.objects.select_related("supplier")}
    total = 0
    for rows, ticket in filtered(params):
        grouped = rows.values_list("c_kind", f"{ticket}__purchase__product", f"{ticket}__batch", "c_cause").annotate(
            fen=Sum("c_fen")
        )
        for kind, product, batch, cause, fen in grouped:
            supplier = suppliers.get((product, batch)) or suppliers.get((product, ""))
            keys = {"kind": kind, "product": product, "batch": batch, "cause": cause}
            for name, key in {**keys, "supplier": supplier.pk if supplier else None}.items():
                sums[name][key] += fen
            total += fen
    products = Product.objects.in_bulk([key for key in sums["product"] if key])
    known = Supplier.objects.in_bulk([key for key in sums["supplier"] if key])
    return Breakdown(
        total=_yuan(total),
        kinds=_shares("kind", sums["kind"], lambda key: (str(CostKind(key).label), key)),
        products=_shares("product", sums["product"], lambda key: (products[key].label, products[key].code)),
        batches=_shares("batch", sums["batch"], lambda key: (key, key)),
        suppliers=_shares("supplier", sums["supplier"], lambda key: (str(known[key]), known[key].number)),
        causes=_shares("cause", sums["cause"], lambda key: (cause_label(key), key)),
    )


def cause_label(code: str) -> str:
    """The name of a category of causes or of a quality class."""
    for choices in (CauseCategory, QualityClass):
        if code in choices.values:
            return str(choices(code).label)
    return code


def _shares(name: str, sums: Mapping[Any, int], shown: Any) -> list[Share]:
    """The parts, the largest first; what has no such value comes last."""
    rows = []
    for key, fen in sums.items():
        label, value = shown(key) if key else ("", NO_CLASS)
        rows.append(Share(name, label, value, _yuan(fen)))
    return sorted(rows, key=lambda row: (not row.label, -row.amount, row.label))


def _yuan(fen: int | None) -> Decimal:
    return Decimal(fen or 0).scaleb(-2)


COLUMNS = ("c_day", "pk", "c_source", "c_kind", "c_fen", "c_ticket", "c_cause")


def cost_rows(params: Params, sort: str = "") -> QuerySet[Any]:
    """The rows that match the filters as tuples of COLUMNS; see dressed. sort: one of COST_SORTS; else the latest
    first."""
    first, *others = [rows.values_list(*COLUMNS) for rows, _ticket in filtered(params)]
    return first.union(*others, all=True).order_by(*COST_SORTS.get(sort, COST_SORTS["-day"]))


def dressed(rows: Iterable[tuple[Any, ...]]) -> list[CostRow]:
    """Rows of cost_rows with their tickets."""
    found = list(rows)
    tickets = Ticket.objects.select_related("purchase__product").in_bulk({row[5] for row in found})
    entries = CostEntry.objects.select_related("reversed_by").in_bulk([row[1] for row in found if row[2] == "entry"])
    refunds = Refund.objects.in_bulk([row[1] for row in found if row[2] == "refund"])
    made = []
    for day, pk, source, kind, fen, ticket, cause in found:
        entry = entries.get(pk) if source == "entry" else None
        note = refunds[pk].reference if source == "refund" else entry.note if entry else ""
        free = entry is not None and entry.reverses_id is None and not hasattr(entry, "reversed_by")
        number = entry.pk if entry else 0
        made.append(CostRow(tickets[ticket], kind, day, _yuan(fen), source, note, cause, number, free))
    return made


def kinds_of(tickets: QuerySet[Any]) -> dict[str, Decimal]:
    """The cost of these tickets by type."""
    sums: dict[str, int] = defaultdict(int)
    for rows, ticket in sources():
        for kind, fen in rows.filter(**{f"{ticket}__in": tickets}).values_list("c_kind").annotate(fen=Sum("c_fen")):
            sums[kind] += fen
    return {kind: _yuan(sums[kind]) for kind in CostKind.values if sums[kind]}


def sums_by_kind(params: Params) -> list[tuple[str, str, Decimal]]:
    """(type, its label, amount) of the cost that matches the filters; types without cost are left out."""
    sums: dict[str, int] = defaultdict(int)
    for rows, _ticket in filtered(params):
        for kind, fen in rows.values_list("c_kind").annotate(fen=Sum("c_fen")):
            sums[kind] += fen
    return [(kind.value, str(kind.label), _yuan(sums[kind])) for kind in CostKind if sums[kind]]


def cost_of(investigation: Investigation) -> dict[str, Decimal]:
    """The cost of an investigation by type: that of its tickets."""
    return kinds_of(tickets_of(Investigation.objects.filter(pk=investigation.pk)))


def cost_of_action(action: Action) -> Decimal:
    """The cost of the tickets that an action belongs to."""
    if action.investigation is not None:
        return sum(cost_of(action.investigation).values(), Decimal(0))
    if action.ticket_id is None:
        return Decimal(0)
    return sum(kinds_of(Ticket.objects.filter(pk=action.ticket_id).values("pk")).values(), Decimal(0))


def claims_of(investigation: Investigation) -> list[Claim]:
    rows = Claim.objects.filter(action__investigation=investigation).exclude(action__state="cancelled")
    return list(rows.select_related("supplier", "action").order_by("pk"))


def supplier_of(product_id: int | None, batch: str) -> Supplier | None:
    """Who supplied a batch, or else the product."""
    rows = Supply.objects.filter(product=product_id, batch__in=[batch, ""]).select_related("supplier")
    row = rows.order_by("-batch").first()
    return row.supplier if row else None
