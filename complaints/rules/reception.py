"""The queue of visitors: states, numbers, waiting time (T11).

Source: file 003, service efficiency: visitors are told of changes in the waiting time and of the reason.
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
        ("waiting", "finish"): "done",  # settled while greeting
        ("serving", "back"): "waiting",  # called, and not there
        ("serving", "leave"): "left",
        ("serving", "finish"): "done",
    },
    initial="waiting",
    final={"done", "left"},
)

# Until visitors of today were served.
USUAL_SERVICE = timedelta(minutes=10)
STEP = timedelta(minutes=5)


def label(number: int) -> str:
    """What the visitor holds and the screen calls: A007."""
    return f"A{number:03d}"


def lateness(due_at: datetime | None, greeted_at: datetime) -> int | None:
    """Seconds after the due moment; negative when in time, None without one."""
    return None if due_at is None else int((greeted_at - due_at).total_seconds())


def expected_wait(ahead: int, serving: int, recent: Sequence[timedelta]) -> timedelta:
    """How long somebody with so many ahead will wait, in coarse steps, because it is an estimate.

    serving: the counters that are busy. recent: how long the last visitors were served.
    """
    if ahead + serving == 0:
        return timedelta(0)
    usual = sum(recent, timedelta()) / len(recent) if recent else USUAL_SERVICE
    waits = usual * (ahead + 1 if serving else ahead) / max(serving, 1)
    return STEP * ceil(waits / STEP)
