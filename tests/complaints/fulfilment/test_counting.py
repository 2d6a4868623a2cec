"""Counts of pieces and amounts in fulfilment, with steps in any order."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aftersales.kernel.errors import Conflict, DomainError, InvalidInput
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
        (LineCount(3, received=2), "repair", 0),
        (LineCount(3, received=2, inspected=2), "repair", 2),
        (LineCount(3, received=2, inspected=2, refused=1), "repair", 1),
        (LineCount(3, received=2, waived=1, inspected=2, sent=1), "repair", 2),
        (LineCount(3, kept=1), "exchange", 2),
        (LineCount(3, received=3, inspected=3, refused=2, forgone=1), "exchange", 0),
    ],
)
def test_repaired_goods_are_dispatched_only_after_they_were_accepted(count, remedy, sendable):
    assert count.sendable(remedy) == sendable


@pytest.mark.parametrize(
    ("amount", "payable", "refunded", "whole"),
    [("100", "100", "0", True), ("99.99", "100", "0", False), ("0.01", "100", "99.99", True)],
)
def test_refund_is_complete_at_the_last_cent(amount, payable, refunded, whole):
    assert fulfilment.check_refund(Decimal(amount), payable=Decimal(payable), refunded=Decimal(refunded)) is whole


W = fulfilment.Worth


@pytest.mark.parametrize(
    ("goods", "approved", "costs", "due", "earned"),
    [
        ([], "500", "500", "500", "500"),
        ([W(Decimal(100), LineCount(3))], "300", "0", "300", "0"),
        ([W(Decimal(100), LineCount(3, received=1, inspected=1))], "300", "0", "300", "100"),
        ([W(Decimal(100), LineCount(3, received=1, inspected=1, kept=2))], "300", "0", "100", "100"),
        ([W(Decimal(100), LineCount(3, received=3, inspected=3, refused=3))], "300", "0", "0", "0"),
        ([W(Decimal(100), LineCount(3, kept=3))], "330", "30", "0", "0"),
        ([W(Decimal(100), LineCount(3, kept=2, waived=1))], "330", "30", "130", "130"),
        ([W(Decimal(100), LineCount(3, received=1, inspected=1, kept=2))], "200", "0", "66.67", "66.67"),
        ([W(Decimal(100), LineCount(1, kept=1)), W(Decimal(7), LineCount(2, waived=2))], "114", "0", "14", "14"),
    ],
)
def test_only_what_is_accepted_is_payable(goods, approved, costs, due, earned):
    amount = sum((each.count.expected * each.price for each in goods), Decimal(costs))
    facts = {"approved": Decimal(approved), "amount": amount, "costs": Decimal(costs)}
    assert fulfilment.payable(goods, **facts) == Decimal(due)
    assert fulfilment.payable(goods, **facts, earned=True) == Decimal(earned)


@pytest.mark.parametrize("amount", ["0", "-1", "0.02", "100.01", "0.001", "NaN", "Infinity", "1E30"])
def test_refund_beyond_the_approval_is_refused(amount):
    with pytest.raises(DomainError) as caught:
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


VERBS = ["receive", "waive", "keep", "inspect", "send", "send_back"]
STEPS = st.lists(st.tuples(st.sampled_from(VERBS), st.integers(-3, 12)), max_size=25)


@settings(max_examples=150, deadline=None)
@given(expected=st.integers(1, 10), steps=STEPS)
def test_counts_of_pieces_reconcile_after_random_steps(expected, steps):
    count = LineCount(expected)
    for verb, pieces in steps:
        try:
            count = getattr(count, verb)(pieces)
        except (InvalidInput, Conflict):
            continue
        assert count.expected == count.received + count.waived + count.kept + count.outstanding
        assert 0 <= count.sent_back <= count.refused <= count.inspected <= count.received <= expected
        assert count.outstanding >= 0 and count.waived >= 0 and count.kept >= 0 and count.to_send >= 0
        assert 0 <= count.earned <= count.due <= expected and 0 <= count.sent <= count.due
        assert count.reconciles == (count.received + count.waived + count.kept == expected)


CENTS = st.integers(-500, 5000).map(lambda cents: Decimal(cents) / 100)


@settings(max_examples=150, deadline=None)
@given(payable=st.integers(0, 10_000).map(lambda cents: Decimal(cents) / 100), tries=st.lists(CENTS, max_size=20))
def test_refunds_never_exceed_the_approval(payable, tries):
    refunded = Decimal(0)
    for amount in tries:
        try:
            whole = fulfilment.check_refund(amount, payable=payable, refunded=refunded)
        except DomainError:
            continue
        refunded += amount
        assert 0 < refunded <= payable
        assert whole == (refunded == payable)
