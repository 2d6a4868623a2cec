"""Batches: who has them, what came back, and the complaints about them.

A batch is a product and a batch number: the same number of two products is two batches. The batch "" of a product are
its units without a batch number, and all its units if it is not tracked by batch.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import F, Q, QuerySet, Sum, Value
from django.db.models.functions import Coalesce

from aftersales.kernel.words import code_key
from complaints.enums import ABOUT_PRODUCTS, FulfilmentState, Remedy, State
from complaints.models import FulfilmentLine, Ticket
from customers.models import Customer, Product, Purchase

from ..models import BatchRecord, BatchWarning, Investigation
from ..permissions import visible_investigations

# Goods that were accepted back for these remedies do not return to the customer.
TAKEN_BACK = (Remedy.REFUND, Remedy.EXCHANGE)


@dataclass(frozen=True)
class BatchKey:
    """A batch by its product's id and its number."""

    product_id: int
    batch: str


def in_batch(batch: str, product: str, path: str = "") -> Q:
    """The condition that a row is of the batch, given its product. product: the path to the product; path: to the row
    with the batch number."""
    if batch:
        return Q(**{f"{path}batch": batch})
    return Q(**{f"{path}batch": ""}) | Q(**{f"{product}__batch_tracked": False})


def units_of(product_id: int, batch: str) -> QuerySet[Purchase]:
    """The purchases of the units of a batch, replacements included."""
    return Purchase.objects.filter(in_batch(batch, "product"), product_id=product_id)


def complaints_about(tickets: QuerySet[Ticket] | None = None) -> QuerySet[Ticket]:
    """The tickets that count: complaints, returns, exchanges and repairs about a product we know. A ticket that was
    withdrawn, or merged into another one, does not count."""
    rows = Ticket.objects.all() if tickets is None else tickets
    rows = rows.filter(kind__in=ABOUT_PRODUCTS, merged_into=None, purchase__isnull=False)
    return rows.exclude(state=State.WITHDRAWN)


def complaints_of(product_id: int, batch: str) -> QuerySet[Ticket]:
    """The tickets about a batch that count."""
    return complaints_about().filter(in_batch(batch, "purchase__product"), purchase__product_id=product_id)


def holders(product_id: int, batch: str) -> QuerySet[Customer]:
    """The customers to whom units of the batch were sold. See holding_of for how many each still has."""
    return Customer.objects.filter(pk__in=units_of(product_id, batch).values("customer"))


def goods_of(product_id: int, batch: str) -> QuerySet[FulfilmentLine]:
    """The returned goods of a batch: lines of fulfilments that were not cancelled."""
    rows = FulfilmentLine.objects.exclude(fulfilment__state=FulfilmentState.CANCELLED)
    rows = rows.filter(line__purchase__product_id=product_id)
    return rows.filter(in_batch(batch, "line__purchase__product", "line__purchase__"))


@dataclass(frozen=True)
class Holding:
    """A customer and the units of a batch: sold, accepted back, complaints."""

    customer: Customer
    sold: int
    back: int
    complaints: int

    @property
    def left(self) -> int:
        return max(self.sold - self.back, 0)


def sold_by_customer(product_id: int, batch: str) -> QuerySet[Any]:
    """(customer, sold) of a batch, the most first."""
    rows = units_of(product_id, batch).order_by().values("customer")
    return rows.annotate(sold=Sum("quantity")).order_by("-sold", "customer")


def holdings(product_id: int, batch: str, sold: Iterable[dict[str, Any]]) -> list[Holding]:
    """The rows of sold_by_customer with what came back and what was complained about."""
    rows = list(sold)
    ids = [row["customer"] for row in rows]
    customers = Customer.objects.select_related("rep").in_bulk(ids)
    goods = goods_of(product_id, batch).filter(
        line__purchase__customer__in=ids, fulfilment__proposal__remedy__in=TAKEN_BACK
    )
    back = dict(
        goods.order_by()
        .values("line__purchase__customer")
        .annotate(n=Sum(F("inspected") - F("refused")))
        .values_list("line__purchase__customer", "n")
    )
    told: dict[int, int] = {}
    for customer in complaints_of(product_id, batch).filter(customer__in=ids).values_list("customer", flat=True):
        told[customer] = told.get(customer, 0) + 1
    return [
        Holding(customers[pk], row["sold"], back.get(pk, 0), told.get(pk, 0))
        for row in rows
        if (pk := row["customer"]) in customers
    ]


@dataclass(frozen=True)
class CameBack:
    """Goods of a batch that came back for one remedy: received, accepted and refused at the inspection."""

    remedy: str
    tickets: int
    received: int
    accepted: int
    refused: int


def came_back(product_id: int, batch: str) -> list[CameBack]:
    """What came back, by remedy, in the order of the remedies."""
    rows = goods_of(product_id, batch).filter(received__gt=0).order_by().values("fulfilment__proposal__remedy")
    nothing = Value(0)
    found = {
        row["fulfilment__proposal__remedy"]: row
        for row in rows.annotate(
            lines=Sum(Value(1)),
            got=Coalesce(Sum("received"), nothing),
            checked=Coalesce(Sum("inspected"), nothing),
            no=Coalesce(Sum("refused"), nothing),
        )
    }
    return [
        CameBack(remedy, row["lines"], row["got"], row["checked"] - row["no"], row["no"])
        for remedy in Remedy.values
        if (row := found.get(remedy))
    ]


def batch_keys(*, product: str = "", text: str = "") -> QuerySet[Any]:
    """(product id, product code, batch) of every batch that was sold or complained about, in this order."""
    sold = Purchase.objects.filter(_asked("product__", "batch", product, text)).order_by()
    tracked = Q(product__batch_tracked=True)
    told = complaints_about().filter(_asked("purchase__product__", "batch", product, text)).order_by()
    told = told.filter(purchase__product__batch_tracked=True)
    whole = sold.exclude(tracked).values_list("product_id", "product__code", Value(""))
    return (
        sold.filter(tracked)
        .values_list("product_id", "product__code", "batch")
        .union(whole, told.values_list("purchase__product_id", "purchase__product__code", "batch"))
        .order_by("product__code", "batch")
    )


def warned_keys(*, over: bool, product: str = "", text: str = "") -> QuerySet[Any]:
    """Like batch_keys: the batches with a warning to judge; over: those that are beyond their limit now."""
    rows = BatchWarning.objects.filter(_asked("product__", "batch", product, text))
    rows = rows.filter(rule="beyond", ended_at=None) if over else rows.filter(state="new")
    return rows.order_by("product__code", "batch").values_list("product_id", "product__code", "batch").distinct()


def _asked(product_path: str, batch_path: str, product: str, text: str) -> Q:
    wanted = Q(**{f"{product_path}code": product}) if product else Q()
    for word in text.upper().split()[:5]:
        wanted &= Q(**{f"{batch_path}__icontains": word}) | Q(**{f"{product_path}code__icontains": word})
    return wanted


def products_of(keys: Iterable[BatchKey]) -> dict[int, Product]:
    return Product.objects.in_bulk({key.product_id for key in keys})


def any_of(keys: Iterable[BatchKey]) -> tuple[set[int], set[str]]:
    """The products and the batch numbers of some batches. Together they hold more pairs than these."""
    listed = list(keys)
    return {key.product_id for key in listed}, {key.batch for key in listed}


def code_of(text: str) -> str:
    """A batch number in the form in which it is stored."""
    return code_key(text.strip()[:40])


def is_known(product_id: int, batch: str) -> bool:
    """Whether there is anything about the batch: a sale, a complaint, a warning or a record."""
    sources: tuple[QuerySet[Any], ...] = (
        units_of(product_id, batch),
        complaints_of(product_id, batch),
        BatchWarning.objects.filter(product_id=product_id, batch=batch),
        BatchRecord.objects.filter(product_id=product_id, batch=batch),
    )
    return any(rows.exists() for rows in sources)


def warnings_of(product_id: int, batch: str) -> QuerySet[BatchWarning]:
    """The warnings of a batch, the newest first."""
    rows = BatchWarning.objects.filter(product_id=product_id, batch=batch)
    return rows.select_related("product", "investigation", "judged_by")


def warnings_to_judge() -> QuerySet[BatchWarning]:
    """The tasks of the quality department: warnings that nobody has judged, the oldest first."""
    return BatchWarning.objects.filter(state="new").select_related("product").order_by("opened_at", "pk")


def investigations_of(user: Any, product_id: int, batch: str) -> QuerySet[Investigation]:
    """The investigations of complaints about a batch that the user may see, the newest first."""
    rows = visible_investigations(user).filter(ticket__in=complaints_of(product_id, batch))
    return rows.select_related("lead").order_by("-opened_at", "-pk")


def to_investigate(product_id: int, batch: str) -> Ticket | None:
    """The newest complaint about the batch of which to open an investigation: intrinsic ones first."""
    rows = complaints_of(product_id, batch).order_by("-reported_at", "-pk")
    return rows.filter(quality_class="intrinsic").first() or rows.first()
