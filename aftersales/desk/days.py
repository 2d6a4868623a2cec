"""Sorts the work of the start page into groups that mean what they say: overdue, today, what waits, each later day,
paused, without a date. The day is in the heading, so a row shows only a time."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from aftersales.store.dates import company_date
from aftersales.web.moments import day, span, time_to

Item = dict[str, Any]
UP_NEXT = timedelta(hours=24)
WHOLE_DAY = time(23, 59)  # what is due on a day is due at this time
DAYS = 31  # so many days ahead have a group of their own, the rest share one


@dataclass(frozen=True)
class Group:
    title: str
    tone: str
    items: list[Item]


def up_next(items: Iterable[Item], now: datetime) -> Item | None:
    """What is due first, if it is due within 24 hours. Reminders and the like are no target."""
    due = [
        item
        for item in items
        if item["due"] and now <= item["due"] < now + UP_NEXT and _is_open(item) and item.get("is_sla_target", True)
    ]
    return min(due, key=lambda item: item["due"], default=None)


def by_day(items: Iterable[Item], now: datetime) -> list[Group]:
    """The groups that are not empty. Each item gets the words of its row as "when"."""
    today = company_date(now)
    groups: dict[tuple[int, date], list[Item]] = {}
    for item in sorted(items, key=lambda item: _moment(item, now)):
        key = _place(item, now, today)
        groups.setdefault(key, []).append(item | {"when": _when(item, key[0], now), "state": _state(item, key[0])})
    return [Group(_title(*key, now), _tone(key[0]), groups[key]) for key in sorted(groups)]


def _moment(item: Item, now: datetime) -> tuple[bool, datetime]:
    """Its place among the others of its group: when it is due, or since when it waits; last without either."""
    at = item["due"] or item.get("since")
    return at is None, at or now


OVERDUE, TODAY, WAITING, LATER, AFTER, PAUSED, UNDATED = range(7)


def _place(item: Item, now: datetime, today: date) -> tuple[int, date]:
    due = item["due"]
    if item["state"] == "paused":
        return PAUSED, today
    if item["state"] == "late":
        return OVERDUE, today
    if due is None or due < now:
        return (WAITING if item.get("since") or due else UNDATED), today
    on = company_date(due)
    if on == today:
        return TODAY, today
    return (LATER, on) if (on - today).days <= DAYS else (AFTER, today)


def _title(place: int, on: date, now: datetime) -> str:
    titles = {
        OVERDUE: _("Overdue"),
        TODAY: _("Today"),
        WAITING: _("Waiting for you"),
        LATER: day(on, now),
        AFTER: _("Later"),
        PAUSED: _("Paused"),
        UNDATED: _("Without a due date"),
    }
    return titles[place]


def _tone(place: int) -> str:
    return {OVERDUE: "late", TODAY: "due", WAITING: "due"}.get(place, "")


def _state(item: Item, place: int) -> str:
    state: str = item["state"]
    return {TODAY: "due", WAITING: "due", LATER: "ok", AFTER: "ok"}.get(place, state)


def _when(item: Item, place: int, now: datetime) -> str:
    """How long it is late or waits, or at what time it is due."""
    due, since = item["due"], item.get("since")
    if place == OVERDUE:
        return _("%(span)s late") % {"span": time_to(due, now)} if due and due < now else _("late")
    if place in {WAITING, PAUSED}:
        since = since or (due if place == WAITING else None)
        return span(now - since) if since else "–"
    if due is None:
        return "–"
    here = timezone.localtime(due)
    if place == AFTER:
        return day(due, now)
    return _("all day") if here.time().replace(second=0, microsecond=0) == WHOLE_DAY else here.strftime("%H:%M")


def _is_open(item: Item) -> bool:
    return item["state"] not in {"paused", "late"}


def needs_attention(groups: Iterable[Group]) -> int:
    """How many are overdue, due today, or wait for the user."""
    return sum(len(group.items) for group in groups if group.tone)
