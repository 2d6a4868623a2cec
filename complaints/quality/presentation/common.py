"""The state of a deadline."""

from datetime import date, datetime

from aftersales.store.dates import company_date

from ..enums import ActionState

# The states of an action about which nothing is to be done any more.
ENDED = (ActionState.EFFECTIVE, ActionState.FOLLOWED, ActionState.CANCELLED)


def due_state(due: datetime | date, now: datetime, *, over: bool) -> str:
    """The state of a deadline: done, late, due (today) or ok. over: whether the work is finished."""
    if over:
        return "done"
    today = company_date(now)
    day = company_date(due) if isinstance(due, datetime) else due
    late = due < now if isinstance(due, datetime) else day < today
    return "late" if late else "due" if day == today else "ok"
