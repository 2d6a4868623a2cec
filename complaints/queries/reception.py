"""Reads of the reception: the queue at the desk, on the screen and at home. Each in a constant number of queries."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone, translation

from aftersales.web.moments import span, time_to

from ..enums import VisitorState, WaitReason
from ..models import Visitor, WaitChange
from ..rules.reception import expected_wait

RECENT = 10
SHOWN_ON_SCREEN = 12


def visitors_of_today(now: datetime) -> QuerySet[Visitor]:
    return Visitor.objects.filter(day=timezone.localdate(now))


def wait_change(now: datetime) -> WaitChange | None:
    """What visitors are told now; yesterday's word is over."""
    return WaitChange.objects.filter(day=timezone.localdate(now), ended_at=None).first()


def _recent(now: datetime) -> list[timedelta]:
    served = visitors_of_today(now).filter(state=VisitorState.DONE, called_at__isnull=False)
    times = served.order_by("-finished_at").values_list("called_at", "finished_at")[:RECENT]
    return [finished - called for called, finished in times]


def queue(now: datetime) -> dict[str, Any]:
    """Who waits and who is at a counter, in order, with how long it has been and may take."""
    present = visitors_of_today(now).filter(state__in=[VisitorState.WAITING, VisitorState.SERVING])
    rows = list(present.select_related("customer", "served_by").order_by("number"))
    serving = [row for row in rows if row.state == VisitorState.SERVING]
    waiting = [row for row in rows if row.state == VisitorState.WAITING]
    recent = _recent(now) if waiting else []
    return {
        "serving": sorted(serving, key=lambda row: row.called_at or now, reverse=True),
        "waiting": [
            {
                "visitor": row, "waited": now - row.arrived_at, "state": greeting_state(row, now),
                "expected": expected_wait(ahead, len(serving), recent),
            }
            for ahead, row in enumerate(waiting)
        ],
    }  # fmt: skip


def greeting_state(visitor: Visitor, now: datetime) -> str:
    """The dot: greeted, still in time, or late."""
    if visitor.greeted_at:
        return "ok"
    return "late" if visitor.greet_due_at and visitor.greet_due_at < now else "due"


@dataclass(frozen=True)
class Both:
    """The same words in both languages, for a screen that everybody reads."""

    zh: str
    en: str


def both(make: Any) -> Both:
    with translation.override("zh-hans"):
        chinese = str(make())
    with translation.override("en"):
        return Both(chinese, str(make()))


def screen(now: datetime) -> dict[str, Any]:
    """What the waiting room may read: numbers, counters, times and reasons; no names."""
    found, change = queue(now), wait_change(now)
    waiting = found["waiting"]
    return {
        "serving": [{"label": row.label, "counter": row.counter} for row in found["serving"][:SHOWN_ON_SCREEN]],
        "waiting": [
            {
                "label": row["visitor"].label, "waited": both(lambda row=row: time_to(now, now - row["waited"])),
                "expected": both(lambda row=row: span(row["expected"])) if row["expected"] and not change else None,
            }
            for row in waiting[:SHOWN_ON_SCREEN]
        ],
        "count": len(waiting), "more": max(0, len(waiting) - SHOWN_ON_SCREEN), "change": _change(change), "now": now,
    }  # fmt: skip


def _change(change: WaitChange | None) -> dict[str, Any] | None:
    if change is None:
        return None
    reason = both(lambda: WaitReason(change.reason).label)
    if change.reason == WaitReason.OTHER:
        reason = Both(change.words, change.words_en or change.words)
    return {"time": both(lambda: span(timedelta(minutes=change.minutes))), "reason": reason, "minutes": change.minutes}


def late_to_greet(now: datetime) -> QuerySet[Visitor]:
    """Today's visitors whom nobody greeted in time, and of whom nobody was told."""
    waiting = visitors_of_today(now).filter(state=VisitorState.WAITING, greeted_at=None, alerted_at=None)
    return waiting.filter(greet_due_at__lt=now)


def left_over(now: datetime) -> QuerySet[Visitor]:
    """Those of earlier days whom nobody finished."""
    present = Visitor.objects.filter(state__in=[VisitorState.WAITING, VisitorState.SERVING])
    return present.filter(day__lt=timezone.localdate(now))
