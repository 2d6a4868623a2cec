from datetime import time

import pytest

from visits.rules.towns import route, town_of

pytestmark = pytest.mark.once


@pytest.mark.parametrize(
    ("address", "town"),
    [
        ("江苏省苏州市吴中区东吴路 8 号", "苏州市吴中区"),
        ("苏州市吴中区东吴北路 99 号", "苏州市吴中区"),
        ("上海市浦东新区世纪大道 100 号", "上海市浦东新区"),
        ("江苏省昆山市前进路 1 号", "昆山市"),
        ("浙江省桐庐县城南街道", "桐庐县"),
        ("样例市虚构区示范路 100 号", "样例市虚构区"),
        ("样例市梧桐路 8 号", "样例市"),
        ("幸福路超市旁", "outlet 7"),
        ("12 Sample Road, Springfield", "outlet 7"),
        ("", "outlet 7"),
    ],
)
def test_town_is_city_and_district_else_the_outlet(address, town):
    assert town_of(address, 7) == town


def test_town_is_unknown_without_address_and_outlet():
    assert town_of("", None) == ""
    assert len(town_of("很" * 300 + "市", None)) <= 40


@pytest.mark.parametrize(
    ("stops", "order"),
    [
        ([], []),
        ([(None, "昆山市"), (None, "苏州市"), (None, "昆山市"), (None, "")], [0, 2, 1, 3]),
        ([(None, "苏州市"), (time(14), "昆山市"), (time(9), "苏州市"), (None, "昆山市")], [2, 0, 1, 3]),
        ([(None, ""), (None, ""), (time(8), "")], [2, 0, 1]),
    ],
)
def test_route_keeps_agreed_times_and_goes_town_by_town(stops, order):
    assert route(stops) == order
