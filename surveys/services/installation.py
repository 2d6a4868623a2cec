"""The default data of a new installation."""

from datetime import datetime

from django.db import transaction

from aftersales.staff.models import Actor
from aftersales.store.writing import create_all_with_history, save_with_history

from ..defaults import AFTER_TICKET, QUARTERLY, Ask, Form
from ..models import Question, Questionnaire


@transaction.atomic
def install_defaults(*, actor: Actor, now: datetime) -> list[Questionnaire]:
    """Create the two default questionnaires in version 1. A questionnaire that exists in any version is not changed."""
    wanted = [form for form in (AFTER_TICKET, QUARTERLY) if not Questionnaire.objects.filter(code=form.code).exists()]
    return [_install(form, actor) for form in wanted]


def _install(form: Form, actor: Actor) -> Questionnaire:
    row = Questionnaire(code=form.code, version=1, kind=form.kind, title_zh=form.zh, title_en=form.en)
    save_with_history(row, actor=actor, reason="default")
    questions = [_question(row, position, ask) for position, ask in enumerate(form.asks, start=1)]
    create_all_with_history(Question, questions, actor=actor)
    return row


def _question(questionnaire: Questionnaire, position: int, ask: Ask) -> Question:
    return Question(
        questionnaire=questionnaire,
        position=position,
        key=ask.key,
        kind=ask.kind,
        points=ask.points,
        wording=ask.wording,
        latent=ask.latent,
        aspect=ask.aspect,
        text_zh=ask.zh,
        text_en=ask.en,
        may_not_apply=ask.may_not_apply,
    )
