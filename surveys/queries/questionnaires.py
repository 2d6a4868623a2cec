"""Queries of the editor of questionnaires: versions, what is locked, what changed, and what is missing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Prefetch, Q, QuerySet

from ..defaults import LATENTS
from ..enums import RoundState
from ..models import SLOTS, Indicator, Invitation, Question, Questionnaire, Round
from ..rules.drafting import Draft, Fault, Scale, faults_of, scale_of

USED = Exists(Invitation.objects.filter(questionnaire=OuterRef("pk"))) | Exists(
    Round.objects.filter(questionnaire=OuterRef("pk")).exclude(state__in=(RoundState.PLANNED, RoundState.CANCELLED))
)


def versions() -> QuerySet[Questionnaire]:
    """Every version of every questionnaire, the newest of each first, with what the list shows."""
    rows = Questionnaire.objects.annotate(
        is_used=USED | Q(used_at__isnull=False), asked=Count("questions", distinct=True)
    )
    return rows.select_related("index_model").order_by("code", "-version")


def is_locked(row: Questionnaire) -> bool:
    """Whether somebody was asked with this version: it never changes again."""
    if row.used_at is not None:
        return True
    return Questionnaire.objects.filter(USED, pk=row.pk).exists()


def with_questions(pk: int) -> list[Question]:
    """The questions in order, with their place in the hierarchy and their choices."""
    rows = Question.objects.filter(questionnaire_id=pk).select_related("indicator__parent")
    return list(rows.prefetch_related("choices").order_by("position"))


def tree_of(row: Questionnaire) -> list[tuple[Indicator | None, list[Question]]]:
    """The questions by latent variable, in the order of the first; those that measure none are at the end."""
    found: dict[int, tuple[Indicator | None, list[Question]]] = {}
    for question in with_questions(row.pk):
        latent = latent_of(question)
        found.setdefault(latent.pk if latent else 0, (latent, []))[1].append(question)
    return [pair for pk, pair in found.items() if pk] + [pair for pk, pair in found.items() if not pk]


def latent_of(question: Question) -> Indicator | None:
    """The latent variable that a question measures, directly or by what makes it manifest."""
    indicator = question.indicator
    return (indicator.parent or indicator) if indicator else None


def latents_of(row: Questionnaire) -> dict[str, tuple[str, str]]:
    """The latent variables that a questionnaire may measure: those of its index model, else the usual ones."""
    if row.index_model is None:
        return LATENTS
    return {one["code"]: (one["zh"], one["en"]) for one in row.index_model.latents}


def draft_of(question: Question) -> Draft:
    latent = latent_of(question)
    choices = tuple((choice.text_zh, choice.text_en) for choice in question.choices.all())
    return Draft(
        key=question.key,
        kind=question.kind,
        points=question.points,
        slot=question.slot,
        text_zh=question.text_zh,
        text_en=question.text_en,
        latent=latent.code if latent else "",
        choices=choices,
    )


def scales_elsewhere(row: Questionnaire) -> dict[str, Scale]:
    """The scales of the keys of the other versions of this questionnaire, of each key that of its latest use."""
    rows = Question.objects.filter(questionnaire__code=row.code).exclude(questionnaire=row)
    rows = rows.select_related("indicator__parent").prefetch_related("choices").order_by("questionnaire__version")
    return {question.key: scale_of(draft_of(question)) for question in rows}


def slots_taken(row: Questionnaire) -> set[int]:
    """The columns that any version of this questionnaire uses."""
    rows = Question.objects.filter(questionnaire__code=row.code, slot__isnull=False)
    return {slot for slot in rows.values_list("slot", flat=True) if slot}


def faults(row: Questionnaire) -> list[Fault]:
    """What keeps this version from being used."""
    target = row.index_model.target if row.index_model else ""
    drafts = [draft_of(question) for question in with_questions(row.pk)]
    titles, before = (row.title_zh, row.title_en), scales_elsewhere(row)
    return faults_of(drafts, titles=titles, target=target, before=before, slots=SLOTS)


@dataclass(frozen=True)
class Wording:
    """How a version asks a question."""

    version: int
    text_zh: str
    text_en: str
    is_locked: bool


def wordings_of(row: Questionnaire, key: str) -> list[Wording]:
    """The wording of a question in this version and the ones before, the newest first; versions that ask it the same
    way as the next newer one are left out."""
    rows = Question.objects.filter(questionnaire__code=row.code, questionnaire__version__lte=row.version, key=key)
    rows = rows.annotate(version=F("questionnaire__version")).order_by("-version")
    locked = set(Questionnaire.objects.filter(USED, code=row.code).values_list("version", flat=True))
    found: list[Wording] = []
    for one in rows:
        if found and (found[-1].text_zh, found[-1].text_en) == (one.text_zh, one.text_en):
            found.pop()
        found.append(Wording(one.version, one.text_zh, one.text_en, one.version in locked))
    return found


@dataclass(frozen=True)
class Change:
    """What a version changes. kind: new, gone or changed; old, new: the wording before and after."""

    key: str
    kind: str
    old: str
    new: str


def changes_of(row: Questionnaire) -> list[Change]:
    """How this version differs from the one before, in the order of its questions; those that are gone at the end."""
    earlier = Questionnaire.objects.filter(code=row.code, version__lt=row.version).order_by("-version").first()
    if earlier is None:
        return []
    before = {question.key: question for question in with_questions(earlier.pk)}
    found = []
    for question in with_questions(row.pk):
        old = before.pop(question.key, None)
        if old is None:
            found.append(Change(question.key, "new", "", str(question)))
        elif _said(old) != _said(question):
            found.append(Change(question.key, "changed", str(old), str(question)))
    return found + [Change(key, "gone", str(old), "") for key, old in before.items()]


def _said(question: Question) -> tuple[Any, ...]:
    choices = tuple((choice.text_zh, choice.text_en) for choice in question.choices.all())
    ends = (question.low_zh, question.low_en, question.high_zh, question.high_en)
    rest = (question.aspect, question.is_required, question.may_not_apply)
    return (question.text_zh, question.text_en, *ends, *rest, choices)


def for_api() -> QuerySet[Questionnaire]:
    """Versions with everything that the API shows."""
    questions = Question.objects.select_related("indicator__parent").prefetch_related("choices").order_by("position")
    return versions().prefetch_related(Prefetch("questions", questions))
