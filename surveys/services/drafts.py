"""Keeps the answers so far, so that a customer can go on later or on another device."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from aftersales.store.dates import company_date, start_of
from aftersales.store.writing import lock, save_with_history

from ..models import Invitation, SurveyDraft


@transaction.atomic
def save_draft(*, invitation_id: int, given: Mapping[str, Any], at: int, seconds: int | None, now: datetime) -> bool:
    """Keep the answers to an invitation, and that somebody has begun; returns whether it can still be answered.

    Answers to an anonymous round are never kept here, and the day is all that is known of its beginning.
    """
    invitation = lock(Invitation, pk=invitation_id)
    if invitation.answered_at or invitation.voided_at or invitation.expires_at <= now:
        return False
    is_anonymous = invitation.round is not None and invitation.round.is_anonymous
    if invitation.opened_on is None:
        invitation.opened_on = company_date(now)
        if is_anonymous:
            invitation._history_date = start_of(invitation.opened_on)  # type: ignore[attr-defined]
        save_with_history(invitation, actor=None, reason="begun")
    if not is_anonymous:
        content = {"given": dict(given), "at": at, "spent": seconds or 0}
        SurveyDraft.objects.update_or_create(invitation=invitation, defaults={"answers": content, "saved_at": now})
    return True
