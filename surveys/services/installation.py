"""The default data of a new installation."""

from datetime import datetime
from itertools import count

from django.db import transaction

from aftersales.staff.models import Actor
from aftersales.store.writing import create_all_with_history, save_with_history

from ..defaults import AFTER_TICKET, LATENTS, PRODUCT, QUARTERLY, Ask, Form
from ..models import Choice, IndexModel, Indicator, Question, Questionnaire
from ..rules.drafting import NUMERIC
from .index_models import install_index_models
from .survey_rules import install_rule

FORMS = (AFTER_TICKET, QUARTERLY, PRODUCT)


@transaction.atomic
def install_defaults(*, actor: Actor, now: datetime) -> list[Questionnaire]:
    """Create the index models, and the default questionnaires in version 1. What exists is not changed."""
    install_rule(actor=actor)
    models = install_index_models(actor=actor)
    wanted = [form for form in FORMS if not Questionnaire.objects.filter(code=form.code).exists()]
    return [_install(form, models.get(form.index_model), actor) for form in wanted]


def _install(form: Form, index_model: IndexModel | None, actor: Actor) -> Questionnaire:
    row = Questionnaire(
        code=form.code, version=1, kind=form.kind, title_zh=form.zh, title_en=form.en, index_model=index_model
    )
    save_with_history(row, actor=actor, reason="default")
    manifest = _indicators(row, form, actor)
    questions = [_question(row, position, ask) for position, ask in enumerate(form.asks, start=1)]
    slots = count(1)
    for question in questions:
        question.indicator = manifest.get(question.key)
        question.slot = next(slots) if question.kind in NUMERIC else None
    made = {one.key: one for one in create_all_with_history(Question, questions, actor=actor)}
    choices = [
        Choice(question=made[ask.key], position=place, text_zh=zh, text_en=en)
        for ask in form.asks
        for place, (zh, en) in enumerate(ask.choices, start=1)
    ]
    create_all_with_history(Choice, choices, actor=actor)
    return row


def _indicators(row: Questionnaire, form: Form, actor: Actor) -> dict[str, Indicator]:
    """The manifest indicators by the key of their question, under the latent variables that the form uses."""
    codes = list(dict.fromkeys(ask.latent for ask in form.asks if ask.latent))
    latents = [
        Indicator(questionnaire=row, position=place, code=code, title_zh=LATENTS[code][0], title_en=LATENTS[code][1])
        for place, code in enumerate(codes, start=1)
    ]
    known = {latent.code: latent for latent in create_all_with_history(Indicator, latents, actor=actor)}
    manifest = [
        Indicator(
            questionnaire=row,
            parent=known[ask.latent],
            position=place,
            code=ask.key,
            title_zh=ask.zh,
            title_en=ask.en,
        )
        for place, ask in enumerate(form.asks, start=len(codes) + 1)
        if ask.latent
    ]
    return {found.code: found for found in create_all_with_history(Indicator, manifest, actor=actor)}


def _question(questionnaire: Questionnaire, position: int, ask: Ask) -> Question:
    return Question(
        questionnaire=questionnaire,
        position=position,
        key=ask.key,
        kind=ask.kind,
        points=ask.points,
        wording=ask.wording,
        aspect=ask.aspect,
        text_zh=ask.zh,
        text_en=ask.en,
        may_not_apply=ask.may_not_apply,
    )
