"""Data requests: people ask for a copy, correction or erasure of their data (A4)."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from aftersales.kernel.errors import InvalidInput, RuleViolation, ensure, gettext_noop
from aftersales.office.services.numbering import next_number
from aftersales.staff.models import Actor
from aftersales.store.dates import company_date
from aftersales.store.writing import lock, same_version, save_with_history

from ..enums import RequestKind, RequestState
from ..models import PersonalDataRequest
from ..permissions import can_erase, can_request, visible_to
from ..rules.privacy import answer_until
from .erasure import erase_customer


@transaction.atomic
def open_request(
    *,
    actor: Actor,
    now: datetime,
    customer_id: int,
    kind: str,
    asked_by: str,
    note: str = "",
    received_on: date | None = None,
) -> PersonalDataRequest:
    """Log a request. The last day to answer follows from the day it was received."""
    ensure(can_request(actor))
    customer = lock(visible_to(actor), pk=customer_id)
    today = company_date(now)
    received_on = received_on or today
    if received_on > today:
        raise InvalidInput(gettext_noop("The date is in the future."), code="in_the_future", field="received_on")
    if not asked_by.strip():
        raise InvalidInput(gettext_noop("Enter who made the request."), code="asked_by_missing", field="asked_by")
    row = PersonalDataRequest(
        number=next_number("PD", now=now),
        customer=customer,
        kind=kind,
        asked_by=asked_by.strip(),
        note=note.strip(),
        received_on=received_on,
        due_on=answer_until(received_on),
        opened_by=actor,
    )
    return save_with_history(row, actor=actor, reason="opened")


@transaction.atomic
def finish_request(
    *,
    actor: Actor,
    now: datetime,
    request_id: int,
    outcome: str,
    refused: bool = False,
    version: int | None = None,
) -> PersonalDataRequest:
    """Complete a request, or decline it with a reason. Use erase_for_request to complete an erasure request."""
    row = _lock_open(actor, request_id, version)
    if row.kind == RequestKind.ERASE and not refused and row.customer.erased_at is None:
        raise RuleViolation(gettext_noop("Erase the customer, or decline with a reason."), code="not_erased")
    return _finish(row, actor, now, outcome, RequestState.REFUSED if refused else RequestState.DONE)


@transaction.atomic
def erase_for_request(
    *, actor: Actor, now: datetime, request_id: int, typed: str, version: int | None = None
) -> PersonalDataRequest:
    """Erase the customer for whom the request was logged. typed: the customer's number, typed as a confirmation
    because erasure can't be undone."""
    row = _lock_open(actor, request_id, version)
    if row.kind != RequestKind.ERASE:
        raise RuleViolation(gettext_noop("This isn’t an erasure request."), code="not_asked")
    if typed.strip().upper() != row.customer.number:
        raise InvalidInput(gettext_noop("Enter the customer number."), code="number", field="typed")
    erase_customer(actor=actor, now=now, customer_id=row.customer_id, reason=row.number)
    row.refresh_from_db()
    return _finish(row, actor, now, "erased", RequestState.DONE)


def _lock_open(actor: Actor, request_id: int, version: int | None) -> PersonalDataRequest:
    ensure(can_erase(actor))
    row = lock(PersonalDataRequest, pk=request_id)
    same_version(row, version)
    if row.state != RequestState.OPEN:
        raise RuleViolation(gettext_noop("This request is completed."), code="finished")
    return row


def _finish(
    row: PersonalDataRequest, actor: Actor, now: datetime, outcome: str, state: RequestState
) -> PersonalDataRequest:
    if not outcome.strip():
        raise InvalidInput(gettext_noop("Enter the outcome."), code="outcome_missing", field="outcome")
    row.state, row.outcome, row.handled_by, row.handled_at = state, outcome.strip()[:300], actor, now
    row.version += 1
    return save_with_history(row, actor=actor, reason=state.value)
