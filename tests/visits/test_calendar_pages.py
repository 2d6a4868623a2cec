"""The calendar by month and week, one day, and the load of the reps."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.factories import NOW, customer_of, person
from tests.factories.visits import visit_of, visited

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_now", "four_a_day")]
TODAY = date(2026, 11, 18)


@pytest.fixture
def manager(client, people):
    client.force_login(people.manager)
    return client


def planned(people, count, day=TODAY, *, first=100, rep=None, region=None):
    for n in range(first, first + count):
        customer = customer_of(region or people.east, rep=rep or people.rep, number=f"CU-{n:05}", name=f"厂家{n}")
        visit_of(customer, rep=rep or people.rep, due_on=day + timedelta(days=9), planned_on=day)


def page(client, name="visit_calendar", *args, language="en", **query):
    answer = client.get(reverse(name, args=args), query, headers={"accept-language": language})
    assert answer.status_code == 200
    return answer


def day_of(answer, day):
    return next(cell for week in answer.context["cells"] for cell in week if cell.day.on == day)


def bars_of(answer, rep):
    return next(bars for row, bars in answer.context["loads"] if row.rep == rep)


def test_month_counts_planned_visits_and_those_that_took_place_against_what_can_be_done(manager, people):
    planned(people, 6)
    visited(people.customer, NOW - timedelta(days=1), rep=people.rep)
    answer = page(manager)
    today, before = day_of(answer, TODAY), day_of(answer, TODAY - timedelta(days=1))
    reps = len(answer.context["loads"])
    assert (today.day.count, before.day.count) == (6, 1)
    assert today.day.capacity == 4 * reps
    assert [state for _visit, state in before.visits] == ["done"]
    assert len(today.visits) == 2
    assert "November 2026" in answer.content.decode()
    assert "2026年11月" in page(manager, language="zh-hans").content.decode()


def test_full_days_and_weeks_say_by_how_many(manager, people):
    planned(people, 6)
    answer = page(manager, rep=people.rep.pk)
    assert day_of(answer, TODAY).day.over == 2
    assert "over by 2" in answer.content.decode()
    planned(people, 16, TODAY + timedelta(days=1), first=200)
    week = bars_of(page(manager), people.rep)[0]
    assert (week.week.count, week.week.capacity, week.classes) == (22, 20, "over")
    assert "rep has 2 too many in W47" in page(manager).content.decode()


def test_days_off_have_no_capacity(manager, people):
    answer = page(manager)
    saturday = day_of(answer, date(2026, 11, 21))
    assert (saturday.day.capacity, "off" in saturday.classes) == (0, True)


def test_month_and_week_lead_to_those_beside_them(manager):
    answer = page(manager, at="2026-01-31")
    assert "at=2025-12-01" in answer.context["before_url"]
    assert "at=2026-02-01" in answer.context["after_url"]
    answer = page(manager, at="2026-01-01", view="week")
    assert [cell.day.on for cell in answer.context["cells"][0]][0] == date(2025, 12, 29)
    assert "at=2026-01-08" in answer.context["after_url"]


@pytest.mark.parametrize("at", ["", "x", "0001-01-01", "9999-12-31", "2026-02-30", "2100-12-31", "1" * 400])
def test_calendar_opens_at_any_day(manager, at):
    page(manager, at=at, rep="x", region="9" * 30, view="y", page="z")
    assert manager.get(reverse("visit_calendar_day", args=[at or "x"])).status_code == 404


def test_filters_show_one_rep_or_region(manager, people):
    planned(people, 2)
    other = person("west-rep", "rep", region=people.west)
    planned(people, 3, first=300, rep=other, region=people.west)
    assert day_of(page(manager), TODAY).day.count == 5
    assert day_of(page(manager, rep=other.pk), TODAY).day.count == 3
    assert day_of(page(manager, region=people.east.pk), TODAY).day.count == 2


def test_filters_are_chips_that_keep_month_and_view(manager, people):
    shown = page(manager, rep=people.rep.pk, at="2026-12-01", view="week")
    (chip,) = shown.context["filters"]
    assert (chip["value"], chip["remove_url"]) == (str(people.rep), "?at=2026-12-01&view=week")
    (more,) = shown.context["more_filters"]
    assert f"rep={people.rep.pk}" in more["url"] and "view=week" in more["url"] and "filter=region" in more["url"]
    added = page(manager, rep=people.rep.pk, filter="region")
    assert [one["open"] for one in added.context["filters"]] == [False, True]
    assert 'name="region"' in added.content.decode()
    assert [one["label"] for one in page(manager, rep="x").context["filters"]] == []


def test_reps_see_their_region_and_their_own_load_only(client, people):
    planned(people, 2)
    planned(people, 3, first=300, rep=person("west-rep", "rep", region=people.west), region=people.west)
    client.force_login(people.rep)
    answer = page(client)
    assert day_of(answer, TODAY).day.count == 2
    assert [row.rep for row, _bars in answer.context["loads"]] == [people.rep]


def test_day_lists_its_visits_and_leads_back(manager, people):
    planned(people, 3)
    answer = page(manager, "visit_calendar_day", TODAY.isoformat(), rep=people.rep.pk)
    text = answer.content.decode()
    assert all(f"厂家{n}" in text for n in (100, 101, 102))
    assert f"?rep={people.rep.pk}&amp;at=2026-11-18" in text


def test_calendar_takes_the_same_number_of_queries_for_many_visits_and_reps(manager, people):
    def queries():
        with CaptureQueriesContext(connection) as seen:
            page(manager)
        return len(seen)

    planned(people, 1)
    page(manager)
    few = queries()
    for n in range(5):
        planned(people, 8, first=400 + 10 * n, rep=person(f"rep{n}", "rep", region=people.east))
    assert queries() <= few <= 19
