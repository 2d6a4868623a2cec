"""The figures of a quarter against published reference values; figures of few answers are hidden."""

from datetime import date

import pytest

from aftersales.kernel.errors import InvalidInput
from surveys.queries import by_region, quarter_figures, trend
from tests.factories import cast as make_cast
from tests.factories.surveys import answers, invitations, questionnaires

pytestmark = pytest.mark.django_db
NOW_DAY, BEFORE_DAY = date(2026, 11, 18), date(2026, 9, 30)


@pytest.fixture
def form(db):
    return questionnaires()


def test_csat_has_a_wilson_interval(form) -> None:
    answers(form, NOW_DAY, [5] * 42 + [3] * 8)
    csat = quarter_figures("2026-Q4")["csat"]
    assert (csat["value"], csat["n"]) == (84.0, 50)
    assert (csat["low"], csat["high"]) == pytest.approx((71.49, 91.66), abs=0.01)
    assert csat["previous"] is None and csat["change"] is None and csat["significant"] is None


def test_csat_change_is_tested_against_chance(form) -> None:
    answers(form, NOW_DAY, [4] * 42 + [1] * 8)
    answers(form, BEFORE_DAY, [4] * 36 + [1] * 14)
    csat = quarter_figures("2026-Q4")["csat"]
    assert (csat["previous"], csat["change"], csat["significant"]) == (72.0, 12.0, False)  # z = 1.448


def test_clear_change_is_significant(form) -> None:
    answers(form, NOW_DAY, [5] * 90 + [1] * 10, nps=10, solved=True)
    answers(form, BEFORE_DAY, [5] * 50 + [1] * 50, nps=0, solved=False)
    figures = quarter_figures("2026-Q4")
    assert [figures[name]["significant"] for name in ("csat", "nps", "index", "solved")] == [True] * 4


def test_nps_has_margin_and_change(form) -> None:
    for nps, now_n, before_n in ((9, 60, 50), (8, 30, 30), (6, 10, 20)):
        answers(form, NOW_DAY, [None] * now_n, nps=nps)
        answers(form, BEFORE_DAY, [None] * before_n, nps=nps)
    nps = quarter_figures("2026-Q4")["nps"]
    assert (nps["value"], nps["n"]) == (50.0, 100)
    assert nps["margin"] == pytest.approx(13.15, abs=0.005)
    assert (nps["previous"], nps["significant"]) == (pytest.approx(30.0), False)  # z = 1.943


def test_index_is_the_mean_of_rescaled_answers(form) -> None:
    answers(form, NOW_DAY, [1, 2, 3, 4, 5, 5])
    index = quarter_figures("2026-Q4")["index"]
    assert index["value"] == pytest.approx(100 * (20 / 6 - 1) / 4)
    # sd of the sample 1.6330 on the 5-point scale, 40.82 on the index; 1.96 standard errors of six answers
    assert index["margin"] == pytest.approx(32.67, abs=0.01)


def test_response_rate_includes_everybody_invited(form) -> None:
    cast = make_cast()
    invitations(cast, form, NOW_DAY, sent=40, answered=22)
    invitations(cast, form, date(2026, 11, 19), sent=10, answered=0, voided_at=None)
    rate = quarter_figures("2026-Q4")["response_rate"]
    assert (rate["value"], rate["n"]) == (44.0, 50)


def test_void_invitations_count_in_no_rate(form) -> None:
    from tests.factories import NOW

    cast = make_cast()
    invitations(cast, form, NOW_DAY, sent=10, answered=5)
    invitations(cast, form, date(2026, 11, 19), sent=10, answered=0, voided_at=NOW)
    assert quarter_figures("2026-Q4")["response_rate"]["value"] == 50.0


@pytest.mark.parametrize(("n", "hidden"), [(0, True), (4, True), (5, False)])
def test_fewer_than_five_are_hidden(form, n: int, hidden: bool) -> None:
    answers(form, NOW_DAY, [5] * n, nps=9, solved=True)
    figures = quarter_figures("2026-Q4")
    assert figures["hidden"] is hidden and figures["n"] == n
    assert [figures[name] is None for name in ("csat", "nps", "index", "solved")] == [hidden] * 4
    assert (trend("2026-Q4")[-1]["csat"] is None) is hidden


def test_each_figure_needs_five_answers_of_its_own(form) -> None:
    answers(form, NOW_DAY, [5] * 10)
    answers(form, NOW_DAY, [5] * 4, nps=9)
    figures = quarter_figures("2026-Q4")
    assert figures["csat"]["n"] == 14 and figures["nps"] is None


def test_small_region_cannot_be_computed_from_the_total(form) -> None:
    cast = make_cast()
    answers(form, NOW_DAY, [5] * 20, region=cast.east)
    answers(form, NOW_DAY, [1] * 3, region=cast.west)
    assert quarter_figures("2026-Q4", cast.west.pk)["hidden"]
    assert quarter_figures("2026-Q4", cast.east.pk)["hidden"]
    answers(form, NOW_DAY, [1] * 2, region=cast.west)
    assert quarter_figures("2026-Q4", cast.west.pk)["csat"]["value"] == 0.0
    assert quarter_figures("2026-Q4", cast.east.pk)["query"] == f"quarter=2026-Q4&region={cast.east.pk}"


def test_quarters_follow_each_other_over_the_year(form) -> None:
    answers(form, date(2026, 12, 31), [5] * 5)
    answers(form, date(2027, 1, 1), [3] * 5)
    figures = quarter_figures("2027-Q1")
    assert (figures["previous_quarter"], figures["csat"]["value"], figures["csat"]["previous"]) == (
        "2026-Q4",
        0.0,
        100.0,
    )
    assert [point["csat"] for point in trend("2027-Q1", quarters=3)] == [None, 100.0, 0.0]


@pytest.mark.parametrize(
    "quarter", ["", "2026", "2026-Q5", "2026-Q0", "２０２６-Q4", "2026-Q4 ", "1026-Q4", "2026-Q4\n"]
)
def test_invalid_quarter_is_refused(form, quarter: str) -> None:
    with pytest.raises(InvalidInput):
        quarter_figures(quarter)


def test_figures_take_the_same_number_of_queries_for_any_rows(form, django_assert_num_queries) -> None:
    for more in ([5], [5] * 30):
        answers(form, NOW_DAY, more)
        with django_assert_num_queries(5):
            quarter_figures("2026-Q4")


def test_regions_are_ordered_by_satisfaction_without_small_ones(form) -> None:
    cast = make_cast()
    answers(form, NOW_DAY, [5] * 5, region=cast.east)
    answers(form, NOW_DAY, [1] * 6, region=cast.west)
    answers(form, NOW_DAY, [4] * 3 + [1] * 6)
    assert [(row["region_id"], row["n"]) for row in by_region("2026-Q4")] == [
        (cast.east.pk, 5),
        (None, 9),
        (cast.west.pk, 6),
    ]
    answers(form, date(2026, 8, 3), [5] * 4, region=cast.east)
    answers(form, date(2026, 8, 3), [5] * 6, region=cast.west)
    assert by_region("2026-Q3") == []  # the total less West would reveal East
