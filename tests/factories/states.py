"""Tickets in every state that somebody has to act in."""

from __future__ import annotations

from typing import Any

from complaints.models import Approval, Fulfilment, Ticket
from complaints.services import conversation, fulfilment, lifecycle
from tests.complaints import factories as make
from tests.people import factories as training
from tests.quality import factories as quality
from tests.visits import care

from . import NOW, Cast


def tickets_by_state(people: Cast) -> dict[str, Ticket]:
    """A ticket for each state, with the steps of approval and fulfilment told apart."""
    write = {"actor": people.clerk, "now": NOW}
    found = {name: make.logged(people) for name in ("new", "verifying", "paused", "answered", "withdrawn")}
    found["unidentified"] = make.logged(people, customer=None, contact=None, purchase=None)
    conversation.reply(ticket_id=found["verifying"].pk, channel="phone", body="收到", **write)
    conversation.pause(ticket_id=found["paused"].pk, reason="等照片", **write)
    lifecycle.answer(ticket_id=found["answered"].pk, outcome="已答复", **write)
    lifecycle.withdraw(ticket_id=found["withdrawn"].pk, reason="客户撤回", **write)
    found["draft"] = make.proposed(people).ticket
    found["manager"] = _ticket(make.submitted(people))
    found["gm"] = _ticket(make.decide(make.submitted(people), people.manager))
    meeting = make.submitted(people, lines=[make.line(people, quantity=30)])
    found["meeting"] = _ticket(make.decide(meeting, people.manager))
    awaiting = make.approved(people)
    found["awaiting"] = _ticket(awaiting)
    found["inspecting"] = _ticket(_received(people))
    found["settling"] = _ticket(_inspected(people))
    found["differing"] = _ticket(_inspected(people, quantity=2))
    found["dispatching"] = _ticket(_inspected(people, remedy="exchange"))
    found["confirming"] = make.fulfilled(people)
    found["confirmed"] = make.fulfilled(people)
    lifecycle.confirm(ticket_id=found["confirmed"].pk, solved=True, **write)
    found["closed"] = make.closed(people)
    return {name: Ticket.objects.get(pk=ticket.pk) for name, ticket in found.items()}


def _ticket(approval: Approval) -> Ticket:
    return approval.proposal.ticket


def _received(people: Cast, **changes: Any) -> Approval:
    approval = make.approved(people, **changes)
    row = Fulfilment.objects.get(proposal=approval.proposal)
    quantities = {line.pk: 1 for line in row.lines.all()}
    fulfilment.receive_goods(
        fulfilment_id=row.pk, quantities=quantities, condition="完好", actor=people.warehouse, now=NOW
    )
    return approval


def _inspected(people: Cast, *, quantity: int = 1, **changes: Any) -> Approval:
    """Inspected once; of more pieces than one the rest differ from what was stated, which is inspected again."""
    approval = _received(people, lines=[make.line(people, quantity=quantity)], **changes)
    row = Fulfilment.objects.get(proposal=approval.proposal)
    for line in row.lines.all():
        findings = {line.pk: fulfilment.Finding("漂移", "sample", "accepted" if quantity == 1 else "misuse")}
        fulfilment.inspect_goods(fulfilment_id=row.pk, findings=findings, actor=people.quality, now=NOW)
    return approval


def objects_by_state(people: Cast) -> list[Any]:
    """Objects of other apps in states that the world of tests/factories/world.py has none of."""
    adopted, open_one = quality.reviewed(people), quality.suggested(people)
    plan = care.running(people)
    care.given(people, plan)
    forum, invited = care.held(people), care.planned(people)
    care.said(people, forum)
    return [
        adopted,
        open_one,
        quality.sealed(people, seal_number="F-0002"),
        quality.objected(people),
        quality.examining(people),
        quality.judged(people),
        plan,
        forum,
        invited,
        training.session(people, enrolled=[people.rep]),
        training.arranged(people),
        training.recorded(people),
        training.agreed(people),
        training.evaluation(),
        training.proposed(people),
    ]
