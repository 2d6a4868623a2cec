"""Calls that are owed to customers whose answer was unhappy: opened at once, once per response, for somebody else than
who served (S4)."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from aftersales.kernel.errors import Conflict, InvalidInput, RuleViolation, ensure
from aftersales.notifications.services.notifications import notify
from aftersales.office.queries import calendar
from aftersales.staff.models import Actor, User
from aftersales.staff.queries import people_with_role
from aftersales.store.dates import company_date, start_of
from aftersales.store.sweeping import each_due
from aftersales.store.writing import lock, same_version, save_with_history
from complaints.models import Ticket
from complaints.services.common import event
from customers.models import Customer
from customers.queries.rules import thresholds_on
from customers.rules.grading import letter_of, rescaled

from ..enums import CallBackResult, CallBackWhy
from ..models import CallBack, Invitation, Response, Round
from ..permissions import CALL_BACK_GIVERS, can_call, can_give
from ..queries.call_backs import CALLERS, candidates, has_asked_for_call, once_key, served_by
from ..queries.items import index_items
from ..rules.call_backs import caller, why_unhappy
from ..rules.items import item_index

CALL_WITHIN, TRY_AGAIN_WITHIN = timedelta(hours=8), timedelta(hours=4)
MAX_NOTE, MAX_CONTACT = 4000, 200


@transaction.atomic
def open_after(*, response: Response, invitation: Invitation, now: datetime) -> CallBack | None:
    """Open the call-back that an unhappy answer asks for, also if the customer says it is solved. A response that has
    one gets no second one; None if the answer is not unhappy."""
    why = why_of(response, now)
    if not why:
        return None
    lock(Invitation, pk=invitation.pk)
    if known := CallBack.objects.filter(response=response).first():
        return known
    return _open(
        why,
        now,
        customer=invitation.customer,
        ticket=invitation.ticket,
        response=response,
        round=response.round,
    )


@transaction.atomic
def open_anonymous(*, invitation_id: int, contact: str, now: datetime) -> CallBack:
    """Open the call-back of somebody who answered anonymously and left a contact, once per invitation.

    The invitation is the permission, and says who served the customer. Nothing of it is stored but a keyed hash, and of
    the moment only the day: the contact leads neither to an invitation nor to answers.
    """
    invitation = lock(Invitation.objects.select_related("round", "customer"), pk=invitation_id)
    asked = invitation.round
    if asked is None or not asked.is_anonymous or invitation.answered_at is None:
        raise RuleViolation(_("This link is no longer valid."), code="link_expired")
    if not contact.strip():
        raise InvalidInput(_("Enter how to reach you."), code="empty", field="contact")
    if has_asked_for_call(invitation):
        raise Conflict(_("You have already asked to be called."), code="already_asked")
    chosen, day = _caller(invitation.customer, None, now), company_date(now)
    row = CallBack(
        round=asked,
        contact=contact.strip()[:MAX_CONTACT],
        once=once_key(invitation),
        why=CallBackWhy.ASKED,
        user=chosen,
        opened_at=start_of(day),
        due_at=calendar().add_working(start_of(day + timedelta(days=1)), CALL_WITHIN),
    )
    row._history_date = row.opened_at  # type: ignore[attr-defined]
    save_with_history(row, actor=None, reason="call-back opened")
    # Without a mail, whose delivery would be kept with its moment.
    _tell(row, row.opened_at, template="call_back_asked", mail=False)
    return row


def why_of(response: Response, now: datetime) -> str:
    """Why the answer is unhappy; "" if it is not."""
    items = index_items([response.questionnaire_id] if response.round_id else [])
    score = item_index(vars(response), items.get(response.questionnaire_id, []))
    if score is None and response.csat is not None:
        score = rescaled(response.csat)
    return why_unhappy(response.csat, letter_of(score, thresholds_on(now)) if score is not None else "")


def _open(
    why: str,
    now: datetime,
    *,
    customer: Customer | None = None,
    ticket: Ticket | None = None,
    response: Response | None = None,
    round: Round | None = None,
) -> CallBack:
    row = CallBack(
        response=response,
        round=round,
        customer=customer,
        ticket=ticket,
        why=why,
        user=_caller(customer, ticket, now),
        opened_at=now,
        due_at=calendar().add_working(now, CALL_WITHIN),
    )
    save_with_history(row, actor=None, reason="call-back opened")
    if ticket is not None:
        event(ticket, "call_back_opened", actor=None, now=now, who=row.user or "–")
    _tell(row, now)
    return row


def _caller(customer: Customer | None, ticket: Ticket | None, now: datetime) -> User | None:
    chosen = caller(candidates(company_date(now)), served_by(customer, ticket, now))
    return User.objects.get(pk=chosen) if chosen else None


def _tell(row: CallBack, now: datetime, *, template: str = "call_back_given", mail: bool = True) -> None:
    """Tell the caller; managers if nobody can call."""
    users = [row.user] if row.user else list(people_with_role(*CALL_BACK_GIVERS))
    notify(
        users=users,
        template=template,
        params=_params(row),
        url=row.get_absolute_url(),
        key=f"call-back:{row.pk}:{row.user_id or 0}",
        now=now,
        mail=mail,
    )


def _params(row: CallBack) -> dict[str, str]:
    """They name the customer by its number, or the round: the reader opens the page to see more."""
    about = row.ticket or row.customer
    return {"number": about.number if about else row.round.quarter if row.round else ""}


@transaction.atomic
def finish_call_back(
    *, call_back_id: int, result: str, note: str, actor: Actor, now: datetime, version: int | None = None
) -> CallBack:
    """Record how the call ended, and what the customer said."""
    row = _locked(call_back_id, actor, version)
    if result not in CallBackResult.values:
        raise InvalidInput(_("Choose how it ended."), code="unknown", field="result")
    if not note.strip():
        raise InvalidInput(_("Enter what the customer said."), code="empty", field="note")
    row.result, row.note, row.done_at, row.done_by = result, note.strip()[:MAX_NOTE], now, actor
    if row.ticket is not None:
        event(row.ticket, "call_back_done", actor=actor, now=now, result=row.get_result_display())
    return _save(row, actor=actor, reason="call-back done")


@transaction.atomic
def try_again(*, call_back_id: int, actor: Actor, now: datetime, version: int | None = None) -> CallBack:
    """Nobody was reached: the call is due again within the next working hours."""
    row = _locked(call_back_id, actor, version)
    row.attempts += 1
    row.due_at = calendar().add_working(now, TRY_AGAIN_WITHIN)
    row.told_late_at = None
    return _save(row, actor=actor, reason="not reached")


@transaction.atomic
def give_call_back(
    *, call_back_id: int, user: User, actor: Actor, now: datetime, version: int | None = None
) -> CallBack:
    """Give the call to somebody else, who must not have served the customer."""
    row = _locked(call_back_id, None, version)
    ensure(can_give(actor))
    if not user.is_active or user.role not in CALLERS:
        raise InvalidInput(_("This user can’t make the call."), code="not_a_caller", field="user")
    if user.pk in served_by(row.customer, row.ticket, now):
        raise InvalidInput(_("This user served the customer. Somebody else must call."), code="served", field="user")
    row.user = user
    _save(row, actor=actor, reason="call-back given")
    _tell(row, now)
    return row


def _locked(pk: int, actor: Actor, version: int | None) -> CallBack:
    """The locked open call-back, after its ticket, as everywhere."""
    ticket = CallBack.objects.filter(pk=pk).values_list("ticket", flat=True).first()
    if ticket is not None:
        lock(Ticket, pk=ticket)
    row = lock(CallBack.objects.select_related("ticket", "customer", "user"), pk=pk)
    ensure(can_call(actor, row))
    if row.done_at is not None:
        raise Conflict(_("This call-back is done already."), code="done_already")
    same_version(row, version)
    return row


def _save(row: CallBack, *, actor: Actor, reason: str) -> CallBack:
    row.version += 1
    return save_with_history(row, actor=actor, reason=reason)


def remind_late(*, now: datetime, limit: int = 200) -> int:
    """Tell managers once of each call that is late; returns how many. Safe to run twice at once."""
    late = CallBack.objects.filter(done_at=None, told_late_at=None, due_at__lt=now)
    return each_due(late.order_by("due_at"), lambda pk: _tell_late(pk, now), limit=limit)


@transaction.atomic
def _tell_late(pk: int, now: datetime) -> int:
    row = lock(CallBack.objects.select_related("ticket", "customer", "user"), pk=pk)
    if row.done_at is not None or row.told_late_at is not None or row.due_at >= now:
        return 0
    managers = [*people_with_role(*CALL_BACK_GIVERS), *([row.user] if row.user else [])]
    key = f"call-back-late:{pk}:{row.due_at:%Y%m%d%H%M}"
    notify(users=managers, template="call_back_late", params=_params(row), url=row.get_absolute_url(), key=key, now=now)
    # No history: it says who was told, which the notifications record.
    return CallBack.objects.filter(pk=pk).update(told_late_at=now)
