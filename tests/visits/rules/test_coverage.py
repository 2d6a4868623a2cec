"""Boundaries of the rule: in time, late, and the tile map."""

from datetime import date, timedelta

import pytest

from customers.rules.places import province_of, provinces
from visits.rules.coverage import (
    Late,
    Share,
    days_late,
    late_by,
    percent_down,
    quarter_ends,
)
from visits.rules.tiles import NAMES, edges, tiles

DAY = date(2026, 11, 20)


@pytest.mark.parametrize(
    ("late", "in_time", "step"),
    [
        (-31, True, Late.LATER),
        (-30, True, Late.SOON),
        (0, True, Late.SOON),
        (1, False, Late.WEEK),
        (7, False, Late.WEEK),
        (8, False, Late.MONTH),
        (30, False, Late.MONTH),
        (31, False, Late.TWO_MONTHS),
        (60, False, Late.TWO_MONTHS),
        (61, False, Late.LONGER),
    ],
)
def test_steps_begin_and_end_on_the_right_day(late, in_time, step):
    due = DAY - timedelta(days=late)
    assert (days_late(due, DAY), due >= DAY, late_by(due, DAY)) == (late, in_time, step)


def test_share_never_says_more_than_is_true():
    assert percent_down(Share(1000, 999)) == "99"
    assert percent_down(Share(2574, 2412), 1) == "93.7"
    assert percent_down(Share(10, 10), 1) == "100.0"
    assert percent_down(Share(0, 0)) == ""
    assert (Share(10, 9).is_low, Share(100, 89).is_low, Share(9, 9).is_few, Share(10, 9).is_few) == (
        False,
        True,
        True,
        False,
    )


def test_quarter_ends_are_those_that_have_passed():
    assert quarter_ends(date(2026, 11, 20), 2) == [date(2026, 6, 30), date(2026, 9, 30)]
    assert quarter_ends(date(2026, 12, 31), 1) == [date(2026, 9, 30)]
    assert quarter_ends(date(2027, 1, 1), 1) == [date(2026, 12, 31)]


def test_every_province_has_one_tile_at_a_place_of_its_own():
    found = tiles()
    assert len(found) == 34 == len(NAMES)
    assert len({(tile.column, tile.row) for tile in found}) == 34
    assert {tile.name for tile in found} == set(provinces().values())
    assert len({tile.code for tile in found}) == 34


def test_edges_stand_between_different_regions_only():
    assert list(edges({"JS": 1, "SH": 1})) == []
    assert list(edges({"JS": 1, "SH": 2})) == [(6, 4, 6, 5)]
    assert list(edges({"JS": 1, "SD": 2})) == [(5, 4, 6, 4)]


@pytest.mark.parametrize(
    ("text", "province"),
    [
        ("江苏省苏州市工业园区 1 号", "江苏"),
        ("南京东路 200 号，上海", "上海"),
        ("苏州永兴精密机械", "江苏"),
        ("No. 5, Suzhou Industrial Park", "江苏"),
        ("Xi'an High-tech Zone", "陕西"),
        ("样例市示范路 100 号", ""),
        ("", ""),
    ],
)
def test_province_is_read_from_the_address(text, province):
    assert province_of(text) == province
