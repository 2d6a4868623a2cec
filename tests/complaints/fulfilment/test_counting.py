"""Counts of pieces and amounts in fulfilment, with steps in any order."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aftersales.kernel.errors import InvalidInput
from complaints.rules import fulfilment
from complaints.rules.fulfilment import LineCount

pytestmark = pytest.mark.once


@pytest.mark.parametrize(
    ("counts", "state"),
    [
        ([LineCount(2)], "awaiting_goods"),
        ([LineCount(2, received=1)], "inspecting"),
        ([LineCount(2, received=1, inspected=1)], "awaiting_goods"),
        ([LineCount(2, received=1, waived=1, inspected=1)], "settling"),
        ([LineCount(2, waived=2)], "settling"),
        ([LineCount(1, received=1, inspected=1), LineCount(1)], "awaiting_goods"),
        ([LineCount(1, received=1, inspected=1), LineCount(1, received=1)], "inspecting"),
        ([LineCount(1, received=1, inspected=1), LineCount(1, received=1, inspected=1)], "settling"),
    ],
)
def test_state_follows_the_counts_of_goods(counts, state):
    assert fulfilment.state_after(counts) == state


@pytest.mark.parametrize(
    ("count", "remedy", "sendable"),
    [
        (LineCount(3), "exchange", 3),
        (LineCount(3, sent=1), "exchange", 2),
        (LineCount(3), "repair", 0),
        (LineCount(3, received=2), "repair", 2),
        (LineCount(3, received=2, waived=1, sent=1), "repair", 2),
    ],
)
def test_repaired_goods_are_dispatched_only_after_receipt(count, remedy, sendable):
    assert count.sendable(remedy) == sendable


@pytest.mark.parametrize(
    ("amount", "payable", "refunded", "whole"),
    [("100", "100", "0", True), ("99.99", "100", "0", False), ("0.01", "100", "99.99", True)],
)
def test_refund_is_complete_at_the_last_cent(amount, payable, refunded, whole):
    assert fulfilment.check_refund(Decimal(amount), payable=Decimal(payable), refunded=Decimal(refunded)) is whole


@pytest.mark.parametrize("amount", ["0", "-1", "0.02", "NaN", "Infinity"])
def test_refund_beyond_the_approval_is_refused(amount):
    with pytest.raises(InvalidInput) as caught:
        fulfilment.check_refund(Decimal(amount), payable=Decimal(100), refunded=Decimal("99.99"))
    assert caught.value.code == "more_than_approved"


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("", []),
        ("a1\r\nb2", ["A1", "B2"]),
        ("A1，A2、a1; a3", ["A1", "A2", "A3"]),
        (" SN 1 ", ["SN", "1"]),
    ],
)
def test_serials_are_parsed_as_a_scanner_types_them(text, found):
    assert fulfilment.serials_in(text) == found


@pytest.mark.parametrize(("known", "said"), [("", None), ("SN1", True), ("SN2 SN1", True), ("SN2", False)])
def test_serial_is_compared_with_the_purchase(known, said):
    assert fulfilment.serial_of_purchase("sn1", known) is said


@pytest.mark.parametrize(
    ("serials", "count", "code"),
    [
        (["A", "B"], 1, "too_many_serials"),
        (["A", "a"], 2, "serial_twice"),
        ([" "], 1, "serial_length"),
        (["A" * 61], 1, "serial_length"),
    ],
)
def test_impossible_serials_are_refused(serials, count, code):
    with pytest.raises(InvalidInput) as caught:
        fulfilment.check_serials(serials, count)
    assert caught.value.code == code


def test_return_is_due_in_two_weeks_by_default():
    today = date(2026, 11, 18)
    assert fulfilment.return_due(None, today) == date(2026, 12, 2)
    assert fulfilment.return_due(today, today) == today
    for asked in (date(2026, 11, 17), date(2027, 11, 19)):
        with pytest.raises(InvalidInput):
            fulfilment.return_due(asked, today)


STEPS = st.lists(st.tuples(st.sampled_from(["receive", "waive", "inspect", "send"]), st.integers(-3, 12)), max_size=25)


@settings(max_examples=150, deadline=None)
@given(expected=st.integers(1, 10), steps=STEPS)
def test_counts_of_pieces_reconcile_after_random_steps(expected, steps):
    count = LineCount(expected)
    for verb, pieces in steps:
        try:
            count = count.inspect() if verb == "inspect" else getattr(count, verb)(pieces)
        except InvalidInput:
            continue
        assert count.expected == count.received + count.waived + count.outstanding
        assert 0 <= count.inspected <= count.received <= expected
        assert count.outstanding >= 0 and count.waived >= 0 and 0 <= count.sent <= expected
        assert count.reconciles == (count.received + count.waived == expected)


CENTS = st.integers(-500, 5000).map(lambda cents: Decimal(cents) / 100)


@settings(max_examples=150, deadline=None)
@given(payable=st.integers(0, 10_000).map(lambda cents: Decimal(cents) / 100), tries=st.lists(CENTS, max_size=20))
def test_refunds_never_exceed_the_approval(payable, tries):
    refunded = Decimal(0)
    for amount in tries:
        try:
            whole = fulfilment.check_refund(amount, payable=payable, refunded=refunded)
        except InvalidInput:
            continue
        refunded += amount
        assert 0 < refunded <= payable
        assert whole == (refunded == payable)
