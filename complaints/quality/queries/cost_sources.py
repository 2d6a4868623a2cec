"""Where costs of poor quality come from: what was fulfilled, and labour and freight that was entered.

Amounts are computed in whole fen as integers, so that a sum equals its rows on every database. All amounts are in CNY.

- Refunds of a return are goods, those of a compensation are compensation; a counter-entry is negative.
- A replacement that was sent is goods, at the price that was paid or proposed, whichever is higher.
- Returned goods that went back to stock are subtracted, at the price that was paid.
- The handling that an inspection names is goods.
- Other costs of an exchange or repair are freight, when it is fulfilled.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db.models import (
    BigIntegerField,
    Case,
    CharField,
    DateField,
    ExpressionWrapper,
    F,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models import DecimalField as Money
from django.db.models.functions import Cast, Coalesce, Greatest, Round, TruncDate
from django.utils.dateparse import parse_date
from django.utils.translation import gettext_lazy as _

from complaints.enums import Disposition, FulfilmentState, RecordKind, Remedy
from complaints.models import Fulfilment, GoodsRecord, Refund, Ticket

from ..models import CostEntry, Investigation, Supply

FILTERS = {
    "from": _("From"),
    "to": _("To"),
    "kind": _("Type"),
    "product": _("Product"),
    "batch": _("Batch"),
    "supplier": _("Supplier"),
    "cause": _("Cause"),
    "ticket": _("Ticket"),
    "investigation": _("Investigation"),
}
# Where a row comes from.
SOURCES: dict[str, Any] = {
    "refund": _("Refund"),
    "sent": _("Replacement sent"),
    "restocked": _("Returned to stock"),
    "handling": _("Handling of returned goods"),
    "costs": _("Other costs of the fulfilment"),
    "entry": _("Entered"),
}
NO_CLASS = "none"
Params = Mapping[str, str]


def _fen(amount: Any) -> Any:
    """An amount in whole fen."""
    wide = ExpressionWrapper(amount * 100, output_field=Money(max_digits=20, decimal_places=2))
    return Cast(Round(wide), BigIntegerField())


def _shaped(
    rows: QuerySet[Any], source: str, kind: Any, day: Any, amount: Any, ticket: str
) -> tuple[QuerySet[Any], str]:
    """The rows with the same columns as every other source, and the path to their ticket."""
    kind = kind if hasattr(kind, "resolve_expression") else Value(kind)
    return (
        rows.annotate(
            c_source=Value(source, output_field=CharField()),
            c_kind=Cast(kind, CharField(max_length=12)),
            c_day=Cast(day, DateField()),
            c_fen=_fen(amount),
            c_ticket=F(f"{ticket}_id" if "__" not in ticket else f"{ticket}__id"),
            c_cause=_cause(ticket),
        ),
        ticket,
    )


def _cause(ticket: str) -> Any:
    """The category of the cause that the latest investigation of the ticket has proven, or else its quality class."""
    found = Investigation.objects.filter(ticket=OuterRef(ticket)).exclude(cause_category="").order_by("-pk")
    category = Subquery(found.values("cause_category")[:1])
    return Cast(Coalesce(category, F(f"{ticket}__quality_class")), CharField(max_length=12))


def sources() -> list[tuple[QuerySet[Any], str]]:
    """The rows of each source with the same columns, and the path to their ticket."""
    of_record = "fulfilment__proposal__ticket"
    standing = GoodsRecord.objects.filter(reverses=None, reversed_by=None, line__isnull=False).order_by()
    paid = Coalesce(F("line__line__purchase__unit_price"), F("line__line__unit_price"))
    remedy = "fulfilment__proposal__remedy"
    sent = standing.filter(kind=RecordKind.DISPATCH, **{remedy: Remedy.EXCHANGE})
    inspected = standing.filter(kind=RecordKind.INSPECTION)
    restocked = inspected.filter(disposition=Disposition.RESTOCK, quantity__gt=F("refused"))
    restocked = restocked.filter(**{f"{remedy}__in": [Remedy.REFUND, Remedy.EXCHANGE]})
    other = Fulfilment.objects.filter(state=FulfilmentState.DONE, proposal__costs__gt=0).order_by()
    other = other.filter(proposal__remedy__in=[Remedy.EXCHANGE, Remedy.REPAIR])
    refund_kind = Case(When(**{remedy: Remedy.COMPENSATION}, then=Value("compensation")), default=Value("goods"))
    higher = Greatest(F("line__line__unit_price"), paid)
    return [
        _shaped(Refund.objects.order_by(), "refund", refund_kind, F("paid_on"), F("amount"), of_record),
        _shaped(sent, "sent", "goods", F("happened_on"), F("quantity") * higher, of_record),
        _shaped(restocked, "restocked", "goods", F("happened_on"), (F("refused") - F("quantity")) * paid, of_record),
        _shaped(inspected.filter(cost__gt=0), "handling", "goods", F("happened_on"), F("cost"), of_record),
        _shaped(other, "costs", "freight", TruncDate("finished_at"), F("proposal__costs"), "proposal__ticket"),
        _shaped(CostEntry.objects.order_by(), "entry", F("kind"), F("happened_on"), F("amount"), "ticket"),
    ]


def filtered(params: Params) -> list[tuple[QuerySet[Any], str]]:
    """The rows of each source that match the filters of an address; a value that does not exist matches nothing."""
    asked = {name: params[name] for name in FILTERS if params.get(name)}
    found = []
    for rows, ticket in sources():
        if "from" in asked:
            rows = rows.filter(c_day__gte=_day(asked["from"], date.max))
        if "to" in asked:
            rows = rows.filter(c_day__lte=_day(asked["to"], date.min))
        if "kind" in asked:
            rows = rows.filter(c_kind=asked["kind"])
        if "cause" in asked:
            rows = rows.filter(c_cause="" if asked["cause"] == NO_CLASS else asked["cause"])
        found.append((rows.filter(*_of_ticket(asked, ticket)), ticket))
    return found


def _day(text: str, fallback: date) -> date:
    try:
        return parse_date(text) or fallback
    except ValueError:
        return fallback


def _of_ticket(asked: Params, ticket: str) -> list[Q]:
    found = []
    if code := asked.get("product"):
        found.append(
            Q(**{f"{ticket}__purchase": None})
            if code == NO_CLASS
            else Q(**{f"{ticket}__purchase__product__code": code})
        )
    if batch := asked.get("batch"):
        found.append(Q(**{f"{ticket}__batch": "" if batch == NO_CLASS else batch}))
    if number := asked.get("ticket"):
        found.append(Q(**{f"{ticket}__number": number}))
    if number := asked.get("investigation"):
        found.append(Q(**{f"{ticket}__in": tickets_of(Investigation.objects.filter(number=number))}))
    if number := asked.get("supplier"):
        found.append(Q(**{f"{ticket}__in": _supplied_by(number)}))
    return found


def tickets_of(investigations: QuerySet[Investigation]) -> QuerySet[Any]:
    """Their tickets."""
    return investigations.values("ticket")


def _supplied_by(number: str) -> QuerySet[Ticket]:
    """The tickets about what a supplier supplied: the supplier of a batch counts before that of its product."""
    supplies = {(row.product_id, row.batch): row.supplier.number for row in Supply.objects.select_related("supplier")}
    if number == NO_CLASS:
        known = Q()
        for product, batch in supplies:
            known |= Q(purchase__product=product, **({"batch": batch} if batch else {}))
        return Ticket.objects.exclude(known & Q(purchase__isnull=False)) if supplies else Ticket.objects.all()
    wanted = Q(pk__in=[])
    for (product, batch), supplier in supplies.items():
        if supplier != number:
            continue
        if batch:
            wanted |= Q(purchase__product=product, batch=batch)
        else:
            others = [b for (p, b), s in supplies.items() if p == product and b and s != number]
            wanted |= Q(purchase__product=product) & ~Q(batch__in=others)
    return Ticket.objects.filter(wanted)
