"""Weights of the index: once a year, from 200 answers of pooled rounds up, then frozen."""

import re
from datetime import datetime, timedelta

import numpy as np
import pytest
from django.urls import reverse

from aftersales.store.writing import save_with_history
from surveys.models import Question, Questionnaire, Response, ResponseFlag, Round, WeightSet, slot_name
from surveys.rules.path_model import estimate
from surveys.services.installation import install_defaults
from surveys.services.weights import estimate_due
from tests.factories import NOW
from tests.factories import cast as make_cast
from tests.factories.clients import api_client_of, client_of

pytestmark = pytest.mark.django_db
QUARTER = "2026-Q4"  # that of NOW


@pytest.fixture
def quarterly(db) -> Questionnaire:
    install_defaults(actor=None, now=NOW)
    return Questionnaire.objects.get(code="quarterly")


def measuring(questionnaire: Questionnaire) -> list[Question]:
    rows = questionnaire.questions.filter(indicator__isnull=False).select_related("indicator__parent")
    return list(rows.order_by("position"))


def round_of(
    questionnaire: Questionnaire, quarter: str, *, people: int, state: str = "reported", seed: int = 1, **fixed: int
) -> Round:
    """A round with answers that go together as satisfied people's do."""
    row = Round(
        quarter=quarter,
        questionnaire=questionnaire,
        state=state,
        margin="0.05",
        expected_rate="0.4",
        opens_at=NOW,
        closes_at=NOW,
    )
    save_with_history(row, actor=None, reason="made")
    source = np.random.default_rng(seed)
    mood = source.normal(size=people)
    columns = {}
    for question in measuring(questionnaire):
        low, high = (0, 10) if question.kind == "recommend" else (1, question.points)
        values = np.round(low + (high - low) * (0.65 + 0.14 * (mood + 0.8 * source.normal(size=people))))
        columns[slot_name(question.slot)] = np.clip(values, low, high).astype(int).tolist()
    columns |= {name: [value] * people for name, value in fixed.items()}
    Response.objects.bulk_create(
        Response(
            questionnaire=questionnaire,
            round=row,
            quarter=quarter,
            answers={},
            **{name: values[place] for name, values in columns.items()},
        )
        for place in range(people)
    )
    return row


def test_pooled_rounds_give_weights_that_are_frozen_for_a_year(quarterly) -> None:
    for seed, quarter in enumerate(("2025-Q4", "2026-Q1", "2026-Q2", "2026-Q3")):
        round_of(quarterly, quarter, people=60, seed=seed)
    assert estimate_due(now=NOW) == 1
    row = WeightSet.objects.get()
    assert (row.from_quarter, row.n, row.questionnaire_code, row.index_model.code) == (
        QUARTER,
        240,
        "quarterly",
        "company",
    )
    assert sum(row.weights[key] for key in ("sat1", "sat2", "sat3")) == pytest.approx(1)
    assert row.weights["cmp1"] == 1
    assert set(row.weights) == {question.key for question in measuring(quarterly)}
    assert row.history.get().history_change_reason == "weights estimated"
    assert estimate_due(now=NOW) == 0
    assert estimate_due(now=NOW + timedelta(days=200)) == 0
    round_of(quarterly, QUARTER, people=60, seed=9)
    assert estimate_due(now=NOW + timedelta(days=366)) == 0  # only 60 answers in the last year
    round_of(quarterly, "2027-Q1", people=150, seed=10)
    assert estimate_due(now=NOW + timedelta(days=366)) == 1
    assert WeightSet.objects.first().from_quarter == "2027-Q4"


def test_weights_are_those_of_the_path_model(quarterly) -> None:
    round_of(quarterly, "2026-Q3", people=220)
    estimate_due(now=NOW)
    from surveys.queries.pooled import pooled

    answers, model = pooled(quarterly, ["2026-Q3"])
    assert model.scales["nps"] == (0, 10)
    assert WeightSet.objects.get().weights == pytest.approx(estimate(answers, model).raw_weights)


@pytest.mark.parametrize(
    ("people", "fixed"),
    [(199, {}), (220, {"q14": 7}), (220, {"q14": None})],
    ids=["too few", "a constant question", "a question that nobody answered"],
)
def test_without_a_sound_estimate_there_are_no_weights(quarterly, people, fixed) -> None:
    round_of(quarterly, "2026-Q3", people=people, **fixed)
    assert estimate_due(now=NOW) == 0
    assert not WeightSet.objects.exists()


def test_flagged_answers_and_other_rounds_do_not_count(quarterly) -> None:
    round_of(quarterly, "2026-Q3", people=199)
    round_of(quarterly, "2025-Q3", people=100)  # more than four quarters ago
    round_of(quarterly, "2026-Q2", people=100, state="open")
    flagged = round_of(quarterly, "2026-Q1", people=100)
    ResponseFlag.objects.bulk_create(ResponseFlag(response=row, code="speed") for row in flagged.responses.all())
    assert estimate_due(now=NOW) == 0


def test_new_weights_never_change_a_round_that_has_figures(quarterly) -> None:
    round_of(quarterly, "2026-Q3", people=220)
    round_of(quarterly, QUARTER, people=20, state="computed")
    estimate_due(now=NOW)
    assert WeightSet.objects.get().from_quarter == "2027-Q1"


def test_question_of_an_older_version_counts_only_with_the_same_scale(quarterly) -> None:
    older = round_of(quarterly, "2026-Q3", people=220).questionnaire
    newer = Questionnaire.objects.create(
        code="quarterly", version=2, kind="round", title_zh="新", title_en="New", index_model=older.index_model
    )
    Questionnaire.objects.filter(pk=older.pk).update(is_current=False)
    parents = {row.code: row for row in older.indicators.filter(parent=None)}
    for row in parents.values():
        row.pk, row.questionnaire = None, newer
        row.save()
    for question in measuring(older):
        code = question.indicator.parent.code
        question.pk, question.questionnaire, question.indicator = None, newer, parents[code]
        question.slot = 30 - question.slot  # moved
        question.points = 5 if question.key == "img2" else question.points
        question.save()
    assert estimate_due(now=NOW) == 0  # img2 was asked on another scale, so nobody answered everything
    newer.questions.filter(key="img2").update(points=10)
    assert estimate_due(now=NOW) == 1
    assert WeightSet.objects.get().n == 220


def test_now_is_in_the_quarter_that_the_tests_name() -> None:
    assert isinstance(NOW, datetime) and (NOW.year, (NOW.month + 2) // 3) == (2026, 4)


def test_pages_and_api_say_which_weights_are_in_force_since_when(quarterly) -> None:
    people = make_cast()
    weights = [{"sat1": 0.5, "sat2": 0.3, "sat3": 0.2}, {"sat1": 0.4, "sat2": 0.3, "sat3": 0.3, "gone": 1.0}]
    for held, quarter in zip((*weights, weights[1]), ("2025-Q4", "2026-Q4", "2027-Q4"), strict=True):
        about = {"index_model": quarterly.index_model, "questionnaire_code": "quarterly", "from_quarter": quarter}
        WeightSet.objects.create(**about, weights=held, n=240, estimated_at=NOW)
    client = client_of(people.quality_manager, "en")
    page = re.sub(r"\s+", " ", client.get(reverse("weight_sets")).content.decode())
    states = re.findall(r"from (Q4 \d+)</a>.*?(Not yet|In effect|Replaced)", page)
    assert states == [("Q4 2027", "Not yet"), ("Q4 2026", "In effect"), ("Q4 2025", "Replaced")]
    row = WeightSet.objects.get(from_quarter="2026-Q4")
    shown = re.sub(r"\s+", " ", client.get(reverse("weight_set", args=[row.pk])).content.decode())
    assert 'Overall satisfaction</td> <td>Customer satisfaction</td> <td class="num fit">40.0%</td>' in shown
    assert "From Q4 2025" in shown and "50.0%" in shown and "gone" in shown
    found = api_client_of(people.auditor).get("/api/v1/weight-sets/?from_quarter=2026-Q4").json()["results"]
    assert [(one["index_model"], one["weights"]["sat1"], one["n"]) for one in found] == [("company", 0.4, 240)]
    assert client_of(people.clerk).get(reverse("weight_sets")).status_code == 404
