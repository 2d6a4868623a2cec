"""In which week the customers of a backlog get their turn (V2).

A company that is imported has many customers who are overdue, or who all fall due on the same day. They are not visited
in one month: they are dealt to the weeks in which their reps have time to spare, the most urgent first.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from itertools import accumulate

from .placing import ONE_DAY, ONE_WEEK, SPREAD_DAYS, Board, Rep, monday_of

# The share of the capacity that the planner fills by itself. The rest is for what falls due as usual.
COMFORTABLE = 0.5
LEAST_WEEKS = 4
WEEKS = 53


def room_of(board: Board, reps: Iterable[Rep], *, paced: bool, weeks: int = WEEKS) -> list[float]:
    """What these reps together have left in each week, from that of tomorrow on, without being filled up. paced: not
    more than their pace either, so that those who are visited now do not all fall due together again."""
    who = tuple(reps)
    mondays = [monday_of(board.today + ONE_DAY) + n * ONE_WEEK for n in range(weeks)]
    return [sum(_spare(board, rep, monday, paced) for rep in who) for monday in mondays]


def _spare(board: Board, rep: Rep, monday: date, paced: bool) -> float:
    most = COMFORTABLE * board.room(rep, monday)
    if paced and board.pace(rep):
        most = min(most, board.paced(rep, monday))
    return max(0.0, most - board.planned(rep, monday))


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


def backlog_turns(board: Board, reps: Iterable[Rep], waiting: Mapping[int, Mapping[date, int]]) -> dict[int, Turns]:
    """The turns of the overdue customers whom these reps visit. waiting: by interval in months, how many count from
    which period. What fits into four weeks is visited in them. More is spread at the pace of the reps, but nobody waits
    longer than it takes until the next visit is due."""
    who, total = tuple(reps), sum(sum(counts.values()) for counts in waiting.values())
    room = room_of(board, who, paced=False)
    if (needed := weeks_needed(total, room)) > LEAST_WEEKS:
        room = room_of(board, who, paced=True)
        needed = weeks_needed(total, room)
    return {
        months: Turns(counts, room[: max(1, min(needed, months * WEEKS // 12))]) for months, counts in waiting.items()
    }


def crowd_turns(board: Board, reps: Iterable[Rep], due: Mapping[date, int], horizon: int) -> tuple[date, Turns] | None:
    """The last day of a crowd that needs to be planned now, and the turns of its customers; None if there is time. due:
    by Monday; horizon: the weeks that are planned anyway."""
    room = room_of(board, reps, paced=True)
    mondays = [monday_of(board.today) + n * ONE_WEEK for n in range(len(room))]
    last = crowded_until([due.get(monday, 0) for monday in mondays], room, horizon)
    if last is None:
        return None
    counts = {monday: count for monday, count in due.items() if monday <= mondays[last]}
    return mondays[last] + timedelta(days=6), Turns(counts, room[: last + 1])


def days_around(week: int, today: date, latest: date) -> tuple[date, date]:
    """The days for a visit whose turn is in a week counted from that of tomorrow: a week more on each side, for visits
    in the same town, but not after `latest`."""
    tomorrow = today + ONE_DAY
    monday = monday_of(tomorrow) + week * ONE_WEEK
    last = max(min(monday + timedelta(days=13), latest), min(tomorrow, latest))
    if week < SPREAD_DAYS // 7:
        last = min(last, today + timedelta(days=SPREAD_DAYS))
    return min(max(tomorrow, min(monday - ONE_WEEK, last - 2 * ONE_WEEK)), last), last


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
