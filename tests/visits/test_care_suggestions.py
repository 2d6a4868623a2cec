"""Dates suggest actions; a user takes or puts away each suggestion, once."""

from datetime import date, timedelta

import pytest

from aftersales.kernel.errors import Conflict, NotPermitted
from tests.factories import NOW, sale
from tests.visits import care as make
from visits.models import CareAction, CareSuggestion
from visits.services.care_plans import cancel_plan
from visits.services.care_suggestions import put_away_suggestion, sweep_care_dates, take_suggestion

pytestmark = pytest.mark.django_db


def plan_with_dates(people):
    people.customer.since = date(2016, 11, 28)
    people.customer.save()
    sold = sale(people.customer, code="HX-300", batch="B1", quantity=3)
    sold.warranty_until = date(2027, 1, 9)
    sold.save()
    return make.running(people)


def take(people, row, **changes):
    values = {"title": "写感谢信", "owner": people.rep, "due_on": row.due_on, "actor": people.rep, "now": NOW}
    return take_suggestion(suggestion_id=row.pk, **{**values, **changes})


def test_sweep_offers_what_dates_suggest_once_and_adds_nothing_by_itself(people):
    plan = plan_with_dates(people)
    assert sweep_care_dates(now=NOW) == 1
    assert sweep_care_dates(now=NOW) == 0  # looked at today
    assert sweep_care_dates(now=NOW + timedelta(days=1)) == 1
    assert list(plan.suggestions.values_list("kind", flat=True)) == ["since", "warranty"]
    assert not CareAction.objects.exists()


def test_suggestion_becomes_one_action_with_its_history(people):
    plan_with_dates(people)
    sweep_care_dates(now=NOW)
    row = CareSuggestion.objects.get(kind="since")
    action = take(people, row)
    row.refresh_from_db()
    assert (row.state, row.action, action.plan_id) == ("taken", action, row.plan_id)
    for again in (lambda: take(people, row), lambda: put_away(people, row)):
        with pytest.raises(Conflict):
            again()
    assert CareAction.objects.count() == 1


def put_away(people, row, **changes):
    return put_away_suggestion(suggestion_id=row.pk, **{"actor": people.rep, "now": NOW, **changes})


def test_what_was_put_away_does_not_come_back(people):
    plan = plan_with_dates(people)
    sweep_care_dates(now=NOW)
    row = CareSuggestion.objects.get(kind="warranty")
    with pytest.raises(NotPermitted):
        put_away(people, row, actor=people.clerk)
    put_away(people, row)
    sweep_care_dates(now=NOW + timedelta(days=2))
    assert plan.suggestions.filter(kind="warranty").get().state == "put_away"


def test_ended_plan_is_not_looked_at(people):
    plan = plan_with_dates(people)
    cancel_plan(plan_id=plan.pk, reason="客户停产", actor=people.manager, now=NOW)
    assert sweep_care_dates(now=NOW) == 0
    assert not CareSuggestion.objects.exists()
