"""Finds the invitation of a link, and whether it can still be answered; the questions of a questionnaire."""

import hashlib
from datetime import datetime
from typing import Any

from django.db.models import Count

from ..models import Invitation, Question, Questionnaire, slot_name
from ..rules.answers import Item


def current_questionnaire(kind: str) -> Questionnaire | None:
    """The version of the questionnaire that is in use, or None."""
    return Questionnaire.objects.filter(kind=kind, is_current=True).order_by("-version").first()


def questions_of(questionnaire_id: int) -> list[Question]:
    """The questions in order, with their choices."""
    rows = Question.objects.filter(questionnaire_id=questionnaire_id).order_by("position")
    return list(rows.prefetch_related("choices"))


def items_of(questionnaire_id: int) -> list[Item]:
    """The questions as Items for the rules of answers."""
    rows = Question.objects.filter(questionnaire_id=questionnaire_id).order_by("position")
    return [item_of(row, row.offered) for row in rows.annotate(offered=Count("choices"))]


def item_of(question: Question, choices: int = 0) -> Item:
    """The question as an Item for the rules of answers. choices: how many a question of single or multiple choice
    offers."""
    return Item(question.key, question.kind, question.points, question.is_required, question.may_not_apply, choices)


def slots_of(questionnaire_id: int) -> dict[str, str]:
    """The column of Response that holds the numeric answer, by the key of its question: {"csat": "q02"}. Questions
    without a number (multiple choice, free text) are left out."""
    rows = Question.objects.filter(questionnaire_id=questionnaire_id, slot__isnull=False).order_by("position")
    return {key: slot_name(slot) for key, slot in rows.values_list("key", "slot") if slot}


def hash_of(token: str) -> str:
    """The hash of a token, which is stored instead of the token."""
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()


def invitation_by_token(token: str) -> Invitation | None:
    rows = Invitation.objects.select_related("ticket", "questionnaire", "response", "round")
    return rows.filter(token_hash=hash_of(token)).first()


def invitation_by_number(pk: Any) -> Invitation | None:
    rows = Invitation.objects.select_related("ticket", "questionnaire", "response", "round")
    return rows.filter(pk=pk).first() if isinstance(pk, int) else None


def answered_counts(invitation: Invitation) -> dict[str, int]:
    """How many of the questions the customer answered, and in how many minutes; empty if that is not known."""
    response = getattr(invitation, "response", None)
    if response is None:
        return {}
    texts = len(response.comment.split("\n\n")) if response.comment else 0
    total = Question.objects.filter(questionnaire_id=invitation.questionnaire_id).count()
    minutes = -(-response.seconds // 60) if response.seconds else 0
    return {"answered": min(len(response.answers) + texts, total), "total": total, "minutes": minutes}


def closed_because(invitation: Invitation, now: datetime) -> str:
    """Why an invitation cannot be answered: "answered", "void" or "expired"; "" if it can."""
    if invitation.answered_at:
        return "answered"
    if invitation.voided_at or invitation.refused_at:
        return "void"
    return "expired" if invitation.expires_at <= now else ""
