"""Service quality of teams: what is shown, what is hidden, and the lists that figures open."""

from datetime import date, timedelta

import pytest

from aftersales.kernel.errors import InvalidInput
from complaints.models import TicketEntry
from reports.queries.teams import teams_of
from reports.rules.fair import periods_until, shown_teams, span_of
from tests.factories import NOW
from tests.factories.clients import client_of
from tests.factories.reports import ticket

TODAY = date(2026, 11, 18)


@pytest.mark.parametrize(
    ("period", "first", "last"),
    [
        ("2026-11", date(2026, 11, 1), TODAY),
        ("2026-Q3", date(2026, 7, 1), date(2026, 9, 30)),
        ("2025", date(2025, 1, 1), date(2025, 12, 31)),
        ("2024-12", date(2024, 12, 1), date(2024, 12, 31)),
    ],
)
def test_period_has_its_days_up_to_today(period, first, last):
    found = span_of(period, TODAY)
    assert (found.first, found.last) == (first, last)


@pytest.mark.parametrize(
    "period", ["", "2026-", "2026-13", "2026-Q5", "２026", "0001", "2026-12", "2027", "2026-1", "x" * 99]
)
def test_period_that_is_none_is_refused(period):
    with pytest.raises(InvalidInput):
        span_of(period, TODAY)


def test_periods_are_months_quarters_and_years():
    offered = periods_until(TODAY)
    assert offered[0] == "2026-11" and "2026-Q4" in offered and offered[-1] == "2025"


def test_small_teams_and_those_that_follow_by_subtraction_are_hidden():
    people = {"a": 4, "b": 3, "c": 5, "d": 2}
    assert shown_teams({"a": 40, "b": 30}, 70, people) == {"a", "b"}
    assert shown_teams({"a": 40, "b": 30, "c": 3}, 73, people) == {"a"}
    assert shown_teams({"a": 40, "d": 30}, 70, people) == {"a"}
    assert shown_teams({"a": 2}, 2, people) == set()


def in_team(cast, *people):
    for person in people:
        person.department = cast.warehouse.department
        person.save()


def closed(cast, n: int, **fields):
    for _row in range(n):
        row = ticket(
            cast,
            NOW - timedelta(days=4),
            state="closed",
            closed_at=NOW - timedelta(days=1),
            first_replied_at=NOW - timedelta(days=3),
            **fields,
        )
    return row


def test_figures_open_the_tickets_that_they_count(cast, clock):
    owners = [cast.clerk, cast.clerk2, cast.manager]
    in_team(cast, *owners)
    for owner in owners:
        closed(cast, 3, owner=owner)
    again = closed(cast, 1, owner=cast.clerk2, reopened_count=1)
    TicketEntry.objects.create(ticket=again, kind="customer", at=NOW - timedelta(days=2))
    page = teams_of(cast.executive, {}, NOW)
    [team] = page.rows
    assert team.name == str(cast.warehouse.department)
    assert [(team.closed.share.whole), team.at_once.share.part, team.reopened.share.part] == [10, 9, 1]
    client = client_of(cast.executive, "en")
    for rows in (team.closed.whole, team.at_once.part, team.reopened.part):
        assert client.get(rows.url.replace("/tickets/", "/api/v1/tickets/")).json()["count"] == rows.count
    assert page.own is None
    assert teams_of(cast.clerk2, {}, NOW).own.closed.share.whole == 4
    answer = client.get("/api/v1/reports/teams/", {"period": "2026-11"}).json()
    assert answer["teams"][0]["reopened"]["part"] == 1
    html = client.get("/reports/teams/").content.decode()
    assert "no ranking" in html and str(cast.clerk2) not in html
    assert client.get("/api/v1/reports/teams/", {"period": "2026-13"}).status_code == 400


def test_team_of_two_people_is_hidden(cast, clock):
    in_team(cast, cast.clerk, cast.clerk2)
    closed(cast, 6, owner=cast.clerk)
    page = teams_of(cast.executive, {}, NOW)
    assert [row.closed.hidden for row in page.rows] == [True]
    assert page.total.closed.share.whole == 6
