"""Telephone interviews: the next customer is handed out, each call is recorded, one in ten is checked (S2, S4).

Nobody chooses whom to call: the interview with the lowest lot goes to whoever asks next, unless they served the
customer. Who holds one must say what came of it before they get another.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from aftersales.audit.enums import AccessKind
from aftersales.audit.services.access import record_access
from aftersales.kernel.errors import InvalidInput, RuleViolation, ensure
from aftersales.staff.models import User
from aftersales.store.writing import lock, save_with_history
from customers.enums import ContactPurpose
from customers.models import Contact, Customer, Reveal
from customers.queries.opting import has_opted_out

from ..enums import CallOutcome, CallState, Channel
from ..models import CallAttempt, CallBack, CallCheck, Interview, Invitation, Response
from ..permissions import can_interview
from ..queries import questions_of
from ..queries.calls import LEASE, check_held_by, checks_for, held_by, waiting_for
from ..rules import calls as rules
from ..rules.answers import Item, checked_answer
from ..rules.sampling import lot
from .call_backs import open_anonymous
from .contacting import may_call_now
from .responses import record_interview

LOOKED_AT = 50
REASON = "Telephone interview"
NOT_YOURS = _("This interview was not handed to you, or your time for it is over.")
SHARE_AFTER_TICKETS = 10  # percent of the interviews after tickets that are checked


@transaction.atomic
def next_call(*, actor: User, now: datetime) -> Interview | CallCheck | None:
    """Hand out the next customer to call, or None if nobody waits. Who holds one already gets the same one again.

    Check calls come first. Customers who may not be called at this hour wait.
    """
    ensure(can_interview(actor))
    lock(User, pk=actor.pk)  # two windows of one person get the same customer
    if held := held_by(actor, now) or check_held_by(actor, now):
        return held
    return _claim_check(actor, now) or _claim_interview(actor, now)


def _claim_check(actor: User, now: datetime) -> CallCheck | None:
    rows = checks_for(actor, now)
    for pk in list(rows.values_list("pk", flat=True)[:LOOKED_AT]):
        row: CallCheck | None = _free(
            rows.select_related("interview__invitation__customer", "interview__invitation__contact"), pk
        )
        if row is not None and _may_be_called(row.interview.invitation, now):
            row.checker, row.leased_until = actor, now + LEASE
            row.save(update_fields=["checker", "leased_until"])
            _reveal(row.interview.invitation, actor, now)
            return row
    return None


def _claim_interview(actor: User, now: datetime) -> Interview | None:
    rows = waiting_for(actor, now)
    for pk in list(rows.values_list("pk", flat=True)[:LOOKED_AT]):
        row: Interview | None = _free(rows.select_related("invitation__customer", "invitation__contact"), pk)
        if row is not None and _may_be_called(row.invitation, now):
            row.interviewer, row.leased_until = actor, now + LEASE
            row.save(update_fields=["interviewer", "leased_until"])
            _reveal(row.invitation, actor, now)
            return row
    return None


def _free(rows: Any, pk: int) -> Any:
    """The row, locked, if it may still be handed out and nobody else is taking it. Only one at a time is locked, so
    that others get the next one."""
    return rows.filter(pk=pk).select_for_update(of=("self",), skip_locked=True).first()


def _may_be_called(invitation: Invitation, now: datetime) -> bool:
    customer = invitation.customer
    out = has_opted_out(customer.pk, ContactPurpose.SURVEY, Channel.PHONE, invitation.contact_id)
    in_hours = rules.is_time_to_call(timezone.localtime(now).time())
    return in_hours and customer.erased_at is None and not out and may_call_now(customer, now)


def _reveal(invitation: Invitation, actor: User, now: datetime) -> None:
    """The interviewer sees the phone number, and the access log says so."""
    contact: Contact | None = invitation.contact
    customer: Customer = invitation.customer
    Reveal.objects.create(customer=customer, contact=contact, user=actor, at=now, reason=REASON)
    about: dict[str, Any] = {"subject": customer.number, "detail": "phone", "reason": REASON}
    record_access(actor=actor, now=now, kind=AccessKind.REVEAL, **about)


@transaction.atomic
def record_call(
    *,
    interview_id: int,
    outcome: str,
    actor: User,
    now: datetime,
    later_at: datetime | None = None,
    answers: Mapping[str, Any] | None = None,
    seconds: int | None = None,
) -> Interview:
    """Record what came of a call. Only who holds the interview may do it.

    later_at: when the customer wants to be called. answers: of a held interview, by the keys of the questions.
    """
    row = lock(Interview.objects.select_related("invitation"), pk=interview_id)
    ensure(row.interviewer_id == actor.pk and _is_leased(row, now), NOT_YOURS)
    if row.state != CallState.WAITING:
        raise RuleViolation(_("This interview has ended."), code="ended")
    if outcome not in CallOutcome.values:
        raise InvalidInput(_("Choose what came of the call."), code="unknown", field="outcome")
    local = timezone.localtime(now)
    if outcome == CallOutcome.DONE:
        _hold(row, answers or {}, seconds, actor, now)
    elif outcome == CallOutcome.LATER:
        row.due_at = _later(row, later_at, now)
    CallAttempt.objects.create(interview=row, user=actor, at=now, half_day=rules.half_day(local), outcome=outcome)
    _settle(row, outcome, local, actor, now)
    row.leased_until = None
    row.save()
    return row


@transaction.atomic
def record_wish(*, interview_id: int, contact: str, actor: User, now: datetime) -> CallBack:
    """Record that the customer of an anonymous interview, which was held just now, wants to be called back.

    It comes after the interview and apart from it, as on the last page of the survey: nothing of the interview or its
    interviewer is kept with it, and of the moment only the day.
    """
    row = lock(Interview, pk=interview_id)
    ensure(row.interviewer_id == actor.pk and row.state == CallState.DONE, NOT_YOURS)
    ensure(row.ended_at is not None and row.ended_at > now - LEASE, NOT_YOURS)
    return open_anonymous(invitation_id=row.invitation_id, contact=contact, now=now)


def _is_leased(row: Interview | CallCheck, now: datetime) -> bool:
    return row.leased_until is not None and row.leased_until > now


def _later(row: Interview, later_at: datetime | None, now: datetime) -> datetime:
    if later_at is None or not now < later_at < row.until:
        raise InvalidInput(
            _("Enter a time before %(until)s."),
            code="out_of_range",
            field="later_at",
            params={"until": timezone.localtime(row.until).strftime("%Y-%m-%d %H:%M")},
        )
    return later_at


def _settle(row: Interview, outcome: str, local: datetime, actor: User, now: datetime) -> None:
    """The state of the interview after a call."""
    if outcome == CallOutcome.REFUSED:
        row.state, row.ended_at = CallState.REFUSED, now
        invitation = lock(Invitation, pk=row.invitation_id)
        invitation.refused_at = now
        save_with_history(invitation, actor=actor, reason="refused by telephone")
    elif outcome == CallOutcome.WRONG_NUMBER:
        row.state, row.ended_at = CallState.NO_CONTACT, now
    elif outcome in (CallOutcome.NO_ANSWER, CallOutcome.LATER):
        calls = list(row.calls.values_list("outcome", "half_day"))
        row.attempts = len(calls)
        missed = [half for said, half in calls if said == CallOutcome.NO_ANSWER]
        if rules.is_exhausted(missed, len(calls)):
            row.state, row.ended_at = CallState.NO_CONTACT, now
        elif outcome == CallOutcome.NO_ANSWER:
            row.due_at = rules.next_half_day(local)


def _hold(row: Interview, answers: Mapping[str, Any], seconds: int | None, actor: User, now: datetime) -> None:
    response = record_interview(
        invitation_id=row.invitation_id, answers=answers, interviewer_id=actor.pk, seconds=seconds, now=now
    )
    row.state, row.ended_at, row.attempts = CallState.DONE, now, row.attempts + 1
    if response is not None:
        _maybe_check(row, response)


def _maybe_check(row: Interview, response: Response) -> None:
    """Hand one in ten to somebody else. Answers to an anonymous round belong to nobody and cannot be checked."""
    invitation = row.invitation
    round_ = invitation.round
    done = Interview.objects.filter(state=CallState.DONE, invitation__round=round_)
    scope = round_.quarter if round_ else "tickets"
    seed = salted_hmac("surveys.check", scope, algorithm="sha256").hexdigest()
    share = round_.check_share if round_ else SHARE_AFTER_TICKETS
    if rules.is_checked(seed, done.count() + 1, share):
        CallCheck.objects.get_or_create(
            interview=row, defaults={"response": response, "lot": lot(seed, "check", str(row.pk))}
        )


@transaction.atomic
def record_check(
    *, check_id: int, outcome: str, actor: User, now: datetime, answers: Mapping[str, Any] | None = None
) -> CallCheck:
    """Record a check call. It changes no answer; it says how far both agree. Three calls without success end it."""
    row = lock(CallCheck.objects.select_related("response", "interview__invitation"), pk=check_id)
    ensure(row.checker_id == actor.pk and _is_leased(row, now), NOT_YOURS)
    if row.state != CallState.WAITING:
        raise RuleViolation(_("This interview has ended."), code="ended")
    if outcome == CallOutcome.DONE:
        _compare(row, answers or {}, now)
    elif outcome == CallOutcome.REFUSED:
        row.state, row.ended_at = CallState.REFUSED, now
    elif outcome in CallOutcome.values:
        row.attempts += 1
        if row.attempts >= rules.HALF_DAYS or outcome == CallOutcome.WRONG_NUMBER:
            row.state, row.ended_at = CallState.NO_CONTACT, now
    else:
        raise InvalidInput(_("Choose what came of the call."), code="unknown", field="outcome")
    row.leased_until = None
    row.save()
    return row


def keys_to_check(row: CallCheck) -> list[str]:
    """The questions that are asked again."""
    order = [question.key for question in questions_of(row.response.questionnaire_id)]
    return rules.key_questions(row.response.answers, order, row.lot)


def _compare(row: CallCheck, answers: Mapping[str, Any], now: datetime) -> None:
    keys = keys_to_check(row)
    found = {question.key: question for question in questions_of(row.response.questionnaire_id)}
    given = {}
    for key in keys:
        asked = found[key]
        item = Item(key, asked.kind, asked.points, True, asked.may_not_apply)
        given[key] = checked_answer(item, answers.get(key))
    row.answers, row.asked = given, len(keys)
    row.agreed = sum(rules.agreed(row.response.answers.get(key), given[key]) for key in keys)
    row.state, row.ended_at = CallState.DONE, now
