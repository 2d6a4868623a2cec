"""The steps of which stories consist: each calls the service that the page calls."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any, NamedTuple

from complaints.models import Approval, Fulfilment, FulfilmentLine, Proposal, Ticket
from complaints.services import approvals, conversation, fulfilment, lifecycle, proposals, tickets, triage
from complaints.services.fulfilment import Finding
from customers.models import Purchase
from customers.rules.serials import serials_of

from ..world import World

RING = timedelta(minutes=2, seconds=10)  # from the start of the call to the ticket

NO_LABEL = "铭牌磨损，序列号无法辨认"


class Story(NamedTuple):
    """logged_at: when its only ticket is logged; tell: does the rest."""

    logged_at: Callable[[World], datetime]
    tell: Callable[[World, datetime], Any]


def story(logged_at: Callable[[World], datetime]) -> Callable[[Callable[[World, datetime], Any]], Story]:
    """A decorator that makes a Story of a function."""
    return lambda tell: Story(logged_at, tell)


class Case:
    """One ticket. Every step takes its moment; people are given by user name."""

    def __init__(
        self, world: World, at: datetime, who: str, says: str, *, kind: str, channel: str, **facts: Any
    ) -> None:
        self.world, self.clerk = world, world.cast[facts.pop("by", "service")]
        customer = world.customer(who) if who else None
        self.sold = self._purchase(who, facts.pop("product", ""))
        called = channel in tickets.ANSWERED_AT_ONCE
        self.ticket = tickets.log_ticket(
            actor=self.clerk,
            now=at,
            received_at=at - RING if called else at,
            kind=kind,
            channel=channel,
            description=says,
            customer=customer,
            contact=world.contacts[customer.pk] if customer else None,
            purchase=self.sold,
            **facts,
        )
        self.pk = self.ticket.pk

    def _purchase(self, who: str, code: str) -> Purchase | None:
        bought = self.world.purchases[self.world.customer(who).pk] if code else []
        return next((sold for sold in bought if sold.product.code == code), None)

    def _actor(self, by: str) -> Any:
        return self.world.cast[by] if by else self.clerk

    @property
    def proposal(self) -> Proposal:
        return Proposal.objects.filter(ticket=self.pk).latest("pk")

    @property
    def approval(self) -> Approval:
        return Approval.objects.filter(proposal__ticket=self.pk).latest("pk")

    @property
    def fulfilment(self) -> Fulfilment:
        return Fulfilment.objects.get(proposal__ticket=self.pk)

    def reply(
        self, at: datetime, body: str, *, channel: str = "phone", by: str = "", seconds: int | None = None
    ) -> None:
        conversation.reply(
            ticket_id=self.pk, actor=self._actor(by), now=at, channel=channel, body=body, duration_seconds=seconds
        )

    def customer_says(self, at: datetime, body: str, *, channel: str = "phone") -> None:
        conversation.record_customer_message(ticket_id=self.pk, actor=self.clerk, now=at, channel=channel, body=body)

    def note(self, at: datetime, body: str, *, by: str = "") -> None:
        conversation.add_note(ticket_id=self.pk, actor=self._actor(by), now=at, body=body)

    def pause(self, at: datetime, reason: str) -> None:
        conversation.pause(ticket_id=self.pk, actor=self.clerk, now=at, reason=reason)

    def promise_call(self, at: datetime, due: datetime) -> None:
        conversation.schedule_callback(ticket_id=self.pk, actor=self.clerk, now=at, due_at=due)

    def found(self, at: datetime, problem: str, **record: Any) -> None:
        lifecycle.update_details(ticket_id=self.pk, actor=self.clerk, now=at, problem_found=problem, **record)

    def reassign(self, at: datetime, to: str, note: str) -> None:
        lifecycle.reassign(ticket_id=self.pk, to=self.world.cast[to], note=note, actor=self.clerk, now=at)

    def propose(
        self,
        at: datetime,
        remedy: str,
        *,
        quantity: int = 1,
        price: str = "",
        costs: str = "0",
        reason: str,
        by: str = "",
        goods: tuple[tuple[Purchase, int], ...] = (),
    ) -> None:
        """Lines of the purchase at the price paid by default, or of several purchases; a compensation has costs
        only."""
        lines = [
            {"purchase": sold, "quantity": count, "unit_price": sold.unit_price, "description": ""}
            for sold, count in goods
        ]
        if self.sold and remedy != "compensation" and not goods:
            unit_price = Decimal(price) if price else self.sold.unit_price
            lines = [{"purchase": self.sold, "quantity": quantity, "unit_price": unit_price, "description": ""}]
        proposals.save_proposal(
            ticket_id=self.pk,
            actor=self._actor(by),
            now=at,
            remedy=remedy,
            lines=lines,
            costs=Decimal(costs),
            reason=reason,
        )

    def submit(self, at: datetime, *, by: str = "") -> None:
        proposals.submit(ticket_id=self.pk, actor=self._actor(by), now=at)

    def decide(self, at: datetime, by: str, reason: str, *, verdict: str = "approve", **more: Any) -> None:
        approvals.decide(
            approval_id=self.approval.pk, actor=self.world.cast[by], now=at, verdict=verdict, reason=reason, **more
        )

    def receive(self, at: datetime, condition: str, count: int = 1) -> None:
        row = self.fulfilment
        lines = list(row.lines.select_related("line__purchase__product"))
        sold = {line.pk: line.line.purchase for line in lines if line.line.purchase}
        known = {
            pk: serials_of(one.serial, one.quantity)[:count] for pk, one in sold.items() if one.product.serial_tracked
        }
        fulfilment.receive_goods(
            fulfilment_id=row.pk,
            quantities={line.pk: count for line in lines},
            serials=known,
            serial_reasons={pk: NO_LABEL for pk in known if len(known[pk]) < count},
            condition=condition,
            actor=self.world.cast["colleague"],
            now=at,
        )

    def receive_part(self, at: datetime, condition: str, came: dict[Purchase, tuple[int, tuple[str, ...]]]) -> None:
        """A number of pieces of each purchase, with the serial numbers on their labels."""
        row = self.fulfilment
        lines = {line.line.purchase: line.pk for line in row.lines.select_related("line__purchase")}
        fulfilment.receive_goods(
            fulfilment_id=row.pk,
            quantities={lines[sold]: count for sold, (count, _serials) in came.items()},
            serials={lines[sold]: serials for sold, (_count, serials) in came.items() if serials},
            serial_reasons={
                lines[sold]: NO_LABEL
                for sold, (count, serials) in came.items()
                if sold.product.serial_tracked and len(serials) < count
            },
            condition=condition,
            actor=self.world.cast["colleague"],
            now=at,
        )

    def inspect_part(self, at: datetime, sold: Purchase, finding: Finding) -> None:
        row = self.fulfilment
        line = row.lines.get(line__purchase=sold)
        fulfilment.inspect_goods(
            fulfilment_id=row.pk, findings={line.pk: finding}, actor=self.world.cast["colleague"], now=at
        )

    def inspect(self, at: datetime, finding: str, disposition: str) -> None:
        row = self.fulfilment
        fulfilment.inspect_goods(
            fulfilment_id=row.pk,
            findings={line.pk: (finding, disposition) for line in row.lines.all()},
            actor=self.world.cast["colleague"],
            now=at,
        )

    def refund(self, at: datetime, amount: str, reference: str, *, by: str = "finance") -> None:
        fulfilment.record_refund(
            fulfilment_id=self.fulfilment.pk,
            amount=Decimal(amount),
            paid_on=self.world.calendar.date_of(at),
            reference=reference,
            actor=self.world.cast[by],
            now=at,
        )

    def dispatch(self, at: datetime, shipped_with: str, serial: str = "") -> None:
        """If it is sent before the goods are back, the two weeks for their return begin."""
        row = self.fulfilment
        fulfilment.record_dispatch(
            fulfilment_id=row.pk,
            shipped_with=shipped_with,
            serials={line.pk: [serial] for line in row.lines.all() if serial},
            serial_reasons={line.pk: NO_LABEL for line in row.lines.all() if _tracked(line) and not serial},
            actor=self.world.cast["colleague"],
            now=at,
        )

    def answer(self, at: datetime, outcome: str) -> None:
        lifecycle.answer(ticket_id=self.pk, actor=self.clerk, now=at, outcome=outcome)

    def confirm(self, at: datetime, *, solved: bool = True, comment: str = "") -> None:
        lifecycle.confirm(ticket_id=self.pk, actor=self.clerk, now=at, solved=solved, comment=comment)

    def needs_no_investigation(self, at: datetime, reason: str) -> None:
        deputy = self.world.cast["quality_manager"]
        triage.waive_investigating(ticket_id=self.pk, reason=reason, actor=deputy, now=at)

    def close(self, at: datetime) -> Ticket:
        return lifecycle.close(ticket_id=self.pk, actor=self.clerk, now=at)


def _tracked(line: FulfilmentLine) -> bool:
    sold = line.line.purchase
    return bool(sold and sold.product.serial_tracked)
