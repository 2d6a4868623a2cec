"""Improvement measures: started from a round, checked by a later one, with words in both languages."""

from datetime import timedelta

import pytest
from django.urls import reverse

from aftersales.kernel.errors import Conflict, InvalidInput, NotPermitted, RuleViolation
from aftersales.notifications.models import Notification
from complaints.quality.models import Action
from surveys.models import Measure, Round
from surveys.presentation.measures import axis_of
from surveys.queries.round_figures import figure_of
from surveys.rules.measures import RoundFigure, check_target, judged
from surveys.services import measures as services
from tests.factories import NOW
from tests.factories.clients import client_of
from tests.factories.measures import computed, set_up

pytestmark = pytest.mark.usefixtures("at_now")


@pytest.mark.parametrize(
    ("low", "value", "high", "verdict"),
    [
        (73.0, 74.9, 76.6, "reached"),
        (70.0, 71.0, 72.0, "reached"),
        (69.1, 70.9, 72.7, "unconfirmed"),
        (66.0, 70.0, 74.0, "unconfirmed"),
        (60.0, 68.0, 70.0, "early"),
        (60.0, 65.0, 69.9, "missed"),
    ],
)
def test_verdict_looks_at_the_whole_interval(low, value, high, verdict) -> None:
    assert judged(70.0, RoundFigure(value, low, high, 100), was_done=True) == verdict
    assert judged(70.0, RoundFigure(value, low, high, 100), was_done=False) == "early"


def test_hidden_figure_is_too_early() -> None:
    assert judged(70.0, None, was_done=True) == "early"


@pytest.mark.parametrize(
    ("code", "start", "target", "refused"),
    [
        ("csat", 66.0, 66.0, "not_better"),
        ("csat", 66.0, 101.0, "out_of_range"),
        ("nps", -5.0, 10.0, ""),
        ("ces", 5.0, 8.0, "out_of_range"),
    ],
)
def test_target_is_better_and_on_the_scale(code, start, target, refused) -> None:
    try:
        check_target(code, start, target)
        assert not refused
    except InvalidInput as error:
        assert error.code == refused


def test_figures_of_a_round(people) -> None:
    found = computed("2026-Q3", [10, 10, 9, 1, 5, 10])
    item = figure_of(found.pk, "item:pq6")
    assert round(item.value, 1) == 72.2 and item.n == 6 and item.low < item.value < item.high
    assert figure_of(found.pk, "item:pq1") is None and figure_of(found.pk, "item:none") is None
    assert figure_of(found.pk, "item:pq6", "region", str(people.east.pk)) is None
    recommend = computed("2026-Q2", [10, 9, 9, 3, 7, 8], key="nps")
    assert round(figure_of(recommend.pk, "nps").value) == 33


def test_start_is_what_the_round_says_and_an_action_is_assigned(people) -> None:
    row = set_up(people)
    assert round(row.start, 1) == 50.0 and row.check_quarter == "2026-Q4" and row.number.startswith("IM-")
    action = Action.objects.get(measure=row)
    assert action.kind == "improvement" and action.source_key == f"measure:{row.number}"
    assert action.source_url == row.get_absolute_url() and action.alert_at is not None
    assert "2026 年第 4 季度调查" in action.criterion and row.code not in action.criterion, "in words, without codes"
    with pytest.raises(InvalidInput):
        set_up(people, target=40.0)
    with pytest.raises(NotPermitted):
        services.set_up_measure(
            title="x",
            code="csat",
            target=90,
            owner=people.warehouse,
            due_on=row.action.due_on,
            actor=people.clerk,
            now=NOW,
        )


def test_without_a_computed_round_there_is_no_start(people) -> None:
    Round.objects.all().delete()
    with pytest.raises(RuleViolation):
        services.set_up_measure(
            title="x", code="csat", target=90, owner=people.warehouse, due_on=NOW.date(), actor=people.manager, now=NOW
        )


@pytest.mark.parametrize(
    ("scores", "verdict"),
    [([9] * 40, "reached"), ([7, 7, 8] * 2, "early"), ([5] * 40, "missed"), ([7, 8] * 3, "unconfirmed")],
)
def test_next_computed_round_checks_it_once(people, scores, verdict) -> None:
    row = set_up(people, target=70.5)
    Action.objects.filter(pk=row.action_id).update(done_at=NOW - timedelta(days=30))
    assert services.check_measures(now=NOW) == 0
    computed("2026-Q4", scores)
    assert services.check_measures(now=NOW) == 1 and services.check_measures(now=NOW) == 0
    row.refresh_from_db()
    assert row.verdict == verdict and row.n == len(scores)
    assert Notification.objects.filter(template="measure_checked", user=people.warehouse, channel="page").count() == 1
    assert row.history.filter(history_change_reason="checked").count() == 1


def test_measure_that_is_not_in_effect_is_too_early(people) -> None:
    row = set_up(people)
    computed("2026-Q4", [10] * 30)
    services.check_measures(now=NOW)
    row.refresh_from_db()
    assert row.verdict == "early" and row.value == 100
    again = services.check_again(measure_id=row.pk, actor=people.manager, now=NOW)
    assert again.check_quarter == "2027-Q1" and again.verdict == "" and again.value is None
    with pytest.raises(Conflict):
        services.check_again(measure_id=row.pk, actor=people.manager, now=NOW)


def test_cancelled_round_leaves_it_to_the_next(people) -> None:
    row = set_up(people)
    computed("2026-Q4", [], state="cancelled")
    assert services.check_measures(now=NOW) == 1
    row.refresh_from_db()
    assert row.check_quarter == "2027-Q1" and row.verdict == ""


def test_axis_holds_all_values_and_never_leaves_the_scale(people) -> None:
    row = set_up(people, target=98.0)
    axis = axis_of([row], row.code)
    assert axis.low <= 45 and axis.high == 100 and axis.place(500) == "100.00"


def test_list_page_and_api(people) -> None:
    row = set_up(people)
    client = client_of(people.manager)
    page = client.get(reverse("measures")).content.decode()
    assert row.action.title in page and "目标 70" in page
    assert client.get(row.get_absolute_url()).status_code == 200
    found = client.get("/api/v1/measures/?code=item:pq6").json()
    assert found["results"][0]["check_quarter"] == "2026-Q4"
    new = client.get(reverse("measure_new") + "?code=item:pq6").content.decode()
    assert "50.0" in new
    sent = {
        "title": "报价单写明上门费",
        "code": "item:pq6",
        "segment": "all:",
        "target": "60",
        "owner": "warehouse",
        "due_on": "2026-12-20",
    }
    assert client.post(reverse("measure_new"), sent | {"target": "NaN"}).status_code == 422
    assert client.post(reverse("measure_new"), sent | {"owner": people.warehouse.username}).status_code == 302
    assert Measure.objects.count() == 2


def test_words_need_both_languages(people) -> None:
    row = set_up(people)
    words = {"said_zh": "a", "said_en": "", "did_zh": "b", "did_en": "c"}
    with pytest.raises(InvalidInput) as caught:
        services.word_measure(measure_id=row.pk, actor=people.manager, now=NOW, **words)
    assert caught.value.field == "said_en"
    services.word_measure(measure_id=row.pk, actor=people.manager, now=NOW, **dict.fromkeys(words, ""))
