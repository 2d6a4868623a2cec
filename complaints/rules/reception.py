"""The queue of visitors: states, numbers, waiting time (T11).

Source: file 003, service efficiency: changes of the waiting time and their reason are announced to visitors.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from math import ceil

from aftersales.kernel.statemachine import Workflow

VISITOR = Workflow(
    {
        ("waiting", "greet"): "waiting",
        ("waiting", "call"): "serving",
        ("waiting", "leave"): "left",
        ("waiting", "finish"): "done",  # served during the greeting
        ("serving", "back"): "waiting",  # called, but did not come
        ("serving", "leave"): "left",
        ("serving", "finish"): "done",
    },
    initial="waiting",
    final={"done", "left"},
)

# Assumed for each visitor until the first visitors of the day were served.
USUAL_SERVICE = timedelta(minutes=10)
STEP = timedelta(minutes=5)


def label(number: int) -> str:
    """The number as the ticket slip and the screen show it: A007."""
    return f"A{number:03d}"


def lateness(due_at: datetime | None, greeted_at: datetime) -> int | None:
    """Seconds after the due time; negative if in time, None without a due time."""
    return None if due_at is None else int((greeted_at - due_at).total_seconds())


def expected_wait(ahead: int, serving: int, recent: Sequence[timedelta]) -> timedelta:
    """The expected wait of a visitor, in coarse steps because it is an estimate.

    ahead: visitors who are before this one. serving: busy counters. recent: how long the last visitors were served.
    """
    if ahead + serving == 0:
        return timedelta(0)
    usual = sum(recent, timedelta()) / len(recent) if recent else USUAL_SERVICE
    waits = usual * (ahead + 1 if serving else ahead) / max(serving, 1)
    return STEP * ceil(waits / STEP)
