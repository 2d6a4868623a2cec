"""The satisfaction index equals that of surveys, and small groups are hidden."""

from datetime import date

import pytest
from django.utils import translation

from surveys.queries import quarter_figures
from tests.factories import NOW
from tests.factories.surveys import answers, questionnaires

Q3, Q4 = date(2026, 7, 15), NOW.date()


@pytest.fixture
def form(cast):
    return questionnaires()


@pytest.mark.parametrize("region", ["", "east", "west"])
def test_index_equals_that_of_surveys(cast, figures, form, region):
    answers(form, Q4, [5, 5, 4, 4, 2, None], region=cast.east)
    answers(form, Q4, [1, 2, 3, 4, 5], region=cast.west)
    answers(form, Q3, [1, 1, 2, 2, 3, 1], region=cast.east)
    answers(form, Q3, [5] * 5, region=None)
    page = figures(region=region)
    told = quarter_figures("2026-Q4", page.scope.region_id)
    assert page.satisfaction.history.figure == told["index"]
    assert page.satisfaction.history.n == told["n"]


def test_trend_ends_with_the_quarter_and_has_gaps_where_few_answered(figures, form):
    answers(form, Q4, [5] * 5)
    answers(form, Q3, [3] * 4)
    answers(form, date(2026, 4, 2), [3] * 5)
    assert figures().satisfaction.history.values[-3:] == [50.0, None, 100.0]


def test_four_answers_are_hidden_with_their_comments(cast, figures, form):
    answers(form, Q4, [1, 1, 2, 2], comment="等了三天")
    found = figures().satisfaction
    assert (found.history.figure, found.history.n, found.words) == (None, None, [])


def test_region_is_hidden_where_the_total_would_reveal_another(cast, figures, form):
    answers(form, Q4, [5] * 6, region=cast.east)
    answers(form, Q4, [1] * 2, region=cast.west)
    assert figures().satisfaction.history.n == 8
    assert figures(region="east").satisfaction.history.n is None
    assert figures(region="west").satisfaction.history.n is None


def test_comments_name_their_region_only_from_five_answers_on(cast, figures, form):
    answers(form, Q4, [5] * 5, region=cast.east, tier="important", comment="取货很快")
    assert {row["region"] for row in figures().satisfaction.words} == {"East"}
    answers(form, Q4, [1], region=cast.west, tier="ordinary", comment="等了三天")
    newest = figures().satisfaction.words[0]
    assert (newest["comment"], newest["region"], newest["tier"]) == ("等了三天", "", "")


def test_change_beyond_chance_is_in_the_answer(cast, figures, form):
    from reports.presentation.answer import answer_of

    answers(form, Q4, [5] * 20 + [4] * 10)
    answers(form, Q3, [1] * 20 + [2] * 10)
    with translation.override("en"):
        assert answer_of(figures()).headline == "Customers are more satisfied."
