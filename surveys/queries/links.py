"""Finds the invitation of a link, and whether it can still be answered."""

import hashlib
from datetime import datetime

from ..models import Invitation, Question, Questionnaire


def current_questionnaire(kind: str) -> Questionnaire | None:
    """The version of the questionnaire that is in use, or None."""
    return Questionnaire.objects.filter(kind=kind, is_current=True).order_by("-version").first()


def questions_of(questionnaire_id: int) -> list[Question]:
    return list(Question.objects.filter(questionnaire_id=questionnaire_id).order_by("position"))


def hash_of(token: str) -> str:
    """The hash of a token, which is stored instead of the token."""
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()


def invitation_by_token(token: str) -> Invitation | None:
    rows = Invitation.objects.select_related("ticket", "questionnaire", "response")
    return rows.filter(token_hash=hash_of(token)).first()


def closed_because(invitation: Invitation, now: datetime) -> str:
    """Why an invitation cannot be answered: "answered", "void" or "expired"; "" if it can."""
    if invitation.answered_at:
        return "answered"
    if invitation.voided_at:
        return "void"
    return "expired" if invitation.expires_at <= now else ""
