"""The days on which goods are with us for repair, which prolong their warranty."""

from datetime import date, datetime

from aftersales.staff.models import Actor
from customers.services.warranties import set_repair_stays

from ...enums import RecordKind, Remedy
from ...models import Fulfilment, FulfilmentLine, GoodsRecord, Ticket
from ...rules.fulfilment import stays

# What brings goods here, and what takes them back to the customer or is given up by the customer.
MOVES = {RecordKind.RECEIPT: 1, RecordKind.DISPATCH: -1, RecordKind.RETURN: -1, RecordKind.END: -1}


def note_stays(row: Fulfilment, ticket: Ticket, *, actor: Actor, now: datetime) -> None:
    """Tell the purchases of a repair when their goods were here. All repairs of the ticket are counted anew, without
    the records that were corrected."""
    if row.proposal.remedy != Remedy.REPAIR:
        return
    repairs = Fulfilment.objects.filter(proposal__ticket=ticket, proposal__remedy=Remedy.REPAIR).order_by()
    lines = FulfilmentLine.objects.filter(fulfilment__in=repairs, line__purchase__isnull=False)
    moves: dict[int, list[tuple[date, int]]] = {pk: [] for pk in lines.values_list("line__purchase", flat=True)}
    records = GoodsRecord.objects.filter(line__in=lines, kind__in=MOVES, reverses=None, reversed_by=None)
    for purchase, kind, day, quantity in records.order_by("happened_on", "pk").values_list(
        "line__line__purchase", "kind", "happened_on", "quantity"
    ):
        moves[purchase].append((day, MOVES[RecordKind(kind)] * quantity))
    for purchase, found in sorted(moves.items()):
        set_repair_stays(purchase_id=purchase, source=ticket.number, stays=stays(found), actor=actor, now=now)
