"""Which earlier decisions are like one to be made, and how they spread."""

from decimal import Decimal

import pytest

from complaints.rules.precedent import SHOWN, Case, precedent_of, quantile

MINE, OTHER = 1, 2


def case(amount, *, product=MINE, paid=100, granted=True) -> Case:
    return Case(amount, product, Decimal(amount), Decimal(paid), granted)


def compared(asked, *earlier, by_price=True):
    return precedent_of(asked, list(earlier), by_price=by_price)


@pytest.mark.parametrize(
    ("values", "quarters"),
    [
        ([7], (7, 7, 7)),
        ([1, 2], ("1.25", "1.5", "1.75")),
        ([4, 1, 3, 2], ("1.75", "2.5", "3.25")),
        ([5, 4, 3, 2, 1], (2, 3, 4)),
    ],
)
def test_quartiles_lie_between_the_nearest_values(values, quarters):
    assert tuple(quantile([Decimal(v) for v in values], q) for q in (1, 2, 3)) == tuple(map(Decimal, quarters))


def test_without_earlier_decisions_there_is_nothing_to_compare_with():
    assert compared(case(50)) is None


@pytest.mark.parametrize(("alike", "expected"), [(2, False), (3, True)])
def test_the_same_product_is_compared_alone_if_it_was_decided_often_enough(alike, expected):
    found = compared(case(50), case(90, product=OTHER), *[case(50)] * alike)
    assert (found.is_same_product, len(found.cases)) == (expected, alike if expected else alike + 1)


def test_a_case_without_a_product_is_compared_with_all():
    found = compared(case(50, product=None), *[case(50, product=None)] * 4, case(70))
    assert (found.is_same_product, len(found.cases)) == (False, 5)


def test_only_the_latest_ten_count():
    found = compared(case(50), *[case(100)] * SHOWN, case(1))
    assert (len(found.cases), found.median) == (SHOWN, 1)


@pytest.mark.parametrize(
    ("asked", "place", "same"), [(49, "below", 0), (50, "within", 1), (80, "within", 1), (81, "above", 0)]
)
def test_place_is_told_from_the_middle_half(asked, place, same):
    found = compared(case(asked), *[case(amount) for amount in (40, 50, 60, 80, 90)])
    assert (found.place, found.same, found.middle) == (place, same, (Decimal("0.5"), Decimal("0.8")))


def test_few_grants_have_no_middle_half():
    found = compared(case(50), case(40), case(60), case(70), case(80, granted=False))
    assert (found.middle, found.place, found.refused, found.median) == (None, "", 1, Decimal("0.6"))


def test_what_was_refused_has_no_value():
    found = compared(case(50), case(100, granted=False))
    assert (found.values, found.median, found.refused) == ((), None, 1)


@pytest.mark.parametrize(("paid", "by_price", "in_shares"), [(100, True, True), (0, True, False), (100, False, False)])
def test_shares_are_compared_only_of_a_price(paid, by_price, in_shares):
    found = compared(case(50, paid=paid), case(80), case(20, paid=0), by_price=by_price)
    assert found.in_shares is in_shares
    assert found.values == ((Decimal("0.8"),) if in_shares else (Decimal(80), Decimal(20)))
