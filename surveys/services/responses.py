"""Stores the answers of customers. They are written once and never changed."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from aftersales.kernel.errors import Conflict, NotVisible, RuleViolation
from aftersales.store.dates import company_date
from aftersales.store.writing import lock, save_with_history
from complaints.models import Ticket
from complaints.services.feedback import record_feedback
from customers.services.grading import mark_due

from ..models import Invitation, Response
from ..queries import hash_of, questions_of
from ..rules.answers import Answer, Item, checked_answers
from ..rules.quarters import quarter_of

OWN_WORDS = "improve"


@transaction.atomic
def submit_response(*, token: str, answers: Mapping[str, Any], language: str, now: datetime) -> Response:
    """Store the answers of a customer, once per link. They are passed on to the ticket and may reopen it (T9).

    The token is the permission. Raises NotVisible for an unknown link, RuleViolation for a link that is void or
    expired, Conflict if it was answered before, InvalidInput for an invalid answer.
    """
    invitation = _claim(token, now)
    items = [
        Item(row.key, row.kind, row.points, row.is_required, row.may_not_apply)
        for row in questions_of(invitation.questionnaire_id)
    ]
    response = _response(invitation, checked_answers(items, answers), language, now)
    response.save()
    invitation.answered_at = now
    save_with_history(invitation, actor=None, reason="answered")
    if invitation.ticket_id is not None:
        mark_due(customer_id=invitation.customer_id, now=now)
        record_feedback(
            ticket_id=invitation.ticket_id,
            solved=response.solved,
            csat=response.csat,
            comment=response.comment,
            now=now,
        )
    return response


def _claim(token: str, now: datetime) -> Invitation:
    """The locked invitation, if it can still be answered. The ticket is locked first, as when reopening a ticket."""
    found = Invitation.objects.filter(token_hash=hash_of(token)).values("pk", "ticket_id").first()
    if found is None:
        raise NotVisible(code="not_found", message="Not found")
    if found["ticket_id"]:
        lock(Ticket, pk=found["ticket_id"])
    invitation = lock(Invitation, pk=found["pk"], token_hash=hash_of(token))
    if invitation.answered_at:
        raise Conflict(_("This survey has already been answered. The first answers count."), code="already_answered")
    if invitation.voided_at or invitation.expires_at <= now:
        raise RuleViolation(_("This link is no longer valid."), code="link_expired")
    return invitation


def _response(invitation: Invitation, answers: dict[str, Answer], language: str, now: datetime) -> Response:
    day = company_date(now)
    comment = str(answers.pop(OWN_WORDS, ""))
    csat, nps, solved = answers.get("csat"), answers.get("nps"), answers.get("solved")
    return Response(
        questionnaire_id=invitation.questionnaire_id,
        invitation=invitation,
        quarter=quarter_of(day),
        answered_on=day,
        answers=answers,
        comment=comment,
        region_id=invitation.region_id,
        tier=invitation.tier,
        csat=csat if isinstance(csat, int) else None,
        nps=nps if isinstance(nps, int) else None,
        solved=solved if isinstance(solved, bool) else None,
        language=language if language in dict(settings.LANGUAGES) else "",
    )
