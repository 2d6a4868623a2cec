"""In which week the customers of a backlog get their turn (V2).

A company that is imported has many customers who are overdue, or who all fall due on the same day. They are not visited
in one month: they are dealt to the weeks in which their reps have time to spare, the most urgent first.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from datetime import date
from itertools import accumulate

# The share of the capacity that the planner fills by itself. The rest is for what falls due as usual.
COMFORTABLE = 0.5
LEAST_WEEKS = 4


def weeks_needed(total: int, room: Sequence[float], *, least: int = LEAST_WEEKS) -> int:
    """The weeks in which `total` visits find room; all weeks if they never do. room: what each week has left."""
    reached = 0.0
    for week, free in enumerate(room, 1):
        reached += free
        if reached >= total and week >= least:
            return week
    return len(room)


def shares(total: int, room: Sequence[float]) -> list[float]:
    """How many of `total` visits each week gets: in proportion to its room; what finds no room is spread evenly."""
    free = sum(room)
    if free >= total and free:
        return [one * total / free for one in room]
    return [one + (total - free) / len(room) for one in room]


class Turns:
    """Deals one backlog to weeks. counts: how many visits fall due in each period, by its first day; the earliest is
    the most urgent. room: what each week has left for them."""

    def __init__(self, counts: Mapping[date, int], room: Sequence[float]) -> None:
        self._starts = sorted(counts)
        self._next = dict(zip(self._starts, accumulate((counts[day] for day in self._starts), initial=0), strict=False))
        self.total = sum(counts.values())
        self._until = list(accumulate(shares(self.total, room)))

    def week_of(self, due_on: date) -> int:
        """The week of the next visit that is due on this day, counted from 0."""
        at = max(0, bisect_right(self._starts, due_on) - 1)
        start = self._starts[at]
        turn, self._next[start] = self._next[start], self._next[start] + 1
        return min(bisect_right(self._until, turn + 0.5), len(self._until) - 1)


def crowded_until(due: Sequence[int], room: Sequence[float], now: int) -> int | None:
    """The last of the weeks whose visits must begin now, in order to find room by their due weeks; None if there is
    time. due, room: how many fall due in each week, and what each has left. now: how many weeks are planned anyway.

    From the last week back, what does not fit into a week moves to the one before.
    """
    moved, last = 0.0, None
    for week in range(len(due) - 1, now - 1, -1):
        if not moved:
            last = week
        moved = max(0.0, moved + due[week] - room[week])
    return last if moved else None
