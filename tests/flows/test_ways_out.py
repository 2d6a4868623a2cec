"""From every state that a fulfilment can reach, somebody brings the ticket to its end, and only what is accepted is paid.

A machine does what users do in any order; at the end it goes on as the page of somebody offers, until the ticket is
closed.
"""

from __future__ import annotations

from contextlib import suppress
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from aftersales.kernel.errors import DomainError
from aftersales.staff.models import User
from complaints.models import Fulfilment, Ticket
from complaints.queries.fulfilment import steps_due, who_does
from complaints.queries.ticket_work import TicketWork
from complaints.services import fulfilment, lifecycle
from complaints.services.fulfilment import Finding
from complaints.verbs import SHEETS
from tests.complaints import factories as make
from tests.factories import NOW, Cast, sale

from .invariants import broken

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

PIECES = 3
VERBS = ("receive", "waive", "keep", "accept", "refuse", "misuse", "refund", "dispatch", "send_back", "end", "correct")
REMEDIES = {"refund": {}, "exchange": {}, "repair": {}, "compensation": {"lines": [], "costs": Decimal(90)}}


def begun(people: Cast, remedy: str) -> Fulfilment:
    people.sold = sale(people.customer, price="100.00", quantity=PIECES, code=f"{remedy}-{Fulfilment.objects.count()}")
    values: dict[str, Any] = {"lines": [make.line(people, PIECES, "100.00")], **REMEDIES[remedy]}
    return Fulfilment.objects.get(proposal=make.approved(people, remedy=remedy, **values).proposal)


def do(people: Cast, row: Fulfilment, verb: str, count: int) -> None:
    """Do it, or be refused. count: how many pieces, or which record."""
    line = row.lines.first()
    pk, by = line.pk if line else 0, {"fulfilment_id": row.pk, "now": NOW}
    worker, manager = {**by, "actor": people.warehouse}, {**by, "actor": people.manager}
    pieces = {pk: count}
    entries = [one.entry for one in (*row.records.all(), *row.refunds.all())]

    def inspect(**found: Any) -> Any:
        return fulfilment.inspect_goods(findings={pk: Finding("属实", "scrap", **found)}, **manager)

    acts: dict[str, Any] = {
        "receive": lambda: fulfilment.receive_goods(quantities=pieces, condition="", **worker),
        "waive": lambda: fulfilment.waive_goods(quantities=pieces, reason="丢失", **manager),
        "keep": lambda: fulfilment.keep_goods(quantities=pieces, reason="留用", **manager),
        "accept": inspect,
        "refuse": lambda: inspect(result="misuse", refused=count),
        "misuse": lambda: fulfilment.inspect_goods(findings={pk: Finding("磨损", "scrap", "misuse")}, **worker),
        "refund": lambda: fulfilment.record_refund(
            amount=Decimal(count * 50), paid_on=NOW.date(), reference="R", **worker
        ),
        "dispatch": lambda: fulfilment.record_dispatch(
            shipped_with="EX1", counts={pk: count} if line else None, **worker
        ),
        "send_back": lambda: fulfilment.send_back(shipped_with="EX2", counts=pieces, **worker),
        "end": lambda: fulfilment.end(reason="放弃", **manager),
        "correct": lambda: fulfilment.correct_record(entry=entries[count % len(entries)], reason="有误", **manager),
    }
    if verb == "correct" and not entries:
        return
    with suppress(DomainError):
        acts[verb]()
    row.refresh_from_db()


def bring_to_the_end(people: Cast, row: Fulfilment) -> Ticket:
    """Do what is due, by those of whom the page says that they do it; close the ticket."""
    for _ in range(12):
        ticket = Ticket.objects.get(pk=row.proposal.ticket_id)
        current = TicketWork(ticket).fulfilment
        if ticket.state != "fulfilment" or current is None:
            break
        step = steps_due(current)[0]
        who = who_does(step, current)[0]
        assert SHEETS[step].allowed(who, TicketWork(ticket)), (step, who, current.state)
        go_on(current, step, who)
    lifecycle.confirm(ticket_id=row.proposal.ticket_id, actor=people.clerk, now=NOW, solved=True)
    return lifecycle.close(ticket_id=row.proposal.ticket_id, actor=people.clerk, now=NOW)


def go_on(row: Fulfilment, step: str, who: User) -> None:
    lines, by = list(row.lines.all()), {"fulfilment_id": row.pk, "actor": who, "now": NOW}
    if step == "receive":
        outstanding = {line.pk: line.outstanding for line in lines}
        fulfilment.receive_goods(quantities=outstanding, condition="", **by)
    elif step == "inspect":
        findings = {line.pk: Finding("属实", "scrap") for line in lines if line.count.to_inspect}
        fulfilment.inspect_goods(findings=findings, **by)
    elif step == "refund":
        fulfilment.record_refund(amount=row.left_to_refund, paid_on=NOW.date(), reference="R", **by)
    elif step == "dispatch":
        fulfilment.record_dispatch(shipped_with="EX1", **by)
    else:
        fulfilment.send_back(shipped_with="EX2", **by)


STEPS = st.lists(st.tuples(st.sampled_from(VERBS), st.integers(1, PIECES)), max_size=12)


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(remedy=st.sampled_from(sorted(REMEDIES)), steps=STEPS)
def test_every_state_of_a_fulfilment_leads_to_a_closed_ticket(people, remedy, steps):
    row = begun(people, remedy)
    for verb, count in steps:
        do(people, row, verb, count)
        assert broken([row.proposal.ticket_id]) == [], (verb, count)
    assert bring_to_the_end(people, row).state == "closed"
    assert broken([row.proposal.ticket_id]) == []
