"""The register of what people ask about the data kept of them (A4)."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from aftersales.kernel.errors import InvalidInput, RuleViolation, gettext_noop
from aftersales.office.services.numbering import next_number
from aftersales.staff.models import Actor
from aftersales.store.writing import lock, same_version, save_with_history

from ..enums import RequestKind, RequestState
from ..models import Customer, PersonalDataRequest
from ..permissions import can_erase, can_request, require, visible_to
from ..rules.privacy import answer_until
from .erasure import erase_customer


@transaction.atomic
def open_request(
    *,
    actor: Actor,
    now: datetime,
    customer: Customer,
    kind: str,
    asked_by: str,
    note: str = "",
    received_on: date | None = None,
) -> PersonalDataRequest:
    """Take down what somebody asks; the day of answering follows from when it came."""
    require(can_request(actor))
    customer = lock(visible_to(actor), pk=customer.pk)
    today = timezone.localdate(now)
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
    request: PersonalDataRequest,
    outcome: str,
    refused: bool = False,
    version: int | None = None,
) -> PersonalDataRequest:
    """Answered, or refused with the reason. One that asks for erasure is finished by erasing."""
    row = _open(actor, request, version)
    if row.kind == RequestKind.ERASE and not refused and row.customer.erased_at is None:
        raise RuleViolation(gettext_noop("Erase the customer, or decline with a reason."), code="not_erased")
    return _finish(row, actor, now, outcome, RequestState.REFUSED if refused else RequestState.DONE)


@transaction.atomic
def erase_for_request(
    *, actor: Actor, now: datetime, request: PersonalDataRequest, typed: str, version: int | None = None
) -> PersonalDataRequest:
    """Erase the customer who asked. typed: the customer's number, typed by hand, since nothing brings it back."""
    row = _open(actor, request, version)
    if row.kind != RequestKind.ERASE:
        raise RuleViolation(gettext_noop("This isn’t an erasure request."), code="not_asked")
    if typed.strip().upper() != row.customer.number:
        raise InvalidInput(gettext_noop("Enter the customer number."), code="number", field="typed")
    erase_customer(actor=actor, now=now, customer=row.customer, reason=row.number)
    row.refresh_from_db()
    return _finish(row, actor, now, "erased", RequestState.DONE)


def _open(actor: Actor, request: PersonalDataRequest, version: int | None) -> PersonalDataRequest:
    require(can_erase(actor))
    row = lock(PersonalDataRequest, pk=request.pk)
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
