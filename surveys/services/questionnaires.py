"""Versions of questionnaires: a used one never changes; a new one is a copy that is edited and then activated (S2)."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from aftersales.kernel.errors import Conflict, InvalidInput, RuleViolation, ensure
from aftersales.staff.models import Actor
from aftersales.store.dated import unknown_option
from aftersales.store.writing import create_all_with_history, delete_with_history, lock, save_with_history

from ..enums import SurveyKind
from ..models import Choice, IndexModel, Indicator, Question, Questionnaire
from ..permissions import can_edit_questionnaires
from ..queries import questionnaires as queries

REFUSED = _("Only a manager may change questionnaires.")


@transaction.atomic
def create_questionnaire(
    *,
    code: str,
    kind: str,
    title_zh: str,
    title_en: str,
    actor: Actor,
    now: datetime,
    index_model: IndexModel | None = None,
) -> Questionnaire:
    """Begin a questionnaire of its own, without questions. It is not used before it is activated."""
    ensure(can_edit_questionnaires(actor), REFUSED)
    if kind not in SurveyKind.values:
        raise unknown_option("kind")
    if Questionnaire.objects.filter(code=code).exists():
        raise InvalidInput(_("There is a questionnaire with this code."), code="taken", field="code")
    row = Questionnaire(code=code, version=1, kind=kind, index_model=index_model, is_current=False)
    row.title_zh, row.title_en = title_zh.strip(), title_en.strip()
    return save_with_history(row, actor=actor, reason="created")


@transaction.atomic
def edit_questionnaire(
    *,
    questionnaire_id: int,
    title_zh: str,
    title_en: str,
    actor: Actor,
    now: datetime,
    index_model: IndexModel | None = None,
) -> Questionnaire:
    """Change the titles and the index model of a version that nobody was asked with."""
    row = unlocked(questionnaire_id, actor)
    row.title_zh, row.title_en, row.index_model = title_zh.strip(), title_en.strip(), index_model
    return save_with_history(row, actor=actor, reason="edited")


@transaction.atomic
def new_version(*, questionnaire_id: int, reason: str, actor: Actor, now: datetime) -> Questionnaire:
    """Copy a version with its indicators, questions and choices into a new one, which can be edited. Keys and columns
    stay, so that trends go on."""
    ensure(can_edit_questionnaires(actor), REFUSED)
    old = lock(Questionnaire, pk=questionnaire_id)
    newest = Questionnaire.objects.filter(code=old.code).order_by("-version").first()
    assert newest is not None
    if not queries.is_locked(newest):
        raise Conflict(
            _("Version %(version)s can still be changed: a new one isn’t needed."),
            code="not_needed",
            params={"version": newest.version},
        )
    facts = {"code": old.code, "kind": old.kind, "index_model": old.index_model}
    row = Questionnaire(**facts, version=newest.version + 1, title_zh=old.title_zh, title_en=old.title_en)
    row.is_current = False
    save_with_history(row, actor=actor, reason=f"new version: {_short(reason)}")
    _copy(old, row, actor)
    return row


@transaction.atomic
def activate_version(*, questionnaire_id: int, reason: str, actor: Actor, now: datetime) -> Questionnaire:
    """Use this version for new invitations of its type from now on, instead of any other. Refused while something is
    missing."""
    ensure(can_edit_questionnaires(actor), REFUSED)
    row = lock(Questionnaire, pk=questionnaire_id)
    if row.is_current:
        return row
    if found := queries.faults(row):
        first = found[0]
        raise RuleViolation(first.message, code=first.code, params=dict(first.params or {}))
    for other in Questionnaire.objects.select_for_update().filter(kind=row.kind, is_current=True).order_by("pk"):
        other.is_current = False
        save_with_history(other, actor=actor, reason="replaced by another version")
    row.is_current = True
    return save_with_history(row, actor=actor, reason=f"activated: {_short(reason)}")


@transaction.atomic
def discard_version(*, questionnaire_id: int, reason: str, actor: Actor, now: datetime) -> None:
    """Delete a version that nobody was asked with and that is not in use."""
    row = unlocked(questionnaire_id, actor)
    if row.is_current:
        raise RuleViolation(_("This version is in use: activate another one first."), code="in_use")
    why = f"discarded: {_short(reason)}"
    for question in Question.objects.filter(questionnaire=row):
        for choice in question.choices.all():
            delete_with_history(choice, actor=actor, reason=why)
        delete_with_history(question, actor=actor, reason=why)
    for indicator in Indicator.objects.filter(questionnaire=row).order_by("-parent"):
        delete_with_history(indicator, actor=actor, reason=why)
    delete_with_history(row, actor=actor, reason=why)


def unlocked(questionnaire_id: int, actor: Actor) -> Questionnaire:
    """The locked row of a version that may still be changed."""
    ensure(can_edit_questionnaires(actor), REFUSED)
    row = lock(Questionnaire, pk=questionnaire_id)
    if queries.is_locked(row):
        raise RuleViolation(_("Somebody was asked with this version: make a new one."), code="locked")
    return row


def _copy(old: Questionnaire, new: Questionnaire, actor: Actor) -> None:
    moved: dict[int | None, Indicator | None] = {None: None}
    for indicator in old.indicators.order_by("parent_id", "position"):
        if indicator.parent_id is None:
            moved[indicator.pk] = _as_new(indicator, actor, questionnaire=new)
    for indicator in old.indicators.exclude(parent=None).order_by("position"):
        moved[indicator.pk] = _as_new(indicator, actor, questionnaire=new, parent=moved[indicator.parent_id])
    for question in queries.with_questions(old.pk):
        choices = list(question.choices.all())
        made = _as_new(question, actor, questionnaire=new, indicator=moved[question.indicator_id])
        copies = [
            Choice(question=made, position=one.position, text_zh=one.text_zh, text_en=one.text_en) for one in choices
        ]
        create_all_with_history(Choice, copies, actor=actor, reason="copied")


def _as_new(row: Any, actor: Actor, **fields: Any) -> Any:
    """A copy of a row with these fields."""
    kept = {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields if not field.primary_key}
    for name in fields:
        kept.pop(type(row)._meta.get_field(name).attname)
    return save_with_history(type(row)(**kept, **fields), actor=actor, reason="copied")


def _short(reason: str) -> str:
    return " ".join(reason.split())[:80]
