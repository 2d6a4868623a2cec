"""A closed round is computed: figures, hidden cells, flags, comparison with the round before."""

from datetime import timedelta

import pytest

from surveys.models import Ballot, Computation, Figure, Invitation, PathResult, ResponseFlag
from surveys.queries.funnel import funnel_of, funnel_of_last
from surveys.services.computing import compute_due, compute_round
from tests.factories import NOW
from tests.factories import cast as make_cast

from .factories import closed_round, invite, respond, stratum

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast(db):
    return make_cast()


def figure(found, code: str, segment: str = "all", member: object = "", without: bool = False) -> Figure:
    return Figure.objects.get(round=found, code=code, segment=segment, member=str(member), without_flagged=without)


def test_figures_of_a_round_are_those_of_its_answers(cast) -> None:
    found = closed_round(population=400)
    respond(found, 30, overrides={"sat1": 10, "nps": 10, "effort": 6})
    respond(found, 10, overrides={"sat1": 5, "nps": 3, "effort": 2}, seed=2)
    assert compute_round(found.pk, NOW) == 1
    found.refresh_from_db()
    assert found.state == "computed" and found.computed_at == NOW
    assert (figure(found, "csat").value, figure(found, "csat").n) == (75.0, 40)
    assert figure(found, "nps").value == 50.0
    assert figure(found, "ces").value == 5.0
    assert figure(found, "item:sat1").value == pytest.approx(100 * (0.75 * 9 + 0.25 * 4) / 9)
    assert figure(found, "csat").low < 75 < figure(found, "csat").high
    path = PathResult.objects.get(round=found, without_flagged=False)
    assert path.n == 40 and path.weight_set is None and not path.has_paths


def test_an_index_takes_people_who_answered_half_of_its_items(cast) -> None:
    found = closed_round()
    respond(found, 5, overrides={"sat1": 10, "sat2": 10, "sat3": None})
    respond(found, 5, overrides={"sat1": 1, "sat2": None, "sat3": None}, seed=2)
    compute_round(found.pk, NOW)
    assert (figure(found, "index:SAT").value, figure(found, "index:SAT").n) == (100.0, 5)


def test_strata_that_answered_less_weigh_more(cast) -> None:
    found = closed_round(population=100)
    stratum(found, 90, region=cast.east, tier="ordinary")
    stratum(found, 10, region=cast.west, tier="ordinary")
    respond(found, 10, overrides={"sat1": 10}, region=cast.east)
    respond(found, 10, overrides={"sat1": 1}, region=cast.west)
    compute_round(found.pk, NOW)
    csat = figure(found, "csat")
    assert csat.value == pytest.approx(90) and csat.effective_n == pytest.approx(400 / 32.8)
    assert figure(found, "csat", "region", cast.east.pk).value == 100


def test_small_cells_are_hidden_and_cannot_be_subtracted(cast) -> None:
    found = closed_round()
    respond(found, 20, region=cast.east, tier="ordinary")
    respond(found, 8, region=cast.west, tier="ordinary")
    respond(found, 3, tier="important")
    compute_round(found.pk, NOW)
    assert not figure(found, "csat", "region", cast.east.pk).is_hidden
    west = figure(found, "csat", "region", cast.west.pk)
    assert west.is_hidden and west.value is None and west.n is None
    assert figure(found, "answers", "tier", "important").is_hidden


def test_flagged_answers_are_kept_and_may_be_left_out(cast) -> None:
    found = closed_round()
    respond(found, 20, overrides={"sat1": 5})
    told = respond(found, 6, overrides={"sat1": 10, "fair": 2}, seed=2)
    compute_round(found.pk, NOW)
    assert set(ResponseFlag.objects.values_list("response_id", flat=True)) >= {row.pk for row in told}
    assert figure(found, "csat").n == 26 and figure(found, "csat").value > 20
    assert figure(found, "csat", without=True).value == 0
    assert figure(found, "flag:prompted").value == 6


def test_without_flagged_is_hidden_in_an_anonymous_round_where_it_would_tell_a_few_people(cast) -> None:
    found = closed_round(is_anonymous=True)
    respond(found, 20)
    respond(found, 2, overrides={"fair": 2}, seed=2)
    compute_round(found.pk, NOW)
    assert figure(found, "csat", without=True).is_hidden and not figure(found, "csat").is_hidden


def test_a_round_is_compared_with_the_one_before(cast) -> None:
    earlier = closed_round("2026-Q2", at=NOW - timedelta(days=90))
    respond(earlier, 60, level=6.0, region=cast.east)
    found = closed_round("2026-Q3")
    respond(found, 60, level=8.5, seed=2, region=cast.east)
    assert compute_due(now=NOW) == 2
    now = figure(found, "index:SAT")
    assert now.was == pytest.approx(figure(earlier, "index:SAT").value)
    assert now.change == pytest.approx(now.value - now.was) and now.change > 10
    assert now.is_significant and now.p < 0.001
    assert figure(found, "index:SAT", "region", cast.east.pk).is_significant
    assert figure(earlier, "index:SAT").change is None


def test_a_region_that_differs_is_named_after_correction(cast) -> None:
    found = closed_round()
    respond(found, 40, level=5.0, region=cast.east)
    respond(found, 40, level=8.5, seed=2, region=cast.west)
    compute_round(found.pk, NOW)
    assert figure(found, "index:SAT", "region", cast.east.pk).is_apart


def test_response_rate_counts_those_invited(cast) -> None:
    found = closed_round(population=40)
    invite(found, cast, respond(found, 10), more=10)
    compute_round(found.pk, NOW)
    rate = figure(found, "response_rate")
    assert (rate.value, rate.n) == (50.0, 20)
    assert figure(found, "funnel:complete").value == 10
    respond(found, 1, seed=3)
    assert funnel_of_last() == (found.quarter, {**funnel_of(found), "complete": 10}), "it stays as it was computed"


def test_it_is_computed_once_and_waits_for_ballots(cast) -> None:
    found = closed_round()
    respond(found, 10)
    ballot = Ballot.objects.create(id="0" * 32, round=found, content={})
    assert compute_due(now=NOW) == 0
    ballot.delete()
    assert compute_due(now=NOW) == 1
    rows = Figure.objects.count()
    assert compute_due(now=NOW) == 0 and compute_round(found.pk, NOW) == 0 and Figure.objects.count() == rows


def test_a_killed_worker_is_replaced_after_its_lease(cast) -> None:
    found = closed_round()
    respond(found, 10)
    Computation.objects.create(round=found, lease="killed", leased_until=NOW + timedelta(minutes=5), percent=40)
    assert compute_due(now=NOW) == 0
    assert compute_due(now=NOW + timedelta(minutes=6)) == 1


def test_a_round_without_answers_is_computed_too(cast) -> None:
    found = closed_round(population=10)
    assert compute_round(found.pk, NOW) == 1
    assert figure(found, "funnel:complete").value == 0


def test_queries_do_not_grow_with_answers(cast, django_assert_max_num_queries) -> None:
    found = closed_round()
    respond(found, 150, region=cast.east)
    with django_assert_max_num_queries(110):
        compute_round(found.pk, NOW)


def test_the_same_customers_in_two_named_rounds_are_paired(cast) -> None:
    earlier = closed_round("2026-Q2", at=NOW - timedelta(days=90))
    first = respond(earlier, 20, overrides={"nps": 5})
    invite(earlier, cast, first)
    found = closed_round("2026-Q3")
    again = respond(found, 20, overrides={"nps": 9}, seed=2)
    Invitation.objects.bulk_create(
        Invitation(
            kind="round",
            questionnaire=found.questionnaire,
            round=found,
            customer=row.invitation.customer,
            key=f"again:{row.pk}",
            token_hash=f"again:{row.pk}",
            created_at=NOW,
            expires_at=NOW,
        )
        for row in first
    )
    for response, invitation in zip(again, Invitation.objects.filter(round=found), strict=True):
        response.invitation = invitation
        response.save()
    assert compute_due(now=NOW) == 2
    better = figure(found, "moves:better")
    assert better.value == 20 and better.is_significant and figure(found, "moves:worse").value == 0
    index, now, was = figure(found, "moves:index"), figure(found, "index:SAT"), figure(earlier, "index:SAT")
    assert index.n == 20 and index.value == pytest.approx(now.value - was.value)
