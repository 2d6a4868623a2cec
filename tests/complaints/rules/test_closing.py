from decimal import Decimal

import pytest

from complaints.rules.closing import OBSTACLES, closing_obstacles
from complaints.rules.fulfilment import LineCount

pytestmark = pytest.mark.once

READY = {
    "approval_pending": False,
    "fulfilment_state": "done",
    "refund_due": Decimal("200.00"),
    "refunded": Decimal("200.00"),
    "goods": [LineCount(expected=5, received=5, inspected=5)],
    "customer_confirmed": True,
    "open_cases": 0,
}


@pytest.mark.parametrize(
    ("change", "obstacles"),
    [
        ({}, []),
        ({"approval_pending": True}, ["approval_pending"]),
        ({"fulfilment_state": None}, []),
        ({"fulfilment_state": "cancelled"}, []),
        ({"fulfilment_state": "settling"}, ["fulfilment_not_done"]),
        ({"refunded": Decimal("199.99")}, ["refund_not_recorded"]),
        ({"refunded": Decimal("200.01")}, ["refund_exceeds_approval"]),
        ({"goods": []}, []),
        ({"goods": [LineCount(5, 4, inspected=4)]}, ["quantities_differ"]),
        ({"goods": [LineCount(5, 5, inspected=4)]}, ["not_inspected"]),
        ({"goods": [LineCount(5, 6, inspected=6)]}, ["quantities_differ"]),
        ({"goods": [LineCount(5, 4, waived=1, inspected=4)]}, []),
        ({"goods": [LineCount(5, 0, waived=5)]}, []),
        ({"goods": [LineCount(5, 4, inspected=4), LineCount(5, 6, inspected=6)]}, ["quantities_differ"]),
        ({"open_cases": 1}, ["case_open"]),
        ({"customer_confirmed": False}, ["customer_not_confirmed"]),
    ],
)
def test_each_obstacle_is_named(change, obstacles):
    assert closing_obstacles(**READY | change) == obstacles


def test_obstacles_are_in_the_order_of_work():
    found = closing_obstacles(
        approval_pending=True,
        fulfilment_state="awaiting_goods",
        refund_due=Decimal(1),
        refunded=Decimal(0),
        goods=[LineCount(2, 1)],
        customer_confirmed=False,
        open_cases=2,
        investigate_needed=True,
    )
    assert found == [code for code in OBSTACLES if code != "refund_exceeds_approval"]
    assert all(str(OBSTACLES[code]) for code in found)
