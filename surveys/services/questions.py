"""The questions of a version that can still be changed (S2)."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from aftersales.kernel.errors import InvalidInput, RuleViolation
from aftersales.staff.models import Actor
from aftersales.store.dated import unknown_option
from aftersales.store.writing import delete_with_history, lock, save_with_history

from ..enums import Aspect, QuestionKind, Wording
from ..models import SLOTS, Choice, Indicator, Question, Questionnaire
from ..queries import questionnaires as queries
from ..rules.drafting import CHOSEN, MAX_QUESTIONS, NUMERIC, POINTS, lines_of, next_slot
from .questionnaires import unlocked

TEXTS = ("text_zh", "text_en", "low_zh", "low_en", "high_zh", "high_en")


@transaction.atomic
def add_question(*, questionnaire_id: int, key: str, kind: str, actor: Actor, now: datetime, **facts: Any) -> Question:
    """Add a question at the end. A key of an earlier version keeps its scale and its column; see edit_question for the
    other facts."""
    row = unlocked(questionnaire_id, actor)
    held = Question.objects.filter(questionnaire=row)
    if held.filter(key=key).exists():
        raise InvalidInput(_("There is a question with this key."), code="taken", field="key")
    if held.count() >= MAX_QUESTIONS:
        raise RuleViolation(_("At most %(limit)s questions."), code="too_many", params={"limit": MAX_QUESTIONS})
    question = Question(questionnaire=row, key=key, position=(held.aggregate(last=Max("position"))["last"] or 0) + 1)
    _set_scale(question, row, kind, facts.pop("points", None))
    _fill(question, row, actor, **facts)
    return question


@transaction.atomic
def edit_question(
    *,
    question_id: int,
    actor: Actor,
    now: datetime,
    kind: str | None = None,
    points: int | None = None,
    **facts: Any,
) -> Question:
    """Change a question of a version that nobody was asked with.

    facts: text_zh, text_en; low_zh, low_en, high_zh, high_en: the words at the ends; choices_zh, choices_en: one a
    line, as many in both languages; latent: the code of a latent variable, or ""; aspect, wording, is_required,
    may_not_apply. What is left out stays. The scale of a key that another version asks stays as it is.
    """
    question, row = _own(question_id, actor)
    if kind is not None or points is not None:
        _set_scale(question, row, kind or question.kind, points or question.points)
    _fill(question, row, actor, **facts)
    return question


@transaction.atomic
def move_question(*, question_id: int, up: bool, actor: Actor, now: datetime) -> Question:
    """Exchange a question with the one before or after it."""
    question, row = _own(question_id, actor)
    where = {"position__lt": question.position} if up else {"position__gt": question.position}
    others = Question.objects.filter(questionnaire=row, **where)
    other = others.order_by("-position" if up else "position").first()
    if other is None:
        return question
    question.position, other.position = other.position, question.position
    for one in (question, other):
        save_with_history(one, actor=actor, reason="order changed")
    return question


@transaction.atomic
def remove_question(*, question_id: int, actor: Actor, now: datetime) -> Questionnaire:
    """Remove a question from this version. Answers to earlier versions are kept."""
    question, row = _own(question_id, actor)
    for choice in question.choices.all():
        delete_with_history(choice, actor=actor, reason="removed")
    delete_with_history(question, actor=actor, reason="removed")
    return row


def _own(question_id: int, actor: Actor) -> tuple[Question, Questionnaire]:
    question = lock(Question, pk=question_id)
    row = unlocked(question.questionnaire_id, actor)
    return question, row


def _set_scale(question: Question, row: Questionnaire, kind: str, points: int | None) -> None:
    if kind not in QuestionKind.values:
        raise unknown_option("kind")
    before = queries.scales_elsewhere(row).get(question.key)
    offered = POINTS.get(kind, (question.points,))
    points = offered[0] if len(offered) == 1 else points or offered[-1]
    if before is not None:
        if (kind, points if kind in POINTS else before.points) != (before.kind, before.points):
            raise InvalidInput(
                _("An earlier version asks this with another scale: use a new key."), code="scale", field="kind"
            )
        question.kind, question.points, question.slot = before.kind, before.points, before.slot
        return
    if points not in offered:
        raise InvalidInput(_("This scale has no such number of points."), code="points", field="points")
    question.kind, question.points = kind, points
    question.slot = _slot(question, row) if kind in NUMERIC else None


def _slot(question: Question, row: Questionnaire) -> int:
    if question.slot:
        return question.slot
    slot = next_slot(queries.slots_taken(row), SLOTS)
    if slot is None:
        raise RuleViolation(_("At most %(limit)s questions with a number."), code="slots", params={"limit": SLOTS})
    return slot


def _fill(question: Question, row: Questionnaire, actor: Actor, **facts: Any) -> None:
    is_new = question.pk is None
    for name in TEXTS:
        if name in facts:
            setattr(question, name, str(facts[name] or "").strip())
    for name in ("text_zh", "text_en"):
        if not getattr(question, name):
            raise InvalidInput(_("Enter the question in both languages."), code="empty", field=name)
    for name, values in (("wording", Wording.values), ("aspect", ["", *Aspect.values])):
        if name in facts:
            if (facts[name] or "") not in values:
                raise unknown_option(name)
            setattr(question, name, facts[name] or "")
    for name in ("is_required", "may_not_apply"):
        if name in facts:
            setattr(question, name, bool(facts[name]))
    if "latent" in facts:
        question.indicator = _indicator(question, row, str(facts["latent"] or ""), actor)
    save_with_history(question, actor=actor, reason="added" if is_new else "edited")
    if question.kind in CHOSEN and ("choices_zh" in facts or "choices_en" in facts or is_new):
        _set_choices(
            question, row, lines_of(facts.get("choices_zh") or ""), lines_of(facts.get("choices_en") or ""), actor
        )


def _indicator(question: Question, row: Questionnaire, code: str, actor: Actor) -> Indicator | None:
    """What makes the latent variable manifest in this question; made if it does not exist."""
    if not code:
        return None
    names = queries.latents_of(row)
    if code not in names:
        raise InvalidInput(_("The index model has no such latent variable."), code="unknown", field="latent")
    latent = Indicator.objects.filter(questionnaire=row, code=code, parent=None).first()
    latent = latent or _add_indicator(row, None, code, names[code], actor)
    manifest = Indicator.objects.filter(questionnaire=row, code=question.key[:12]).first()
    if manifest is None:
        return _add_indicator(row, latent, question.key[:12], (question.text_zh[:200], question.text_en[:200]), actor)
    if manifest.parent_id != latent.pk:
        manifest.parent = latent
        save_with_history(manifest, actor=actor, reason="edited")
    return manifest


def _add_indicator(
    row: Questionnaire, parent: Indicator | None, code: str, titles: tuple[str, str], actor: Actor
) -> Indicator:
    last = Indicator.objects.filter(questionnaire=row).aggregate(last=Max("position"))["last"] or 0
    made = Indicator(questionnaire=row, parent=parent, code=code, position=last + 1)
    made.title_zh, made.title_en = titles
    return save_with_history(made, actor=actor, reason="added")


def _set_choices(question: Question, row: Questionnaire, zh: list[str], en: list[str], actor: Actor) -> None:
    if len(zh) != len(en):
        raise InvalidInput(
            _("Enter as many answers in Chinese as in English, one on each line."), code="unequal", field="choices_en"
        )
    if len(zh) < 2:
        raise InvalidInput(_("A choice needs at least two answers."), code="choices", field="choices_zh")
    if len(zh) > 20 or any(len(text) > 200 for text in (*zh, *en)):
        raise InvalidInput(_("At most 20 answers of 200 characters."), code="too_long", field="choices_zh")
    before = queries.scales_elsewhere(row).get(question.key)
    if before is not None and before.choices != len(zh):
        raise InvalidInput(
            _("An earlier version asks this with another scale: use a new key."), code="scale", field="choices_zh"
        )
    old = list(question.choices.order_by("position"))
    for place, (chinese, english) in enumerate(zip(zh, en, strict=True), start=1):
        choice = old[place - 1] if place <= len(old) else Choice(question=question, position=place)
        if (choice.text_zh, choice.text_en) != (chinese, english):
            choice.text_zh, choice.text_en = chinese, english
            save_with_history(choice, actor=actor, reason="edited" if choice.pk else "added")
    for choice in old[len(zh) :]:
        delete_with_history(choice, actor=actor, reason="removed")
