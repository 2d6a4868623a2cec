"""Plans early for reps whose customers fall due in crowds, so that they are visited by their due days (V2).

A company that is imported has many customers who were never visited, and who therefore fall due on the same day. The
planner alone would find them two weeks before.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta

from django.db import transaction

from aftersales.store.sweeping import together_or_each

from ..models import VisitPace
from ..queries.cadence import due_schedules, in_batches
from ..queries.placing import Owner, due_by_week, paces
from ..rules.levelling import crowd_turns
from ..rules.placing import HORIZON
from . import planning
from .placing import Placing


@transaction.atomic
def set_paces(*, now: datetime) -> int:
    """Compute the pace of each rep; returns of how many."""
    rows = [VisitPace(rep_id=rep, visits_a_week=pace) for rep, pace in sorted(paces().items())]
    VisitPace.objects.exclude(rep__in=[row.rep_id for row in rows]).delete()
    VisitPace.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=["rep"], update_fields=["visits_a_week"], batch_size=500
    )
    return len(rows)


def plan_ahead(*, now: datetime, batch: int = planning.BATCH) -> int:
    """Compute the paces, and plan the visits of crowds whose time has come; returns how many. It may be repeated,
    killed and run twice."""
    set_paces(now=now)
    run = planning.start(now, HORIZON)
    until = run.today + timedelta(days=365)
    made = 0
    for owner, due in due_by_week(run.today, until).items():
        if last := _crowded(run.placing, owner, due):
            made += _plan(replace(run, until=last), owner, batch)
    return made


def _crowded(placing: Placing, owner: Owner, due: dict[date, int]) -> date | None:
    """The last day of a crowd that needs to be planned now, whose customers get their turns."""
    if (found := crowd_turns(placing.board, placing.counted(owner), due, HORIZON // 7)) is None:
        return None
    last, placing.crowds[owner] = found
    return last


def _plan(run: planning.Run, owner: Owner, batch: int) -> int:
    due = owner.schedules(due_schedules(run.until))
    return sum(
        together_or_each(customers, lambda some: planning.plan_batch(run, some)) for customers in in_batches(due, batch)
    )
