"""Questionnaires: versions that were used never change, and a new one keeps what a trend needs."""

import pytest

from aftersales.audit.texts import contributed
from aftersales.kernel.errors import Conflict, InvalidInput, NotPermitted, RuleViolation
from aftersales.store.writing import save_with_history
from surveys.models import Choice, IndexModel, Indicator, Question, Questionnaire
from surveys.queries import questionnaires as queries
from surveys.queries import slots_of
from surveys.services import questionnaires as services
from surveys.services import questions
from tests.factories import NOW
from tests.factories import cast as make_cast
from tests.factories.surveys import invited, questionnaires

pytestmark = pytest.mark.django_db
TEXTS = {"text_zh": "好不好？", "text_en": "Is it good?"}


@pytest.fixture
def cast(db):
    questionnaires()
    return make_cast()


@pytest.fixture
def used(cast):
    """The questionnaire after a ticket, in a version that somebody was asked with."""
    invited(cast)
    return Questionnaire.objects.get(code="after-ticket")


@pytest.fixture
def copy(cast, used):
    return services.new_version(questionnaire_id=used.pk, reason="措辞更清楚", actor=cast.manager, now=NOW)


def by(cast, **more):
    return {"actor": cast.manager, "now": NOW, **more}


def test_three_questionnaires_are_installed_complete_in_both_languages(cast) -> None:
    rows = Questionnaire.objects.filter(is_current=True)
    assert set(rows.values_list("code", flat=True)) == {"after-ticket", "quarterly", "product"}
    for row in rows:
        assert queries.faults(row) == []
        assert not queries.is_locked(row)
    assert Choice.objects.filter(question__key="faults").count() == 6


def test_used_version_never_changes(cast, used) -> None:
    question = Question.objects.filter(questionnaire=used).first()
    attempts = [
        lambda: services.edit_questionnaire(questionnaire_id=used.pk, title_zh="x", title_en="x", **by(cast)),
        lambda: services.discard_version(questionnaire_id=used.pk, reason="x", **by(cast)),
        lambda: questions.add_question(questionnaire_id=used.pk, key="more", kind="scale", **TEXTS, **by(cast)),
        lambda: questions.edit_question(question_id=question.pk, **TEXTS, **by(cast)),
        lambda: questions.move_question(question_id=question.pk, up=False, **by(cast)),
        lambda: questions.remove_question(question_id=question.pk, **by(cast)),
    ]
    before = list(Question.objects.filter(questionnaire=used).values())
    for attempt in attempts:
        with pytest.raises(RuleViolation) as refused:
            attempt()
        assert refused.value.code == "locked"
    assert list(Question.objects.filter(questionnaire=used).values()) == before


def test_new_version_is_a_copy_that_keeps_keys_and_columns(cast, used, copy) -> None:
    assert (copy.version, copy.is_current) == (2, False)
    assert slots_of(copy.pk) == slots_of(used.pk)
    assert Indicator.objects.filter(questionnaire=copy).count() == Indicator.objects.filter(questionnaire=used).count()
    places = {question.key: queries.draft_of(question).latent for question in queries.with_questions(copy.pk)}
    assert places["csat"] == "SAT" and places["nps"] == "LOY"
    assert all(
        question.indicator is None or question.indicator.questionnaire_id == copy.pk
        for question in queries.with_questions(copy.pk)
    )
    assert queries.changes_of(copy) == []


def test_choices_are_copied(cast) -> None:
    row = Questionnaire.objects.get(code="product")
    row.used_at = NOW
    save_with_history(row, actor=None)
    made = services.new_version(questionnaire_id=row.pk, reason="x", **by(cast))
    texts = Choice.objects.filter(question__questionnaire=made).order_by("position").values_list("text_en", flat=True)
    assert texts[2] == "Leaks" and len(texts) == 6


def test_second_new_version_is_refused_while_one_can_be_changed(cast, used, copy) -> None:
    with pytest.raises(Conflict):
        services.new_version(questionnaire_id=used.pk, reason="x", **by(cast))


def test_change_is_shown_as_old_and_new(cast, copy) -> None:
    question = Question.objects.get(questionnaire=copy, key="csat")
    questions.edit_question(question_id=question.pk, text_zh="满意吗？", text_en="Satisfied?", **by(cast))
    questions.add_question(questionnaire_id=copy.pk, key="polite", kind="scale", points=5, **TEXTS, **by(cast))
    questions.remove_question(question_id=Question.objects.get(questionnaire=copy, key="improve").pk, **by(cast))
    found = {change.key: change.kind for change in queries.changes_of(copy)}
    assert found == {"csat": "changed", "polite": "new", "improve": "gone"}
    assert [wording.version for wording in queries.wordings_of(copy, "csat")] == [2, 1]


def test_scale_of_a_trend_never_changes(cast, copy) -> None:
    question = Question.objects.get(questionnaire=copy, key="csat")
    for wrong in ({"points": 10}, {"kind": "recommend"}, {"kind": "text"}):
        with pytest.raises(InvalidInput) as refused:
            questions.edit_question(question_id=question.pk, **wrong, **by(cast))
        assert refused.value.code == "scale"
    questions.remove_question(question_id=question.pk, **by(cast))
    with pytest.raises(InvalidInput):
        questions.add_question(questionnaire_id=copy.pk, key="csat", kind="scale", points=7, **TEXTS, **by(cast))
    again = questions.add_question(questionnaire_id=copy.pk, key="csat", kind="scale", points=5, **TEXTS, **by(cast))
    assert again.slot == question.slot


def test_new_question_gets_a_column_that_no_version_used(cast, used, copy) -> None:
    taken = set(slots_of(used.pk).values())
    questions.remove_question(question_id=Question.objects.get(questionnaire=copy, key="nps").pk, **by(cast))
    made = questions.add_question(questionnaire_id=copy.pk, key="polite", kind="scale", points=5, **TEXTS, **by(cast))
    assert f"q{made.slot:02}" not in taken


def test_columns_run_out_with_a_clear_error(cast) -> None:
    row = services.create_questionnaire(code="long", kind="round", title_zh="长", title_en="Long", **by(cast))
    for number in range(30):
        questions.add_question(questionnaire_id=row.pk, key=f"k{number}", kind="scale", **TEXTS, **by(cast))
    with pytest.raises(RuleViolation) as refused:
        questions.add_question(questionnaire_id=row.pk, key="k30", kind="scale", **TEXTS, **by(cast))
    assert refused.value.code == "slots"
    questions.add_question(questionnaire_id=row.pk, key="words", kind="text", **TEXTS, **by(cast))


def test_activating_replaces_the_version_in_use(cast, used, copy) -> None:
    services.activate_version(questionnaire_id=copy.pk, reason="第四季度起", **by(cast))
    current = Questionnaire.objects.filter(kind="ticket", is_current=True)
    assert current.get() == copy
    reasons = copy.history.model.objects.values_list("history_change_reason", flat=True)
    assert "activated: 第四季度起" in reasons and "replaced by another version" in reasons


def test_incomplete_version_is_not_activated(cast, copy) -> None:
    Question.objects.filter(questionnaire=copy, key="csat").update(text_en=" ")
    with pytest.raises(RuleViolation) as refused:
        services.activate_version(questionnaire_id=copy.pk, reason="x", **by(cast))
    assert refused.value.code == "text"


def test_index_questionnaire_needs_a_question_for_its_target(cast) -> None:
    latents = [{"code": "SAT", "zh": "满意", "en": "Satisfaction"}, {"code": "LOY", "zh": "忠诚", "en": "Loyalty"}]
    facts = {"title_zh": "我们的", "title_en": "Own", "latents": latents, "paths": [["SAT", "LOY"]], "target": "SAT"}
    model = IndexModel.objects.create(code="own", **facts)
    row = services.create_questionnaire(
        code="own", kind="round", title_zh="自有", title_en="Own", index_model=model, **by(cast)
    )
    questions.add_question(questionnaire_id=row.pk, key="loyal", kind="recommend", latent="LOY", **TEXTS, **by(cast))
    assert [fault.code for fault in queries.faults(row)] == ["no_target"]
    with pytest.raises(InvalidInput):
        questions.add_question(questionnaire_id=row.pk, key="image", kind="scale", latent="IMG", **TEXTS, **by(cast))
    questions.add_question(questionnaire_id=row.pk, key="happy", kind="scale", latent="SAT", **TEXTS, **by(cast))
    assert queries.faults(row) == []
    # A removed question takes no other with it.
    assert Indicator.objects.filter(questionnaire=row, parent=None).count() == 2


def test_choices_need_two_answers_in_both_languages(cast, copy) -> None:
    for zh, en, code in (("一", "one", "choices"), ("一\n二", "one", "unequal"), ("", "", "choices")):
        with pytest.raises(InvalidInput) as refused:
            questions.add_question(
                questionnaire_id=copy.pk, key="pick", kind="single", choices_zh=zh, choices_en=en, **TEXTS, **by(cast)
            )
        assert refused.value.code == code
    assert not Question.objects.filter(key="pick").exists()
    made = questions.add_question(
        questionnaire_id=copy.pk,
        key="pick",
        kind="single",
        choices_zh="一\n\n 二",
        choices_en="one\ntwo",
        **TEXTS,
        **by(cast),
    )
    assert [str(choice.text_zh) for choice in made.choices.all()] == ["一", "二"] and made.slot is not None


def test_questions_change_places(cast, copy) -> None:
    first = Question.objects.filter(questionnaire=copy).order_by("position").first()
    questions.move_question(question_id=first.pk, up=True, **by(cast))
    questions.move_question(question_id=first.pk, up=False, **by(cast))
    keys = Question.objects.filter(questionnaire=copy).order_by("position").values_list("key", flat=True)
    assert list(keys)[:2] == ["csat", "solved"]


def test_only_a_draft_is_discarded(cast, used, copy) -> None:
    services.discard_version(questionnaire_id=copy.pk, reason="doch nicht", **by(cast))
    assert list(Questionnaire.objects.filter(code="after-ticket")) == [used]
    quarterly = Questionnaire.objects.get(code="quarterly")
    with pytest.raises(RuleViolation) as refused:
        services.discard_version(questionnaire_id=quarterly.pk, reason="x", **by(cast))
    assert refused.value.code == "in_use"


def test_only_managers_write_questionnaires(cast, used) -> None:
    for person in (cast.clerk, cast.gm, cast.quality_manager):
        with pytest.raises(NotPermitted):
            services.new_version(questionnaire_id=used.pk, reason="x", actor=person, now=NOW)
        with pytest.raises(NotPermitted):
            services.create_questionnaire(code="mine", kind="round", title_zh="x", title_en="x", actor=person, now=NOW)


def test_first_invitation_after_a_ticket_locks_the_version(cast) -> None:
    row = Questionnaire.objects.get(kind="ticket", is_current=True)
    assert row.used_at is None
    invited(cast)
    row.refresh_from_db()
    assert row.used_at is not None and queries.is_locked(row)


def test_every_reason_of_an_edit_is_told_in_words(cast, copy) -> None:
    question = questions.add_question(
        questionnaire_id=copy.pk, key="polite", kind="scale", points=5, latent="PQ", **TEXTS, **by(cast)
    )
    questions.edit_question(question_id=question.pk, latent="SAT", **by(cast))
    questions.move_question(question_id=question.pk, up=True, **by(cast))
    questions.remove_question(question_id=question.pk, **by(cast))
    services.activate_version(questionnaire_id=copy.pk, reason="x", **by(cast))
    models = (Questionnaire, Question, Indicator, Choice)
    reasons = {reason for model in models for reason in model.history.values_list("history_change_reason", flat=True)}
    known = contributed("reasons")
    assert {one for one in filter(None, reasons) if one.partition(":")[0] not in known} == set()
