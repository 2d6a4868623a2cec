"""Returned goods: receive them in parts, inspect them line by line, waive them, or leave them with the customer."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
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
from ...enums import Disposition, InspectionResult, RecordKind
from ...models import Fulfilment, FulfilmentLine, Ticket
from ...permissions.duties import refuse_conflict
from ...rules.duties import INSPECTOR, RECEIVER
from ...rules.fulfilment import state_after
from ..common import event
from . import units
from .progress import lines_of, locked, save_fulfilment, step
from .records import day_of, last_day, naming, record


class Finding(NamedTuple):
    """The result of inspecting one line. cost: what handling the goods costs the company. refused: how many of the
    goods are not accepted and go back to the customer; None if the inspector leaves that open."""

    finding: str
    disposition: str
    result: str = InspectionResult.ACCEPTED
    cost: Decimal = Decimal(0)
    refused: int | None = None


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
    serial_reasons: Mapping[int, str] | None = None,
    received_on: date | None = None,
) -> Fulfilment:
    """Record that goods were returned, in whole or in part.

    quantities: {fulfilment line id: how many arrived now}. serials, conditions and serial_reasons have the same keys.
    Goods tracked by serial number need as many serial numbers, which must be with this customer; serial_reasons says
    why one is missing or right all the same. A serial number that differs from the purchase is accepted and marked.
    received_on: the day of arrival; today by default.
    """
    row, ticket = locked(fulfilment_id)
    ensure(permissions.can_fulfil(actor, row))
    refuse_conflict(actor, RECEIVER, row)
    lines = lines_of(row)
    arrived = {pk: count for pk, count in quantities.items() if count}
    if not arrived or not set(arrived) | set(serials or {}) <= set(lines) or not set(serials or {}) <= set(arrived):
        raise InvalidInput(_("Enter how many were returned."), code="no_quantity", field="lines")
    day = day_of(row, received_on, now=now, field="received_on")
    counted = {}
    for pk, count in arrived.items():
        with naming(lines[pk], lines):
            counted[pk] = lines[pk].count.receive(count)
    step(row, ticket, "receive")
    strange: list[str] = []
    for pk, count in arrived.items():
        line, why = lines[pk], (serial_reasons or {}).get(pk, "").strip()
        line.count = counted[pk]
        on_arrival = ((conditions or {}).get(pk, "").strip() or condition.strip())[:200]
        line.received_at, line.received_by, line.condition = now, actor, on_arrival
        given = units.cleaned((serials or {}).get(pk, ()))
        with naming(line, lines):
            units.check(line, given, count, why)
            entry = record(
                row,
                line,
                RecordKind.RECEIPT,
                quantity=count,
                on=day,
                note=on_arrival,
                serials=", ".join(given),
                reason=why[:200],
                actor=actor,
                now=now,
            )
            strange += units.receive(line, given, entry, ticket.customer_id, why, actor=actor, now=now)
        save_with_history(line, actor=actor, reason="received")
    event(ticket, "goods_received", actor=actor, now=now, count=sum(arrived.values()), condition=condition.strip())
    if strange:
        event(ticket, "strange_serials", actor=actor, now=now, serials=", ".join(strange))
    save_fulfilment(row, ticket, reason="goods received", actor=actor, now=now)
    return row


@transaction.atomic
def waive_goods(
    *, fulfilment_id: int, quantities: Mapping[int, int], reason: str, actor: User, now: datetime
) -> Fulfilment:
    """Record that outstanding goods need not be returned. They are paid or replaced all the same."""
    row, ticket = locked(fulfilment_id)
    ensure(
        actor.pk not in permissions.authors(row.proposal),
        _("The person who proposed the resolution can’t waive the return. Ask another manager."),
        code="own_proposal",
    )
    ensure(permissions.can_waive(actor, row))
    waived = _take_off(row, ticket, quantities, reason, RecordKind.WAIVER, actor=actor, now=now)
    event(ticket, "goods_waived", actor=actor, now=now, count=waived, reason=reason.strip())
    save_fulfilment(row, ticket, reason="waived", actor=actor, now=now)
    return row


@transaction.atomic
def keep_goods(
    *, fulfilment_id: int, quantities: Mapping[int, int], reason: str, actor: User, now: datetime
) -> Fulfilment:
    """Record that outstanding goods will not be returned: the customer keeps them and gets nothing for them."""
    row, ticket = locked(fulfilment_id)
    ensure(permissions.can_end(actor, row))
    kept = _take_off(row, ticket, quantities, reason, RecordKind.KEPT, actor=actor, now=now)
    event(ticket, "goods_kept", actor=actor, now=now, count=kept, reason=reason.strip())
    save_fulfilment(row, ticket, reason="kept", actor=actor, now=now)
    return row


def _take_off(
    row: Fulfilment,
    ticket: Ticket,
    quantities: Mapping[int, int],
    reason: str,
    kind: RecordKind,
    *,
    actor: User,
    now: datetime,
) -> int:
    """Take goods off what is outstanding. Returns how many."""
    lines, taken = lines_of(row), {pk: count for pk, count in quantities.items() if count}
    if not taken or not set(taken) <= set(lines):
        raise InvalidInput(_("Enter how many it is about."), code="no_quantity", field="lines")
    if not reason.strip():
        raise InvalidInput(_("Enter a reason."), code="reason_missing", field="reason")
    day = day_of(row, None, now=now, field="reason")
    for pk, count in taken.items():
        line = lines[pk]
        with naming(line, lines):
            line.count = line.count.waive(count) if kind == RecordKind.WAIVER else line.count.keep(count)
        record(row, line, kind, quantity=count, on=day, note=reason.strip(), actor=actor, now=now)
        if kind == RecordKind.WAIVER:
            line.waived_reason = reason.strip()[:200]
        save_with_history(line, actor=actor, reason=f"{line_reason(kind)}: {reason.strip()}"[:100])
    stands = state_after(line.count for line in lines.values())
    step(row, ticket, "no_return_required" if stands == "settling" else "waive")
    return sum(taken.values())


def line_reason(kind: RecordKind) -> str:
    return "waived" if kind == RecordKind.WAIVER else "kept"


@transaction.atomic
def inspect_goods(
    *,
    fulfilment_id: int,
    findings: Mapping[int, Finding | tuple[Any, ...]],
    actor: User,
    now: datetime,
    inspected_on: date | None = None,
) -> Fulfilment:
    """Record the result of an inspection. findings: {fulfilment line id: Finding, or (finding, disposition)}.

    Goods that are not as stated are accepted or refused by a manager or the quality department. The finding of anybody
    else leaves them to be inspected, and they are notified. inspected_on: today by default.
    """
    row, ticket = locked(fulfilment_id)
    ensure(permissions.can_fulfil(actor, row))
    refuse_conflict(actor, INSPECTOR, row)
    lines = lines_of(row)
    given = {pk: Finding(*values) for pk, values in findings.items()}
    ensure(
        permissions.can_refuse(actor, row) or not any(found.refused for found in given.values()),
        _("Managers and the quality department refuse goods. Record the finding; they will be notified."),
    )
    step(row, ticket, "go_on")
    if not given or not set(given) <= {pk for pk, line in lines.items() if line.received}:
        raise InvalidInput(
            _("These goods haven’t been received, so they can’t be inspected."), code="not_here", field="finding"
        )
    for pk, found in given.items():
        with naming(lines[pk], lines):
            _inspect(row, lines[pk], found, inspected_on, actor, now)
    stands = state_after(line.count for line in lines.values())
    step(row, ticket, {"settling": "inspect", "awaiting_goods": "await_rest"}.get(stands, "go_on"))
    differs = any(found.result != InspectionResult.ACCEPTED for found in given.values())
    refused = sum(found.refused or 0 for found in given.values())
    if refused:
        event(ticket, "goods_refused", actor=actor, now=now, count=refused)
    else:
        event(ticket, "inspected_differs" if differs else "inspected", actor=actor, now=now)
    if differs:
        _notify_difference(row, ticket, actor, now, left_open=stands == "inspecting")
    save_fulfilment(row, ticket, reason="inspected", actor=actor, now=now)
    return row


def _inspect(
    row: Fulfilment, line: FulfilmentLine, found: Finding, on: date | None, actor: User, now: datetime
) -> None:
    if found.disposition not in Disposition.values or not found.finding.strip():
        raise InvalidInput(
            _("Enter the inspection finding and choose a disposition."), code="incomplete", field="finding"
        )
    if found.result not in InspectionResult.values:
        raise InvalidInput(_("Choose the result of the inspection."), code="unknown", field="result")
    if found.refused and found.result == InspectionResult.ACCEPTED:
        raise InvalidInput(
            _("Goods that are as stated can’t be refused. Choose the result."), code="refused_as_stated", field="result"
        )
    arrived = last_day(row, RecordKind.RECEIPT, line=line)
    day = day_of(row, on, now=now, field="inspected_on", since=arrived)
    line.finding, line.disposition, line.result = found.finding.strip(), found.disposition, found.result
    line.cost = check_amount(found.cost, field="cost")
    line.inspected_at, line.inspected_by = now, actor
    left_open = found.result != InspectionResult.ACCEPTED and not permissions.can_refuse(actor, row)
    before, count = line.count, line.count if left_open else line.count.inspect(found.refused or 0)
    line.count = count
    record(
        row,
        line,
        RecordKind.INSPECTION,
        quantity=count.inspected - before.inspected,
        refused=count.refused - before.refused,
        on=day,
        note=line.finding,
        result=line.result,
        disposition=line.disposition,
        cost=line.cost,
        actor=actor,
        now=now,
    )
    save_with_history(line, actor=actor, reason="inspected")
    if not left_open:
        units.release(line, found.disposition, actor=actor, now=now)


def _notify_difference(row: Fulfilment, ticket: Ticket, actor: User, now: datetime, *, left_open: bool) -> None:
    """Notify the owner, who may want to talk to the customer before a refund or dispatch, and those who decide."""
    people = {ticket.owner, *(permissions.refusers() if left_open else ())}
    notify(
        users=[user for user in people if user.pk != actor.pk],
        template="inspection_differs",
        params={"number": ticket.number, "subject": ticket.subject},
        url=ticket.get_absolute_url(),
        key=f"inspection-differs:{row.pk}:{row.version}",
        now=now,
    )
