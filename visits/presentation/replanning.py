"""The preview of a hand-over: each taker before and after, and what was checked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from aftersales.staff.models import User
from aftersales.web.moments import day

from ..models import Visit
from ..queries.replanning import Preview
from ..rules.replanning import OpenVisit, Taker, busiest

NAMED = 5  # customers that a check names
ROOM = 1.1  # the line goes a little beyond the highest limit


@dataclass(frozen=True)
class TakerRow:
    """A taker in their fullest week: before → after / capacity; the places on the line in per cent."""

    rep: User
    count: int
    before: int
    after: int
    capacity: int
    was: str
    now: str
    limit: str


@dataclass(frozen=True)
class Check:
    """state: done, or due if somebody has to see to it."""

    state: str
    text: str
    detail: str = ""


def taker_rows(found: Preview, people: Sequence[User]) -> list[TakerRow]:
    rows = [_row(found, taker) for taker in found.takers]
    top = max((max(after, capacity) for _week, _before, after, capacity in rows), default=0) * ROOM or 1
    by_id = {user.pk: user for user in people}
    return [
        TakerRow(
            by_id[taker.id],
            found.plan.count_for(taker.id),
            before,
            after,
            capacity,
            *(f"{value / top:.1%}" for value in (before, after, capacity)),
        )
        for taker, (_week, before, after, capacity) in zip(found.takers, rows, strict=True)
    ]


def _row(found: Preview, taker: Taker) -> tuple[date, int, int, int]:
    week = busiest(taker, found.plan.after)
    return week, taker.load.get(week, 0), found.plan.after[taker.id, week], taker.capacity[week]


def checks(found: Preview, today: date) -> list[Check]:
    """What was checked, each with a figure."""
    plan = found.plan
    rows = [_in_time(found, today), _towns(found)]
    if plan.asked:
        text = _("Dates agreed with the customer, ask first: %(count)s") % {"count": len(plan.asked)}
        rows.append(Check("due", text, _named(found, plan.asked)))
    if plan.left:
        text = _("Nobody has room in the week: %(count)s") % {"count": len(plan.left)}
        rows.append(Check("due", text, _named(found, plan.left)))
    return [*rows, _complete(found)]


def _in_time(found: Preview, today: date) -> Check:
    given = [found.visits[row.visit.id] for row in found.plan.given]
    late = [row for row in given if max(row.planned_on, today) > row.due_on]
    if late:
        text = _("Planned after their due date: %(late)s of %(count)s") % {"late": len(late), "count": len(given)}
        return Check("due", text, _("The hand-over leaves the dates as they are."))
    text = _("Not later than their due date: %(count)s") % {"count": len(given)}
    margin = min(((row.due_on - row.planned_on).days for row in given), default=0)
    return Check("done", text, _("Days left of the closest: %(days)s") % {"days": margin} if given else "")


def _towns(found: Preview) -> Check:
    same = sum(row.same_town for row in found.plan.given)
    rest = len(found.plan.given) - same
    text = _("To somebody who visits in the same town: %(count)s") % {"count": same}
    return Check("done", text, _("To whoever has most room: %(count)s") % {"count": rest} if rest else "")


def _complete(found: Preview) -> Check:
    plan = found.plan
    after = {row.visit.id for row in plan.given} | {row.id for row in (*plan.asked, *plan.left)}
    text = _("Nobody is missing and nobody is visited twice")
    detail = _("Customers before: %(before)s, after: %(after)s") % {"before": len(found.visits), "after": len(after)}
    return Check("done" if len(after) == len(found.visits) else "due", text, detail)


def _named(found: Preview, rows: Sequence[OpenVisit]) -> str:
    visits: list[Visit] = [found.visits[row.id] for row in rows[:NAMED]]
    named = [f"{visit.customer.name} {day(visit.planned_on)}" for visit in visits]
    more = len(rows) - len(named)
    return ", ".join([*named, *([_("%(count)s more") % {"count": more}] if more else [])])


def title_of(data: dict[str, Any], count: int) -> str:
    values = {"rep": data["rep"], "day": day(data["from_on"]), "until": day(data["until_on"]), "count": count}
    if data["until_on"]:
        return _("Preview: %(rep)s is away from %(day)s to %(until)s, visits: %(count)s") % values
    return _("Preview: %(rep)s leaves on %(day)s, visits: %(count)s") % values
