"""When an early warning of a batch is raised, goes on and ends (Q6)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from aftersales.kernel.statemachine import Workflow

WEEK = timedelta(weeks=1)
# An alarm of an earlier week is of the past: it raises no warning any more.
LOOK_BACK = 4 * WEEK

WARNING = Workflow(
    {
        ("new", "investigate"): "investigated",
        ("new", "dismiss"): "dismissed",
        ("dismissed", "investigate"): "investigated",
    },
    initial="new",
    final={"investigated", "dismissed"},
)


@dataclass(frozen=True)
class Step:
    """What happens to the warning of a rule. raised: the week that alarmed, if there is a new one. last: the last week
    that alarms. ends: whether the batch is back to normal."""

    raised: date | None = None
    last: date | None = None
    ends: bool = False


def next_step(alarms: Sequence[date], *, lasting: date | None, before: date | None, current: date) -> Step:
    """What the weeks that alarm now mean for the warning of a rule.

    alarms: the Mondays of these weeks. lasting: the last week of the warning that has not ended; before: of the newest
    one that has. current: the week that runs. A warning ends when the last whole week was normal and this one is so
    far; an alarm after that raises the next one, and an alarm that was warned of never raises another one.
    """
    newest = max(alarms, default=None)
    is_over = newest is None or newest < current - WEEK
    if lasting is not None:
        return Step(last=max(lasting, newest or lasting), ends=is_over)
    fresh = [week for week in alarms if week >= current - LOOK_BACK and (before is None or week > before)]
    return Step(raised=min(fresh), last=max(fresh), ends=is_over) if fresh else Step()
