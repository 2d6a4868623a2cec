"""The SLA targets of a ticket: when they start, when they are due, and when users are notified.

Sources: file 003 chapter 2 (3 minutes; 24 and 48 hours; chat at once) and 4.2.3 (3 days for
extrinsic, 1 week for intrinsic quality problems); requirements T2 and T3. The policies are data that a company may
change; DEFAULT_SLA_POLICIES are the defaults.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal, TypedDict

from aftersales.kernel.worktime import Calendar, Pause, Unit, due_with_pauses, used

FIRST_REPLY = "first_reply"
SOLUTION = "solution"

SlaStatus = Literal["met", "met_late", "paused", "running", "warning", "late"]


@dataclass(frozen=True)
class SlaPolicy:
    """An SLA policy: the target is due after `amount` in `unit`.

    The clock starts when the matter arrives: the phone rings, the visitor comes, the letter is there.
    An empty set, or None for the quality class, means any.
    `warn_percent`: the share of the allowed time after which the owner is warned.
    `gm_after_percent`: the share of the allowed time after the due time at which the general manager is notified;
    None means never.
    """

    code: str
    unit: str
    amount: int
    channels: frozenset[str] = frozenset()
    kinds: frozenset[str] = frozenset()
    quality_class: str | None = None
    warn_percent: int = 75
    gm_after_percent: int | None = 100
    active: bool = True

    def applies(self, *, kind: str, channel: str, quality_class: str) -> bool:
        return (
            self.active
            and (not self.channels or channel in self.channels)
            and (not self.kinds or kind in self.kinds)
            and (self.quality_class is None or self.quality_class == quality_class)
        )

    @property
    def specificity(self) -> int:
        return bool(self.channels) + bool(self.kinds) + (self.quality_class is not None)


@dataclass(frozen=True)
class Target:
    """The SLA target of a ticket under one policy. The times are None while the clock is paused."""

    code: str
    rule: SlaPolicy
    starts_at: datetime
    due_at: datetime | None
    warn_at: datetime | None
    gm_at: datetime | None


# The sources name no time for some cases. We treat a visit like a call, and a fax like a letter. A problem that is
# not about quality has a week, because file 004 grades a customer down after a week of delay by our fault. The general
# manager is notified after the allowed time has passed again, but after an hour if the target is in minutes; otherwise
# the general manager would be notified of every missed call.
CALLS, MAIL = frozenset({"phone", "visit"}), frozenset({"email", "letter", "fax"})
IN_PERSON, ONLINE = frozenset({"hotline", "walk_in"}), frozenset({"chat", "web"})
DEFAULT_SLA_POLICIES = (
    SlaPolicy(FIRST_REPLY, Unit.ELAPSED_MINUTES, 3, channels=IN_PERSON, gm_after_percent=2000),
    SlaPolicy(FIRST_REPLY, Unit.ELAPSED_HOURS, 24, channels=CALLS),
    SlaPolicy(FIRST_REPLY, Unit.ELAPSED_HOURS, 48, channels=MAIL),
    SlaPolicy(FIRST_REPLY, Unit.WORKING_MINUTES, 10, channels=ONLINE, gm_after_percent=600),
    SlaPolicy(SOLUTION, Unit.WEEKS, 1),
    SlaPolicy(SOLUTION, Unit.CALENDAR_DAYS, 3, quality_class="extrinsic"),
    SlaPolicy(SOLUTION, Unit.WEEKS, 1, quality_class="intrinsic"),
)


def applicable(
    rules: Iterable[SlaPolicy], *, kind: str, channel: str, quality_class: str = ""
) -> tuple[SlaPolicy, ...]:
    """One policy for each code: the most specific one that applies to the ticket, the first among equals."""
    best: dict[str, SlaPolicy] = {}
    for rule in rules:
        if not rule.applies(kind=kind, channel=channel, quality_class=quality_class):
            continue
        if rule.code not in best or rule.specificity > best[rule.code].specificity:
            best[rule.code] = rule
    return tuple(best.values())


def target_under(
    rule: SlaPolicy,
    *,
    start: datetime,
    calendar: Calendar,
    pauses: Iterable[Pause] = (),
) -> Target:
    """The target under a policy whose clock starts at `start`."""
    stops = tuple(pauses)
    due = due_with_pauses(start, rule.amount, rule.unit, calendar, stops)
    if due is None:
        return Target(rule.code, rule, start, None, None, None)
    known: Moments = {"start": start, "due": due, "calendar": calendar, "pauses": stops}
    return Target(rule.code, rule, start, due, warn_at(rule, **known), gm_at(rule, **known))


def targets_of(
    rules: Iterable[SlaPolicy],
    *,
    kind: str,
    channel: str,
    quality_class: str = "",
    received_at: datetime,
    calendar: Calendar,
) -> tuple[Target, ...]:
    """All SLA targets of a new ticket under the policies that apply."""
    return tuple(
        target_under(rule, start=received_at, calendar=calendar)
        for rule in applicable(rules, kind=kind, channel=channel, quality_class=quality_class)
    )


def sla_status(
    *,
    due_at: datetime | None,
    warn_at: datetime | None,
    met_at: datetime | None,
    now: datetime,
) -> SlaStatus:
    """The status of a target. A target that is met exactly when it is due is met in time.

    `due_at` is kept when a target is met, so that a target that was met late stays late.
    """
    if met_at is not None:
        return "met" if due_at is None or met_at <= due_at else "met_late"
    if due_at is None:
        return "paused"
    if now > due_at:
        return "late"
    return "warning" if warn_at is not None and now >= warn_at else "running"


WARNED, LATE, GM_TOLD = 1, 2, 3


def escalation_due(
    *, due_at: datetime | None, warn_at: datetime | None, gm_at: datetime | None = None, now: datetime, level: int
) -> int:
    """The level of escalation that is due: the warning, the breach, or the general manager.

    `level` is the level that was notified already; the result is never lower.
    """
    state = sla_status(due_at=due_at, warn_at=warn_at, met_at=None, now=now)
    if state == "late" and gm_at is not None and now >= gm_at:
        return max(level, GM_TOLD)
    return max(level, {"warning": WARNED, "late": LATE}.get(state, 0))


def levels_to_tell(before: int, reached: int) -> tuple[int, ...]:
    """The levels to notify now: all after `before` up to `reached`, but no warning for a breached target."""
    passed = range(before + 1, reached + 1)
    return tuple(level for level in passed if level > WARNED or reached == WARNED)


def next_alert(
    level: int, *, due_at: datetime | None, warn_at: datetime | None, gm_at: datetime | None
) -> datetime | None:
    """When the first level after `level` is reached; None while the clock is paused and after the last level."""
    return next((at for at in (warn_at, due_at, gm_at)[level:] if at), None)


class Moments(TypedDict):
    """The arguments from which warn_at and gm_at are computed."""

    start: datetime
    due: datetime
    calendar: Calendar
    pauses: Iterable[Pause]


def warn_at(
    rule: SlaPolicy,
    *,
    start: datetime,
    due: datetime,
    calendar: Calendar,
    pauses: Iterable[Pause] = (),
) -> datetime:
    """When the owner is warned: before the due time and, if the allowed time has working hours, within them."""
    left = 100 - rule.warn_percent
    allowed, unit = _allowed(start, due, calendar, tuple(pauses))
    if unit is Unit.WORKING_MINUTES:
        return calendar.add_working(due, -left * allowed / 100)
    return due - left * allowed / 100


def gm_at(
    rule: SlaPolicy,
    *,
    start: datetime,
    due: datetime,
    calendar: Calendar,
    pauses: Iterable[Pause] = (),
) -> datetime | None:
    """When the general manager is notified, counted from the due time.

    A pause after the due time stops this clock. The result is None during such a pause, and if the policy never
    notifies the general manager.
    """
    if rule.gm_after_percent is None:
        return None
    stops = tuple(pauses)
    allowed, unit = _allowed(start, due, calendar, stops)
    more = max(1, round(allowed * rule.gm_after_percent / 100 / timedelta(minutes=1)))
    return due_with_pauses(due, more, unit, calendar, stops)


def _allowed(start: datetime, due: datetime, calendar: Calendar, pauses: tuple[Pause, ...]) -> tuple[timedelta, Unit]:
    """The allowed time and its unit: working time if it contains any, else elapsed time."""
    working = used(start, due, Unit.WORKING_MINUTES, calendar, pauses)
    if working:
        return working, Unit.WORKING_MINUTES
    return used(start, due, Unit.ELAPSED_MINUTES, calendar, pauses), Unit.ELAPSED_MINUTES
