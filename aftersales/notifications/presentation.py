"""Whom something waits for, since when, and why it is not the reader: said alike on every page."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from aftersales.staff.models import User
from aftersales.web.figures import listed
from aftersales.web.moments import span

from .queries import reminder_of

SHOWN = 3


@dataclass(frozen=True)
class Step:
    """What somebody has to do next, in whole sentences. waits: for whom it waits, with %(who)s. nobody: that nobody can
    do it now."""

    waits: Any
    nobody: Any


@dataclass(frozen=True)
class Wait:
    """people: those who can go on, without the reader. title: for whom and what it waits. why: why not for the reader.
    since: since when, and how_long that is; None if its day has not come yet. others: how many people the title does
    not name. reminded: who reminded them today. may_remind: whether the reader can."""

    people: list[User]
    title: str
    why: str
    since: datetime | None
    how_long: str
    others: int
    reminded: str
    may_remind: bool


def wait_for(
    people: Iterable[User],
    step: Step,
    *,
    why: Any,
    since: datetime | None,
    reader: User,
    reminded: str,
    can_remind: bool,
    now: datetime,
) -> Wait:
    """What the page says. can_remind: whether the reader may remind others at all; it is done once a day, and only of
    what waits already."""
    others = [person for person in people if person.pk != reader.pk]
    who = listed([str(person) for person in others[:SHOWN]])
    return Wait(
        others,
        str(step.waits) % {"who": who} if others else str(step.nobody),
        str(why),
        since,
        span(now - since) if since else "",
        len(others[SHOWN:]),
        reminded,
        can_remind and bool(others) and since is not None and not reminded,
    )


def reminded_by(about: str, now: datetime) -> str:
    """Who reminded today those whom something waits for. about: its kind and key; see services/reminding.py."""
    found = reminder_of(about, now)
    return str(found.params["who"]) if found else ""


def who_can(test: Callable[[User], bool], first: Iterable[User | None] = ()) -> list[User]:
    """The active users who pass the test, those named first before the others."""
    named = [user.pk for user in first if user]
    everybody = User.objects.filter(is_active=True).order_by("pk")
    return sorted(filter(test, everybody), key=lambda user: (user.pk not in named, user.pk))
