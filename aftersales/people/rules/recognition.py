"""When a correction may be decided."""

from datetime import datetime, timedelta

TO_COMMENT = timedelta(days=3)


def is_heard(proposed_at: datetime, commented_at: datetime | None, now: datetime) -> bool:
    """Whether the person has commented, or had three days to do so."""
    return commented_at is not None or now - proposed_at >= TO_COMMENT
