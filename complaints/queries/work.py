"""Reads of the daily work: many tickets at once."""

from collections.abc import Sequence

from aftersales.staff.models import User

from ..models import Ticket
from ..permissions import visible_to


def listed_briefly(user: User, numbers: Sequence[str]) -> list[Ticket]:
    """Those of the tickets that the user may see, for a list of what was selected."""
    rows = list(visible_to(user).filter(number__in=numbers).select_related("owner", "customer"))
    for row in rows:
        row.__dict__["line"] = [row.number, row.subject, str(row.customer or "")]
    return rows
