from datetime import UTC, date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from complaints.enums import Remedy
from complaints.rules.content import content_hash

pytestmark = pytest.mark.once

LINES = [
    {"product": 7, "quantity": 2, "unit_price": Decimal("10.50")},
    {"product": 8, "quantity": 1, "unit_price": Decimal("3.00")},
]
PROPOSAL = {"remedy": "refund", "costs": Decimal("20.00"), "lines": LINES, "note": "caf\u00e9"}


@pytest.mark.parametrize(
    "same",
    [
        {"remedy": Remedy.REFUND},
        {"costs": Decimal(20)},
        {"costs": 20},
        {"costs": Decimal("2E+1")},
        {"lines": LINES[::-1]},
        {"lines": tuple(LINES)},
        {"note": "cafe\u0301"},
    ],
)
def test_same_content_has_the_same_hash(same):
    assert content_hash(PROPOSAL | same) == content_hash(PROPOSAL)


@pytest.mark.parametrize(
    "changed",
    [
        {"remedy": "exchange"},
        {"costs": Decimal("20.01")},
        {"costs": "20"},
        {"costs": None},
        {"lines": LINES[:1]},
        {"lines": [LINES[0], LINES[0]]},
        {"note": ""},
        {"more": None},
    ],
)
def test_changed_content_has_another_hash(changed):
    assert content_hash(PROPOSAL | changed) != content_hash(PROPOSAL)


def test_hash_does_not_change_between_versions():
    stored = "dd8966e595da760fca408466fe492d6bf3c1cd8f5b36eb0ba64aee5962c91166"
    assert content_hash({"remedy": "none", "amount": Decimal("0.00"), "on": date(2026, 1, 5)}) == stored


def test_moments_are_the_same_in_every_time_zone():
    moment = datetime(2026, 1, 5, 2, 0, tzinfo=UTC)
    local = moment.astimezone(ZoneInfo("Asia/Shanghai"))
    assert content_hash({"at": moment}) == content_hash({"at": local})


@pytest.mark.parametrize(("value", "refusal"), [(1.5, TypeError), (b"x", TypeError), (Decimal("NaN"), ValueError)])
def test_content_refuses_inexact_values(value, refusal):
    with pytest.raises(refusal):
        content_hash({"amount": value})
