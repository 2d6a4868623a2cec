"""Small cases, which may be approved in bulk for one reason (T6)."""

from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from .authority import OFFICE_MEETING


def obstacle(*, step_code: str, amount: Decimal, limit: Decimal, departs: bool = False) -> str | None:
    """The code of the reason why a case can't be approved in bulk, or None.

    amount: the amount of the whole case. A case of exactly the limit is small. departs: whether it departs from what a
    meeting decided.
    """
    if step_code == OFFICE_MEETING:
        return "meeting"
    if departs:
        return "departs"
    return "not_small" if amount > limit else None


OBSTACLE_LABELS = {
    "meeting": _("Requests decided by the management meeting need their own minutes. Decide this one separately."),
    "departs": _("This request departs from what the meeting decided. Decide it separately."),
    "not_small": _("This request is above the bulk approval limit. Decide it separately."),
}
