"""Tickets at every stage, made by the services that users use."""

from datetime import timedelta
from decimal import Decimal

from complaints.models import Approval, Fulfilment, Ticket
from complaints.queries.proposals import taken_elsewhere
from complaints.services import approvals, fulfilment, lifecycle, proposals, tickets
from tests.factories import NOW, Cast, customer_of, sale


def logged(cast: Cast, **changes) -> Ticket:
    values = {
        "actor": cast.clerk,
        "now": NOW,
        "kind": "return",
        "channel": "hotline",
        "customer": cast.customer,
        "contact": cast.contact,
        "purchase": cast.sold,
        "received_at": NOW - timedelta(minutes=2),
        "description": "设定 37 ℃，实测来回跳，要求退货",
    }
    return tickets.log_ticket(**{**values, **changes})


def line(cast: Cast, quantity: int = 1, price: str = "12860.00") -> dict:
    return {"purchase": cast.sold, "quantity": quantity, "unit_price": Decimal(price), "description": ""}


def _enough(cast: Cast, values: dict) -> None:
    """Buy again what other tickets of the test return already."""
    taken = taken_elsewhere([cast.sold.pk], None).get(cast.sold.pk, 0)
    wanted = sum(row["quantity"] for row in values["lines"] if row.get("purchase") == cast.sold)
    if taken and taken + wanted > cast.sold.quantity:
        cast.sold.quantity = taken + wanted
        cast.sold.save()


def proposed(cast: Cast, ticket: Ticket | None = None, **changes):
    ticket = ticket or logged(cast)
    lifecycle.update_details(ticket_id=ticket.pk, actor=cast.clerk, now=NOW, problem_found="温度漂移 ±2.4 ℃")
    values = {"remedy": "refund", "lines": [line(cast)], "reason": "同车另有两箱受压"}
    _enough(cast, values | changes)
    return proposals.save_proposal(ticket_id=ticket.pk, actor=cast.clerk, now=NOW, **{**values, **changes})


def submitted(cast: Cast, **changes) -> Approval:
    proposal = proposed(cast, **changes)
    return proposals.submit(ticket_id=proposal.ticket_id, actor=cast.clerk, now=NOW)


def decide(approval: Approval, actor, verdict="approve", **changes) -> Approval:
    values = {"reason": "同意", "minutes": "会议纪要", "attendees": "沈毅、顾北"}
    return approvals.decide(approval_id=approval.pk, actor=actor, now=NOW, verdict=verdict, **{**values, **changes})


def approved(cast: Cast, **changes) -> Approval:
    approval = submitted(cast, **changes)
    decide(approval, cast.manager)
    return decide(approval, cast.gm)


def granted(cast: Cast, amount: str = "500.00", verdict: str = "approve") -> Approval:
    """A decided refund of another customer, so that it is no part of the same case."""
    number = Approval.objects.count()
    customer = customer_of(cast.east, number=f"CU-2026-1{number:04}", name=f"样例{number}")
    sold = sale(customer, price="12860.00", code=f"X{number}")
    ticket = logged(cast, customer=customer, contact=None, purchase=sold)
    lines = [{"purchase": sold, "quantity": 1, "unit_price": Decimal(amount), "description": ""}]
    approval = decide(submitted(cast, ticket=ticket, lines=lines), cast.manager, verdict)
    return decide(approval, cast.gm) if approval.state == "pending" else approval


def fulfilled(cast: Cast) -> Ticket:
    approval = approved(cast)
    row = Fulfilment.objects.get(proposal=approval.proposal)
    one = row.lines.get()
    fulfilment.receive_goods(
        fulfilment_id=row.pk, quantities={one.pk: 1}, condition="外箱压痕", actor=cast.warehouse, now=NOW
    )
    fulfilment.inspect_goods(
        fulfilment_id=row.pk, findings={one.pk: ("传感器漂移", "sample")}, actor=cast.warehouse, now=NOW
    )
    fulfilment.record_refund(
        fulfilment_id=row.pk,
        amount=Decimal("12860.00"),
        paid_on=NOW.date(),
        reference="R1",
        actor=cast.warehouse,
        now=NOW,
    )
    return Ticket.objects.get(pk=approval.proposal.ticket_id)


def closed(cast: Cast) -> Ticket:
    ticket = fulfilled(cast)
    lifecycle.confirm(ticket_id=ticket.pk, actor=cast.clerk, now=NOW, solved=True)
    return lifecycle.close(ticket_id=ticket.pk, actor=cast.clerk, now=NOW)
