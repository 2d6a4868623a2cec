"""Figures against hand-counted tickets."""

import statistics
from datetime import date, timedelta
from decimal import Decimal
from random import Random

import pytest

from tests.factories import NOW, sale
from tests.factories.reports import at, closed, replied, sla_target, ticket

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def test_complaints_are_counted_by_company_date(cast, figures):
    # in Shanghai: 1 October 00:00, 18 November 10:00; 30 September 23:59:59 belongs to neither window
    for moment in ("2026-09-30 16:00", "2026-11-18 02:00", "2026-09-30 15:59:59"):
        ticket(cast, at(moment))
    # 1 July 00:00 and 18 August 23:59:59 are the first and last of the same days of Q3, 19 August is not
    for moment in ("2026-06-30 16:00", "2026-08-18 15:59:59", "2026-08-18 16:00", "2026-06-30 15:59:59"):
        ticket(cast, at(moment))
    found = figures().complaints
    assert (found.rows.count, found.previous.count) == (2, 2)


def test_complete_quarter_is_compared_with_a_complete_one(cast, figures):
    for moment in ("2026-09-30 15:59:59", "2026-06-30 15:59:59", "2026-03-31 16:00"):
        ticket(cast, at(moment))
    found = figures(quarter="2026-Q3").complaints
    assert (found.rows.count, found.previous.count) == (1, 2)


def test_complaints_exclude_other_types_and_regions(cast, figures):
    ticket(cast)
    ticket(cast, region=cast.west)
    ticket(cast, region=None, customer=None, contact=None)
    ticket(cast, kind="return")
    assert figures().complaints.rows.count == 3
    assert figures(region="west").complaints.rows.count == 1


def test_weeks_show_the_same_week_of_last_year(cast, figures):
    for moment in ("2026-11-15 15:59:59", "2026-11-15 16:00", "2025-11-16 16:00", "2025-11-16 15:59:59"):
        ticket(cast, at(moment))
    before, this = figures().complaints.weeks[-2:]
    assert (this.span.first, this.rows.count, this.year_before, this.is_over) == (date(2026, 11, 16), 1, 1, False)
    assert (before.rows.count, before.year_before, before.is_over) == (1, 1, True)


def test_week_beyond_three_sigma_breaks_the_limit(cast, figures):
    for week in range(1, 14):
        for _n in range(4):
            ticket(cast, NOW - week * 7 * DAY)
    for _n in range(11):
        ticket(cast)
    found = figures().complaints
    assert found.limits is not None and found.limits.high == 10
    assert [found.limits.broken_by(week.rows.count) for week in found.weeks][-2:] == [False, True]


def test_first_reply_is_in_time_until_the_exact_second(cast, figures):
    replied(cast, 24 * HOUR)
    replied(cast, 24 * HOUR + timedelta(seconds=1))
    replied(cast, HOUR)
    found = figures().replies
    assert (found.in_time.count, found.late.count, found.n) == (2, 1, 3)
    assert found.share == pytest.approx(2 / 3)


def test_unanswered_ticket_counts_as_late_once_it_is_overdue(cast, figures):
    sla_target(ticket(cast, NOW - 2 * DAY), due_at=NOW - DAY)
    sla_target(ticket(cast), due_at=NOW + DAY)
    sla_target(ticket(cast, NOW - 2 * DAY), due_at=None)  # paused
    sla_target(ticket(cast, NOW - 2 * DAY), due_at=NOW - DAY, cancelled_at=NOW)
    sla_target(ticket(cast, NOW - 9 * DAY), due_at=NOW - DAY, code="solution")
    found = figures().replies
    assert (found.in_time.count, found.late.count, found.share) == (0, 1, 0.0)


def test_share_has_that_of_the_quarter_before(cast, figures):
    replied(cast, HOUR, at("2026-07-20 02:00"))
    replied(cast, 30 * HOUR, at("2026-07-20 02:00"))
    found = figures().replies
    assert (found.share, found.previous_share, found.previous_n) == (None, 0.5, 2)


def test_late_tickets_agree_with_the_list_and_a_week_ago_with_sla_targets(cast, figures):
    sla_target(ticket(cast, NOW - 9 * DAY), due_at=NOW - 8 * DAY)  # late for eight days
    sla_target(ticket(cast, NOW - 2 * DAY), due_at=NOW - DAY)
    sla_target(
        ticket(cast, NOW - 12 * DAY), due_at=NOW - 11 * DAY, met_at=NOW - 3 * DAY
    )  # late a week ago, but not now
    sla_target(ticket(cast, NOW - 12 * DAY), due_at=NOW - 11 * DAY, met_at=NOW - 9 * DAY)
    sla_target(ticket(cast, NOW - 12 * DAY), due_at=NOW - 11 * DAY, cancelled_at=NOW - DAY)
    found = figures().lateness
    assert (found.rows.count, found.a_week_ago) == (2, 3)
    assert found.history[-3:] == [0, 3, 2]


def test_cost_per_ticket_is_the_mean_of_all_closed_tickets(cast, figures):
    closed(cast, NOW - DAY, "900.00")
    closed(cast, NOW - DAY, "100.00", "50.00")
    closed(cast, NOW - DAY)
    closed(cast, at("2026-09-30 15:59:59"), "7777.00")
    closed(cast, at("2026-07-09 02:00"), "80.00")
    closed(cast, NOW - DAY, "500.00", state="withdrawn")
    found = figures().cost
    assert (found.closed.count, found.with_cost.count, found.amount) == (3, 2, Decimal(1050))
    assert (found.per_ticket, found.previous_per_ticket) == (Decimal(350), Decimal(80))


def test_cost_per_ticket_is_unknown_without_closed_tickets(figures):
    assert figures().cost.per_ticket is None


@pytest.mark.parametrize(("hours", "median"), [([5], 5), ([1, 9], 5), ([2, 30, 4], 4), ([1, 2, 4, 100], 3)])
def test_hours_to_answer_are_the_median_of_the_region(cast, figures, hours, median):
    for each in hours:
        replied(cast, each * HOUR)
    (east,) = figures().hours
    assert (east.region, east.rows.count) == (cast.east, len(hours))
    assert east.hours == pytest.approx(median, abs=1e-3)


def test_medians_agree_with_python_for_any_numbers(cast, figures):
    chance = Random(1)
    told: dict[tuple[str, int], list[float]] = {}
    for n in range(60):
        region, quarter = chance.choice([("east", 4), ("west", 4), ("east", 3), ("west", 3)])
        hours = chance.expovariate(1 / 20)
        day = at("2026-10-20 02:00") if quarter == 4 else at("2026-07-20 02:00")
        replied(cast, hours * HOUR, day + n * HOUR, region=getattr(cast, region))
        told.setdefault((region, quarter), []).append(hours)
    for each in figures().hours:
        code = each.region.code
        assert each.hours == pytest.approx(statistics.median(told[code, 4]), abs=1e-3)
        assert each.previous_hours == pytest.approx(statistics.median(told[code, 3]), abs=1e-3)
        assert (each.rows.count, each.previous_n) == (len(told[code, 4]), len(told[code, 3]))


def test_tickets_answered_at_once_are_left_out_of_the_median(cast, figures):
    replied(cast, 0 * HOUR, channel="hotline")
    replied(cast, 0 * HOUR, channel="walk_in")
    replied(cast, HOUR, region=None)
    ticket(cast)
    assert figures().hours == []


def test_slowest_region_is_first(cast, figures):
    replied(cast, 3 * HOUR)
    replied(cast, 9 * HOUR, region=cast.west)
    assert [each.region.code for each in figures().hours] == ["west", "east"]


def test_batches_are_ordered_by_complaints_with_the_quarter_before(cast, figures):
    sold = sale(cast.customer, batch="B1", code="LQ-12")
    for _n in range(3):
        ticket(cast, batch="B1", purchase=sold)
    ticket(cast, at("2026-07-20 02:00"), batch="B1")
    ticket(cast, batch="B2")
    ticket(cast, batch="")
    ticket(cast, batch="B3", kind="return")
    ticket(cast, at("2026-07-20 02:00"), batch="B4")
    found = figures().batches.top
    assert [(each.batch, each.product, each.rows.count, each.previous) for each in found] == [
        ("B1", "LQ-12", 3, 1),
        ("B2", "", 1, 0),
    ]


def test_batch_is_above_its_limit_when_chance_does_not_explain_it(cast, figures):
    for n in range(9):
        ticket(cast, batch=f"B{n}")
    for _n in range(11):
        ticket(cast, batch="BAD")
    found = figures().batches
    assert found.limits is not None and found.limits.mean == 2  # 20 complaints of 10 batches
    assert [each.batch for each in found.top if each.is_above] == ["BAD"]
