"""Returned goods: receive them in parts, inspect them line by line, or waive them."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any, NamedTuple

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from aftersales.kernel.errors import InvalidInput, ensure
from aftersales.kernel.money import check_amount
from aftersales.notifications.services.notifications import notify
from aftersales.staff.models import User
from aftersales.store.writing import save_with_history

from ... import permissions
from ...enums import Disposition, InspectionResult
from ...models import Fulfilment, FulfilmentLine, Ticket
from ...rules.fulfilment import state_after
from ...rules.workflow import FULFILMENT
from ..common import event
from . import units
from .progress import lines_of, locked, save_fulfilment


class Finding(NamedTuple):
    """The result of inspecting one line. cost: what handling the goods costs the company."""

    finding: str
    disposition: str
    result: str = InspectionResult.ACCEPTED
    cost: Decimal = Decimal(0)


@transaction.atomic
def receive_goods(
    *,
    fulfilment_id: int,
    quantities: Mapping[int, int],
    condition: str,
    actor: User,
    now: datetime,
    serials: Mapping[int, Sequence[str]] | None = None,
    conditions: Mapping[int, str] | None = None,
) -> Fulfilment:
    """Record that goods were returned, in whole or in part.

    quantities: {fulfilment line id: how many arrived now}. serials and conditions have the same keys.
    A serial number that differs from the purchase is accepted and marked.
    """
    row, ticket = locked(fulfilment_id)
    ensure(permissions.can_fulfil(actor, row))
    lines = lines_of(row)
    arrived = {pk: count for pk, count in quantities.items() if count}
    if not arrived or not set(arrived) | set(serials or {}) <= set(lines) or not set(serials or {}) <= set(arrived):
        raise InvalidInput(_("Enter how many were returned."), code="no_quantity", field="quantity")
    row.state = FULFILMENT.next(row.state, "receive")
    strange: list[str] = []
    for pk, count in arrived.items():
        line = lines[pk]
        line.received = line.count.receive(count).received
        on_arrival = (conditions or {}).get(pk, "").strip() or condition.strip()
        line.received_at, line.received_by, line.condition = now, actor, on_arrival[:200]
        save_with_history(line, actor=actor, reason="received")
        strange += units.receive(line, (serials or {}).get(pk, ()), count, actor=actor, now=now)
    event(ticket, "goods_received", actor=actor, now=now, count=sum(arrived.values()), condition=condition.strip())
    if strange:
        event(ticket, "strange_serials", actor=actor, now=now, serials=", ".join(strange))
    save_fulfilment(row, ticket, reason="goods received", actor=actor, now=now)
    return row


@transaction.atomic
def waive_goods(
    *, fulfilment_id: int, quantities: Mapping[int, int], reason: str, actor: User, now: datetime
) -> Fulfilment:
    """Record that outstanding goods need not be returned."""
    row, ticket = locked(fulfilment_id)
    ensure(
        actor.pk not in permissions.authors(row.proposal),
        _("The person who proposed the resolution can’t waive the return. Ask another manager."),
        code="own_proposal",
    )
    ensure(permissions.can_waive(actor, row))
    lines, waived = lines_of(row), {pk: count for pk, count in quantities.items() if count}
    if not waived or not set(waived) <= set(lines):
        raise InvalidInput(_("Enter how many are waived."), code="no_quantity", field="quantity")
    if not reason.strip():
        raise InvalidInput(_("Enter a reason."), code="reason_missing", field="reason")
    for pk, count in waived.items():
        line = lines[pk]
        line.waived, line.waived_reason = line.count.waive(count).waived, reason.strip()[:200]
        save_with_history(line, actor=actor, reason=f"waived: {reason.strip()}")
    stands = state_after(line.count for line in lines.values())
    row.state = FULFILMENT.next(row.state, "no_return_required" if stands == "settling" else "waive")
    event(ticket, "goods_waived", actor=actor, now=now, count=sum(waived.values()), reason=reason.strip())
    save_fulfilment(row, ticket, reason="waived", actor=actor, now=now)
    return row


@transaction.atomic
def inspect_goods(
    *, fulfilment_id: int, findings: Mapping[int, Finding | tuple[Any, ...]], actor: User, now: datetime
) -> Fulfilment:
    """Record the result of an inspection. findings: {fulfilment line id: Finding, or (finding, disposition)}."""
    row, ticket = locked(fulfilment_id)
    ensure(permissions.can_fulfil(actor, row))
    lines = lines_of(row)
    FULFILMENT.next(row.state, "inspect")
    given = {pk: Finding(*values) for pk, values in findings.items()}
    if not given or not set(given) <= {pk for pk, line in lines.items() if line.received}:
        raise InvalidInput(
            _("These goods haven’t been received, so they can’t be inspected."), code="not_here", field="finding"
        )
    for pk, found in given.items():
        _inspect(lines[pk], found, actor, now)
    stands = state_after(line.count for line in lines.values())
    row.state = FULFILMENT.next(row.state, {"settling": "inspect", "awaiting_goods": "await_rest"}.get(stands, "go_on"))
    differs = [pk for pk, found in given.items() if found.result != InspectionResult.ACCEPTED]
    event(ticket, "inspected_differs" if differs else "inspected", actor=actor, now=now)
    if differs:
        _notify_difference(row, ticket, actor, now)
    save_fulfilment(row, ticket, reason="inspected", actor=actor, now=now)
    return row


def _inspect(line: FulfilmentLine, found: Finding, actor: User, now: datetime) -> None:
    if found.disposition not in Disposition.values or not found.finding.strip():
        raise InvalidInput(
            _("Enter the inspection finding and choose a disposition."), code="incomplete", field="finding"
        )
    if found.result not in InspectionResult.values:
        raise InvalidInput(_("Choose the result of the inspection."), code="unknown", field="result")
    line.finding, line.disposition, line.result = found.finding.strip(), found.disposition, found.result
    line.cost = check_amount(found.cost, field="cost")
    since = line.inspected_at
    line.inspected, line.inspected_at, line.inspected_by = line.count.inspect().inspected, now, actor
    save_with_history(line, actor=actor, reason="inspected")
    units.release(line, since, found.disposition, actor=actor)


def _notify_difference(row: Fulfilment, ticket: Ticket, actor: User, now: datetime) -> None:
    """Notify the owner, who may want to talk to the customer before a refund or dispatch."""
    notify(
        users=[ticket.owner] if ticket.owner_id != actor.pk else [],
        template="inspection_differs",
        params={"number": ticket.number, "subject": ticket.subject},
        url=ticket.get_absolute_url(),
        key=f"inspection-differs:{row.pk}:{row.version}",
        now=now,
    )
