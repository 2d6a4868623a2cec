"""Who has the pieces that a campaign is about: by the custody of serial numbers, else by purchases minus what came
back."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field

from django.db.models import F, Q, QuerySet, Sum

from aftersales.kernel.lists import chunks
from complaints.models import FulfilmentLine
from complaints.rules.fulfilment import TAKES_BACK
from customers.models import Purchase, SerialNumber
from customers.rules.serials import serials_of

from ..enums import HolderRole, SerialState
from ..models import Campaign, CampaignSerial


@dataclass
class Held:
    """What one customer has, and what they bought and passed on to somebody else."""

    held: int = 0
    passed: int = 0
    pieces: list[str] = field(default_factory=list)

    @property
    def role(self) -> HolderRole:
        return HolderRole.HOLDER if self.held else HolderRole.SELLER

    @property
    def units(self) -> int:
        return self.held or self.passed


def affected(campaign: Campaign) -> dict[int, Held]:
    """The customers of the campaign today, by id."""
    found: dict[int, Held] = defaultdict(Held)
    if campaign.by_serials:
        listed = set(campaign.serials.filter(state=SerialState.TAKEN).values_list("serial", flat=True))
        _by_custody(campaign.product_id, _named(campaign.product_id, listed), found)
    else:
        _by_purchases(campaign, found)
    return {pk: held for pk, held in found.items() if held.units}


def purchases_meant(campaign: Campaign) -> QuerySet[Purchase]:
    """The purchases that the filters of the campaign name. One without a date may be from the period, and is meant."""
    asked = {"batch": campaign.batch, "customer__region": campaign.region_id}
    rows = Purchase.objects.filter(product=campaign.product_id)
    rows = rows.filter(**{name: value for name, value in asked.items() if value})
    for name, day in (("purchased_on__gte", campaign.sold_from), ("purchased_on__lte", campaign.sold_until)):
        if day:
            rows = rows.filter(Q(**{name: day}) | Q(purchased_on=None))
    return rows


def _by_purchases(campaign: Campaign, found: dict[int, Held]) -> None:
    meant = list(purchases_meant(campaign).values_list("pk", "customer_id", "serial", "quantity"))
    named = {pk: serials_of(serial, quantity) for pk, _customer, serial, quantity in meant}
    known = _named(campaign.product_id, {serial for serials in named.values() for serial in serials})
    for part in chunks([pk for pk, _customer, _serial, _quantity in meant]):
        for row in SerialNumber.objects.filter(product=campaign.product_id, purchase__in=part):
            known[row.serial] = row
    back = returned({pk for pk, _customer, _serial, _quantity in meant})
    for pk, customer, _serial, quantity in meant:
        tracked = [serial for serial in named[pk] if serial in known]
        with_us = sum(1 for serial in tracked if known[serial].purchase_id is None)
        rest = quantity - len(tracked) - max(0, back.get(pk, 0) - with_us)
        if rest > 0:
            found[customer].held += rest
            found[customer].pieces += [serial for serial in named[pk] if serial not in known]
    _by_custody(campaign.product_id, known, found)


def _named(product_id: int, serials: Collection[str]) -> dict[str, SerialNumber]:
    found: dict[str, SerialNumber] = {}
    for part in chunks(sorted(serials)):
        found |= {row.serial: row for row in SerialNumber.objects.filter(product=product_id, serial__in=part)}
    return found


def _by_custody(product_id: int, known: dict[str, SerialNumber], found: dict[int, Held]) -> None:
    """Add who has each piece now, and who had it directly before and passed it on."""
    ways: dict[int, list[int | None]] = defaultdict(list)
    for part in chunks([row.pk for row in known.values()]):
        past = SerialNumber.history.filter(id__in=part).order_by("id", "history_date", "history_id")
        for pk, purchase in past.values_list("id", "purchase_id"):
            ways[pk].append(purchase)
    purchases = {row.purchase_id for row in known.values()} | {one for way in ways.values() for one in way}
    customers = _customers_of(purchases - {None})
    for row in known.values():
        holder = customers.get(row.purchase_id or 0)
        if holder is None:
            continue
        found[holder].held += 1
        found[holder].pieces.append(row.serial)
        before = {customers.get(one or 0) for one in passed_on(ways[row.pk])}
        for seller in before - {holder, None}:
            assert seller is not None
            found[seller].passed += 1
            found[seller].pieces.append(row.serial)


def passed_on(way: Iterable[int | None]) -> list[int]:
    """The purchases by which somebody had a piece and passed it on without sending it back to us in between."""
    before: list[int] = []
    present: int | None = None
    for purchase in way:
        if purchase is None:
            before = []
        elif present is not None and purchase != present:
            before.append(present)
        present = purchase
    return before


def _customers_of(purchases: Collection[int | None]) -> dict[int, int]:
    found: dict[int, int] = {}
    for part in chunks(sorted(one for one in purchases if one)):
        found |= dict(Purchase.objects.filter(pk__in=part).values_list("pk", "customer_id"))
    return found


def returned(purchases: Collection[int]) -> dict[int, int]:
    """How many pieces of each purchase came back and were accepted, so that the customer has them no longer."""
    found: dict[int, int] = defaultdict(int)
    for part in chunks(sorted(purchases)):
        rows = FulfilmentLine.objects.filter(line__purchase__in=part, fulfilment__proposal__remedy__in=TAKES_BACK)
        counted = rows.order_by().values("line__purchase").annotate(accepted=Sum(F("inspected") - F("refused")))
        for row in counted:
            found[row["line__purchase"]] += row["accepted"] or 0
    return found


def judge_serials(campaign: Campaign, rows: Iterable[CampaignSerial]) -> None:
    """Set what became of each line of the list: with a customer, with us, or why it is not known."""
    listed = [row for row in rows if row.state not in (SerialState.DUPLICATE, SerialState.UNREADABLE)]
    keys = {row.serial for row in listed}
    known = _named(campaign.product_id, keys)
    elsewhere: set[str] = set()
    for part in chunks(sorted(keys - known.keys())):
        elsewhere |= set(SerialNumber.objects.filter(serial__in=part).values_list("serial", flat=True))
    batches = _batches_of(known) if campaign.batch else {}
    for row in listed:
        piece = known.get(row.serial)
        row.purchase_id = piece.purchase_id if piece else None
        if piece is None:
            row.state = SerialState.OTHER_PRODUCT if row.serial in elsewhere else SerialState.UNKNOWN
        elif (batch := batches.get(row.serial)) and campaign.batch not in batch:
            row.state = SerialState.OTHER_BATCH
        else:
            row.state = SerialState.TAKEN if piece.purchase_id else SerialState.WITH_US


def _batches_of(known: dict[str, SerialNumber]) -> dict[str, set[str]]:
    """The batches under which each piece was ever sold."""
    serials = {row.pk: row.serial for row in known.values()}
    sold: dict[int, set[int]] = defaultdict(set)
    for part in chunks(sorted(serials)):
        for pk, purchase in SerialNumber.history.filter(id__in=part).values_list("id", "purchase_id"):
            if purchase:
                sold[pk].add(purchase)
    batches: dict[int, str] = {}
    for part in chunks(sorted({one for many in sold.values() for one in many})):
        batches |= dict(Purchase.objects.filter(pk__in=part).values_list("pk", "batch"))
    return {serials[pk]: {batches[one] for one in many if batches.get(one)} for pk, many in sold.items()}
