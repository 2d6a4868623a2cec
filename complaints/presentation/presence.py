"""Prepares who else looks at a ticket, for its page."""

from collections.abc import Sequence
from typing import Any

from aftersales.staff.models import User


def here_mark(present: Sequence[tuple[int, str]]) -> str:
    """What the page shows of others, as a word for an address: it changes when they come, go, or write."""
    return "_".join(f"{pk}{writing and '.'}{writing}" for pk, writing in present)


def present_people(present: Sequence[tuple[int, str]]) -> list[dict[str, Any]]:
    people = User.objects.in_bulk([pk for pk, _writing in present]) if present else {}
    return [{"user": people[pk], "writing": writing} for pk, writing in present if pk in people]
