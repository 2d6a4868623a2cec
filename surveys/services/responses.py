"""Stores the answers of customers. They are written once and never changed."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from aftersales.kernel.errors import Conflict, NotVisible, RuleViolation
from aftersales.store.dates import company_date, start_of
from aftersales.store.writing import lock, save_with_history
from complaints.models import Ticket
from complaints.services.feedback import record_feedback
from customers.services.grading import mark_due

from ..enums import Channel, QuestionKind
from ..models import Invitation, Response, SurveyDraft
from ..queries import hash_of, items_of, slots_of
from ..rules.answers import Answer, Item, checked_answers, numeric
from ..rules.quarters import quarter_of
from ..signals import response_recorded
from .ballots import put_in

LONGEST = 86_400  # seconds; what is longer was left open overnight


@dataclass(frozen=True)
class Way:
    """How answers came in. seconds: the time that the customer took; device: a hash that only tells whether two
    responses came from the same one; interviewer_id: who asked on the phone."""

    channel: str
    language: str = ""
    seconds: int | None = None
    device: str = ""
    interviewer_id: int | None = None


@transaction.atomic
def submit_response(
    *,
    token: str,
    answers: Mapping[str, Any],
    now: datetime,
    language: str = "",
    seconds: int | None = None,
    device: str = "",
) -> Response | None:
    """Store the answers of a customer, once per link. They are passed on to the ticket and may reopen it (T9).

    The token is the permission. Returns None for an anonymous round, whose answers wait as a ballot. Raises NotVisible
    for an unknown link, RuleViolation for a link that is void or expired, Conflict if it was answered before,
    InvalidInput for an invalid answer.
    """
    found = Invitation.objects.filter(token_hash=hash_of(token)).values_list("pk", flat=True).first()
    if found is None:
        raise NotVisible(code="not_found", message="Not found")
    invitation = _claim(found, now, token_hash=hash_of(token))
    channel = Channel.EMAIL if invitation.channel == Channel.PHONE else invitation.channel
    return _record(invitation, answers, Way(channel, language, seconds, device), now)


@transaction.atomic
def record_interview(
    *, invitation_id: int, answers: Mapping[str, Any], interviewer_id: int, seconds: int | None, now: datetime
) -> Response | None:
    """Store the answers that an interviewer took down on the phone, as submit_response does. Who may interview whom is
    decided by the caller (services/calls.py)."""
    invitation = _claim(invitation_id, now)
    way = Way(Channel.PHONE, seconds=seconds, interviewer_id=interviewer_id)
    return _record(invitation, answers, way, now)


def _claim(pk: int, now: datetime, **also: Any) -> Invitation:
    """The locked invitation, if it can still be answered. The ticket is locked first, as when reopening a ticket."""
    ticket_id = Invitation.objects.filter(pk=pk).values_list("ticket_id", flat=True).first()
    if ticket_id:
        lock(Ticket, pk=ticket_id)
    invitation = lock(Invitation, pk=pk, **also)
    if invitation.answered_at:
        raise Conflict(_("This survey has already been answered. The first answers count."), code="already_answered")
    if invitation.voided_at or invitation.refused_at or invitation.expires_at <= now:
        raise RuleViolation(_("This link is no longer valid."), code="link_expired")
    return invitation


def _record(invitation: Invitation, given: Mapping[str, Any], way: Way, now: datetime) -> Response | None:
    items = items_of(invitation.questionnaire_id)
    answers = checked_answers(items, given)
    said = _own_words(items, answers)
    numbers = _numbers(invitation.questionnaire_id, items, answers)
    is_anonymous = invitation.round is not None and invitation.round.is_anonymous
    mark_answered(invitation, is_anonymous=is_anonymous, now=now)
    if is_anonymous:
        put_in(invitation, answers=answers, comment=said, numbers=numbers)
        return None
    response = _response(invitation, answers, said, numbers, way, now)
    response.save()
    _tell(response, invitation, now)
    return response


def mark_answered(invitation: Invitation, *, is_anonymous: bool, now: datetime) -> None:
    """Mark the locked invitation as answered. Of an anonymous round, neither it nor its history knows more than the
    day."""
    SurveyDraft.objects.filter(invitation=invitation).delete()
    invitation.answered_at = start_of(company_date(now)) if is_anonymous else now
    if is_anonymous:
        invitation._history_date = invitation.answered_at  # type: ignore[attr-defined]
    save_with_history(invitation, actor=None, reason="answered")


def _own_words(items: list[Item], answers: dict[str, Answer]) -> str:
    """What the customer wrote, taken out of the answers: texts may hold personal data."""
    texts = [str(answers.pop(item.key)) for item in items if item.kind == QuestionKind.TEXT and item.key in answers]
    return "\n\n".join(texts)


def _numbers(questionnaire_id: int, items: list[Item], answers: Mapping[str, Answer]) -> dict[str, int | None]:
    """The numeric answers by the column of their question."""
    slots, kinds = slots_of(questionnaire_id), {item.key: item.kind for item in items}
    return {column: numeric(kinds[key], answers.get(key)) for key, column in slots.items()}


def _response(
    invitation: Invitation,
    answers: dict[str, Answer],
    comment: str,
    numbers: dict[str, int | None],
    way: Way,
    now: datetime,
) -> Response:
    day = company_date(now)
    csat, nps, solved = answers.get("csat"), answers.get("nps"), answers.get("solved")
    return Response(
        questionnaire_id=invitation.questionnaire_id,
        invitation=invitation,
        round_id=invitation.round_id,
        quarter=invitation.round.quarter if invitation.round else quarter_of(day),
        answered_on=day,
        answers=answers,
        comment=comment,
        region_id=invitation.region_id,
        tier=invitation.tier,
        csat=csat if isinstance(csat, int) else None,
        nps=nps if isinstance(nps, int) else None,
        solved=solved if isinstance(solved, bool) else None,
        channel=way.channel,
        language=way.language if way.language in dict(settings.LANGUAGES) else "",
        seconds=None if way.seconds is None else max(0, min(way.seconds, LONGEST)),
        device=way.device[:64],
        interviewer_id=way.interviewer_id,
        **_place(invitation),
        **numbers,
    )


def _place(invitation: Invitation) -> dict[str, Any]:
    """Product, team and outlet that the answers are about, as far as they are known today."""
    ticket, outlet = invitation.ticket, invitation.customer.outlet_id
    if ticket is None:
        return {"outlet_id": outlet}
    return {
        "outlet_id": outlet,
        "product_id": ticket.purchase.product_id if ticket.purchase else None,
        "team_id": ticket.department_id or ticket.owner.department_id,
    }


def _tell(response: Response, invitation: Invitation, now: datetime) -> None:
    mark_due(customer_id=invitation.customer_id, now=now)
    if invitation.ticket_id is not None:
        record_feedback(
            ticket_id=invitation.ticket_id,
            solved=response.solved,
            csat=response.csat,
            comment=response.comment,
            now=now,
        )
    response_recorded.send(Response, response=response, invitation=invitation, now=now)
