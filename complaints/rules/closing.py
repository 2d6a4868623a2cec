"""Why a ticket can't be closed yet.

Sources: file 001 clause 3.4(7), file 003 chapter 2(4) (the customer's problem is followed until it
is properly solved); requirements T7, T9, Q3.
"""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from .fulfilment import LineCount

FULFILMENT_OVER = frozenset({"done", "cancelled"})


OBSTACLES = {
    "approval_pending": _("An approval is still pending."),
    "fulfilment_not_done": _("The approved resolution has not been fulfilled yet."),
    "refund_not_recorded": _("The refund has not been recorded in full."),
    "refund_exceeds_approval": _("The refunded amount exceeds the approved amount."),
    "quantities_differ": _("The goods received don’t match the goods expected."),
    "not_inspected": _("Some received goods have not been inspected."),
    "investigate_needed": _(
        "An intrinsic quality problem: investigate it, or let the quality deputy manager say why that isn’t needed."
    ),
    "case_open": _("Still open: %(numbers)s."),
    "customer_not_confirmed": _("The customer has not confirmed the resolution."),
}


def closing_obstacles(
    *,
    approval_pending: bool,
    fulfilment_state: str | None,
    refund_due: Decimal,
    refunded: Decimal,
    goods: Iterable[LineCount],
    customer_confirmed: bool,
    open_cases: int,
    investigate_needed: bool = False,
) -> list[str]:
    """The codes of OBSTACLES that apply, in the order in which they should be resolved.

    `fulfilment_state` is None if there is no fulfilment. `refund_due` is the approved amount to be
    paid to the customer; it is zero if the remedy pays nothing or was cancelled.
    """
    counts = list(goods)
    found = {
        "approval_pending": approval_pending,
        "fulfilment_not_done": fulfilment_state is not None and fulfilment_state not in FULFILMENT_OVER,
        "refund_not_recorded": refunded < refund_due,
        "refund_exceeds_approval": refunded > refund_due,
        "quantities_differ": not all(count.reconciles for count in counts),
        "not_inspected": any(count.to_inspect for count in counts),
        "investigate_needed": investigate_needed,
        "case_open": open_cases > 0,
        "customer_not_confirmed": not customer_confirmed,
    }
    return [code for code in OBSTACLES if found[code]]
