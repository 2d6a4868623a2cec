"""Opinions and suggestions: reviewed, decided on, told to the customer, followed until there is a result (T8)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from aftersales.kernel.errors import Conflict, InvalidInput, RuleViolation, ensure
from aftersales.office.services.drafts import drop_draft
from aftersales.staff.models import Actor, User
from aftersales.store.dates import company_date
from aftersales.store.writing import lock, lock_all, same_version, save_with_history
from complaints.enums import State
from complaints.models import Ticket
from complaints.queries.tickets import address_of, living
from complaints.services.common import event
from complaints.services.conversation import tell_outcome
from customers.enums import Channel

from ..enums import ActionKind, ReviewDecision, Telling
from ..models import SuggestionReview
from ..permissions import suggestions as permissions
from ..presentation.suggestions import usual_words
from ..rules.workflow import REVIEW
from .actions import add_action
from .news import tell_suggestion_given

MAX_MESSAGE = 2000
# What customers read in "you said, we did": pairs of Chinese and English.
WORDS = (("said_zh", "said_en"), ("did_zh", "did_en"), ("came_zh", "came_en"))
# These say that somebody has spoken with the customer or written a letter. An email is sent by the decision itself.
SPOKEN = (Channel.PHONE, Channel.WALK_IN, Channel.VISIT, Channel.CHAT, Channel.LETTER, Channel.FAX)


def decision_draft(review_id: int) -> str:
    """The key under which the draft of a decision is saved."""
    return f"suggestion-{review_id}"


@transaction.atomic
def propose_decision(
    *, review_id: int, proposed: str, proposed_reason: str, actor: User, now: datetime, version: int | None = None
) -> SuggestionReview:
    """Propose a decision to those who decide. A later proposal replaces the earlier one."""
    row = _locked(review_id, "propose", actor, version, permissions.can_propose(actor))
    if proposed not in ReviewDecision.values:
        raise InvalidInput(_("Choose what to propose."), code="unknown", field="proposed")
    if not proposed_reason.strip():
        raise InvalidInput(_("Enter why you propose this."), code="empty", field="proposed_reason")
    row.proposed, row.proposed_reason, row.proposed_by = proposed, proposed_reason.strip(), actor
    _save(row, actor=actor, reason="proposed")
    what = {"decision": row.get_proposed_display(), "reason": row.proposed_reason}
    event(row.ticket, "suggestion_proposed", actor=actor, now=now, **what)
    return row


@transaction.atomic
def decide_suggestion(
    *,
    review_id: int,
    decision: str,
    actor: User,
    now: datetime,
    reason: str = "",
    owner: User | None = None,
    due_on: date | None = None,
    message: str = "",
    action_title: str = "",
    criterion: str = "",
    window_days: int | None = None,
    version: int | None = None,
) -> SuggestionReview:
    """Adopt, study or decline an opinion or suggestion, and tell the customer, in one step (T8).

    owner and due_on: who carries it out, or studies it, and until when. message: what the customer is told; empty means
    the usual words in the language of the customer. It is sent by email; a customer without an address is to be told
    by phone. action_title, criterion, window_days: open an improvement measure, if it is adopted.
    """
    if decision not in ReviewDecision.values:
        raise InvalidInput(_("Choose the decision."), code="unknown", field="decision")
    row = _locked(review_id, decision, actor, version, permissions.can_decide(actor))
    _check(row, decision, reason, owner, due_on, message, now)
    is_declined = decision == ReviewDecision.DECLINE
    row.owner, row.due_on = (None, None) if is_declined else (owner, due_on)
    row.reason, row.decided_by, row.decided_at = reason.strip(), actor, now
    if decision == ReviewDecision.ADOPT and action_title.strip() and owner and row.action is None:
        row.action = add_action(
            kind=ActionKind.IMPROVEMENT,
            title=action_title,
            owner=owner,
            due_on=due_on,
            criterion=criterion,
            window_days=window_days,
            ticket_id=row.ticket_id,
            actor=actor,
            now=now,
        )
    about = {"owner": owner, "due": due_on.isoformat() if due_on else "", "reason": row.reason}
    event(row.ticket, f"suggestion_{decision}", actor=actor, now=now, **about)
    _tell(row, message or usual_words(row.ticket, decision), actor=actor, now=now)
    _save(row, actor=actor, reason=f"suggestion {row.state}")
    tell_suggestion_given(row, actor=actor, now=now)
    drop_draft(actor=actor, key=decision_draft(row.pk))
    return row


def _check(
    row: SuggestionReview,
    decision: str,
    reason: str,
    owner: User | None,
    due_on: date | None,
    message: str,
    now: datetime,
) -> None:
    if decision == ReviewDecision.DECLINE:
        if not reason.strip():
            raise InvalidInput(_("Enter why it is declined."), code="empty", field="reason")
    elif owner is None:
        raise InvalidInput(_("Choose who is responsible."), code="empty", field="owner")
    elif not owner.is_active or owner.role not in permissions.OWNERS:
        raise InvalidInput(_("This user can’t be responsible for it."), code="not_an_owner", field="owner")
    elif due_on is None:
        raise InvalidInput(_("Enter by when."), code="empty", field="due_on")
    elif due_on < company_date(now):
        raise InvalidInput(_("The date is in the past."), code="past", field="due_on")
    _check_message(message)


def _check_message(message: str) -> None:
    if len(message) > MAX_MESSAGE:
        raise InvalidInput(
            _("Up to %(limit)s characters."), code="too_long", params={"limit": MAX_MESSAGE}, field="message"
        )


@transaction.atomic
def record_told(
    *,
    review_id: int,
    channel: str,
    actor: User,
    now: datetime,
    note: str = "",
    despite: str = "",
    version: int | None = None,
) -> SuggestionReview:
    """Record that the customer was told what was decided, or what came of it, by phone or another way. note: what was
    said, if it differs from the text."""
    row = _row(review_id)
    ensure(permissions.can_tell(actor, row))
    if row.telling != Telling.CALL:
        raise Conflict(_("The customer has been told already, or there is nothing to tell."), code="told_already")
    same_version(row, version)
    if channel not in SPOKEN:
        raise InvalidInput(_("Choose how the customer was told."), code="unknown", field="channel")
    body = note.strip() or row.message
    tell_outcome(ticket_id=row.ticket_id, actor=actor, now=now, channel=channel, body=body, despite=despite)
    _set_told(row, channel, actor, now)
    event(row.ticket, "suggestion_told", actor=actor, now=now)
    return _save(row, actor=actor, reason="customer told")


@transaction.atomic
def record_result(
    *, review_id: int, result: str, actor: User, now: datetime, message: str = "", version: int | None = None
) -> SuggestionReview:
    """Record what came of an adopted suggestion, and tell the customer. It may be corrected until the next result."""
    row = _row(review_id)
    ensure(permissions.can_record_result(actor, row))
    same_version(row, version)
    row.state = REVIEW.next(row.state, "record_result")
    if row.result_at is not None:
        raise Conflict(_("The result has been recorded already."), code="recorded_already")
    if not result.strip():
        raise InvalidInput(_("Enter what came of it."), code="empty", field="result")
    _check_message(message)
    row.result, row.result_at = result.strip(), now
    event(row.ticket, "suggestion_result", actor=actor, now=now, result=row.result)
    _tell(row, message or usual_words(row.ticket, "result", result=row.result), actor=actor, now=now)
    return _save(row, actor=actor, reason="result")


@transaction.atomic
def reconsider_suggestion(
    *, review_id: int, reason: str, actor: User, now: datetime, version: int | None = None
) -> SuggestionReview:
    """Review it again, with a reason. What was decided before stays in the history; the customer hears the next
    decision."""
    row = _locked(review_id, "reconsider", actor, version, permissions.can_decide(actor))
    if not reason.strip():
        raise InvalidInput(_("Enter why it is reconsidered."), code="empty", field="reason")
    row.reason = row.message = row.result = row.telling = row.told_channel = ""
    _set_words(row, {})
    row.owner = row.due_on = row.decided_by = row.decided_at = row.result_at = row.told_at = row.told_by = None
    event(row.ticket, "suggestion_reconsider", actor=actor, now=now, reason=reason.strip())
    return _save(row, actor=actor, reason=f"reconsidered: {reason.strip()}")


@transaction.atomic
def word_suggestion(
    *, review_id: int, words: Mapping[str, str], actor: User, now: datetime, version: int | None = None
) -> SuggestionReview:
    """Enter what customers read of an adopted suggestion in "you said, we did". words: by the names of WORDS; each of
    the three in both languages, or empty, so that they read what was written on the case."""
    row = _row(review_id)
    ensure(permissions.can_decide(actor))
    same_version(row, version)
    row.state = REVIEW.next(row.state, "word")
    given = {name: words.get(name, "").strip() for pair in WORDS for name in pair}
    for chinese, english in WORDS:
        if bool(given[chinese]) != bool(given[english]):
            missing = english if given[chinese] else chinese
            raise InvalidInput(_("Enter it in both languages."), code="one_language", field=missing)
    _set_words(row, given)
    return _save(row, actor=actor, reason="suggestion worded")


def _set_words(row: SuggestionReview, words: Mapping[str, str]) -> None:
    for pair in WORDS:
        for name in pair:
            setattr(row, name, words.get(name, ""))


def _row(review_id: int) -> SuggestionReview:
    """The locked review. Its ticket is locked first, as everywhere, with the one into which it was merged."""
    ticket = Ticket.objects.filter(suggestion_review=review_id).first()
    if ticket is not None:
        lock_all(Ticket.objects.filter(pk__in=[ticket.pk, living(ticket).pk]))
    return lock(SuggestionReview.objects.select_related("ticket__customer", "ticket__contact"), pk=review_id)


def _locked(review_id: int, action: str, actor: User, version: int | None, allowed: bool) -> SuggestionReview:
    """The locked review in its next state. Who comes too late reads who was first."""
    row = _row(review_id)
    ensure(allowed)
    same_version(row, version)
    if row.decided_by_id and row.state in REVIEW.final and action != "reconsider":
        raise Conflict(
            _("%(who)s has decided on this already: %(state)s."),
            code="decided_already",
            params={"who": row.decided_by, "state": row.get_state_display()},
        )
    if row.ticket.state == State.WITHDRAWN and row.ticket.merged_into is None:
        raise RuleViolation(_("The customer has taken this back."), code="ticket_withdrawn")
    row.state = REVIEW.next(row.state, action)
    return row


def _tell(row: SuggestionReview, message: str, *, actor: User, now: datetime) -> None:
    """Send the text as a reply on the ticket. Without an address somebody has to call; an unknown customer hears
    nothing."""
    ticket = living(row.ticket)
    row.message, row.told_at, row.told_by, row.told_channel = message.strip(), None, None, ""
    if address_of(ticket):
        tell_outcome(ticket_id=ticket.pk, actor=actor, now=now, channel=Channel.EMAIL, body=row.message)
        _set_told(row, Channel.EMAIL, actor, now)
    else:
        row.telling = Telling.CALL if ticket.customer_id else Telling.NOBODY


def _set_told(row: SuggestionReview, channel: str, actor: User, now: datetime) -> None:
    row.telling, row.told_at, row.told_by, row.told_channel = Telling.TOLD, now, actor, channel


def _save(row: SuggestionReview, *, actor: Actor, reason: str) -> SuggestionReview:
    row.version += 1
    return save_with_history(row, actor=actor, reason=reason)
