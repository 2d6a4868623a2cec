"""Tickets, visitors and missed calls."""

from __future__ import annotations

from typing import Any

from complaints.models import Fulfilment, Ticket
from complaints.services import calls, fulfilment, missed_calls, reception, triage
from tests.complaints import factories as make

from .. import NOW, Cast


def rows(people: Cast) -> list[Any]:
    """One whose problem must be investigated, one for which that was waived, one with a threat, and one whose goods were
    not accepted."""
    found = [make.logged(people), make.logged(people)]
    for row in found:
        facts = {"quality_class": "intrinsic", "reason": "虚焊", "actor": people.quality_manager, "now": NOW}
        triage.classify(ticket_id=row.pk, **facts)
    triage.waive_investigating(ticket_id=found[1].pk, reason="已知原因", actor=people.quality_manager, now=NOW)
    threat = make.logged(people, description="再不退货，我就去12315投诉你们")
    return [*found, threat, _refused(people)]


def _refused(people: Cast) -> Ticket:
    approval = make.approved(people)
    row = Fulfilment.objects.get(proposal=approval.proposal)
    line = row.lines.get()
    facts = {"fulfilment_id": row.pk, "actor": people.warehouse, "now": NOW}
    fulfilment.receive_goods(quantities={line.pk: 1}, condition="完好", **facts)
    refused = fulfilment.Finding("人为损坏", "customer", "misuse", refused=1)
    fulfilment.inspect_goods(findings={line.pk: refused}, **facts | {"actor": people.quality})
    return approval.proposal.ticket


def pages(people: Cast) -> list[str]:
    """A visitor at a counter, and a call that the clerk calls back; the lists of both have their forms."""
    visitor = reception.take_number(purpose="complaint", actor=people.clerk, now=NOW)
    reception.greet(visitor_id=visitor.pk, actor=people.clerk, now=NOW)
    reception.call(visitor_id=visitor.pk, actor=people.clerk, now=NOW, counter="1")
    rang = {"call_id": "taken", "rang_at": NOW, "phone": "021-7654321", "user": people.rep, "missed": True}
    call = calls.record_call(actor=people.manager, now=NOW, **rang)
    missed_calls.take(missed_call_id=call.missed.pk, actor=people.clerk, now=NOW)
    return []
