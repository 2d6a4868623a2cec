"""Recall and notice campaigns: how far they reached, who is checked, and what the check proves.

Source of the interval: E. B. Wilson, Probable inference, the law of succession, and statistical inference, JASA 22
(1927), 209-212. No correction for a finite population is made, so the interval is rather too wide than too narrow.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from math import ceil, sqrt
from typing import Any

from django.utils.translation import gettext_lazy as _

Z95 = 1.959963984540054
# What each step of the funnel counts: it includes the steps after it.
TOLD = frozenset({"told", "answered", "remedied"})
ANSWERED = frozenset({"answered", "remedied"})
SETTLED = frozenset({"remedied", "unreachable"})
# A notice that went out and did not come back counts as received, and so does a conversation.
ARRIVED = frozenset({"sent", "reached"})
PHASES = ("prepare", "notify", "remedy", "check", "close")


@dataclass(frozen=True)
class Interval:
    """A share and its 95% interval, each from 0 to 1."""

    share: float
    low: float
    high: float


def wilson(hits: int, count: int) -> Interval | None:
    """The 95% Wilson interval of a share; None without a single observation."""
    if count <= 0 or not 0 <= hits <= count:
        return None
    share, square = hits / count, Z95 * Z95
    middle = (share + square / (2 * count)) / (1 + square / count)
    half = Z95 * sqrt(share * (1 - share) / count + square / (4 * count * count)) / (1 + square / count)
    low = middle - half if hits else 0.0
    return Interval(share, low, middle + half if hits < count else 1.0)


def verdict(interval: Interval | None, goal: int) -> str:
    """What the check calls prove about a goal in percent: none, reached, missed or unproven."""
    if interval is None:
        return "none"
    if interval.low > goal / 100:
        return "reached"
    return "missed" if interval.high < goal / 100 else "unproven"


def sample_size(population: int, share: int, least: int) -> int:
    """How many are checked: the share in percent, rounded up, at least `least`, at most everybody."""
    return min(population, max(ceil(population * share / 100), least))


def draw(population: Iterable[int], *, seed: int, share: int, least: int) -> list[int]:
    """The drawn keys in the order of the calls: those with the smallest SHA-256 of "seed:key". Anybody can repeat it
    with any tool, and the same seed and population always give the same keys."""
    keys = set(population)
    shuffled = sorted(keys, key=lambda key: sha256(f"{seed}:{key}".encode()).digest())
    return shuffled[: sample_size(len(keys), share, least)]


def is_proof(*, reached: bool, knew: bool | None, stopped: bool | None, remedied: bool | None) -> bool:
    """Whether a check call shows that the campaign worked: the customer knew of it, and has stopped using the product
    or had it remedied. Somebody who was not reached counts as not knowing."""
    return reached and bool(knew) and bool(stopped or remedied)


def reach_after(present: str, results: Sequence[tuple[str, str]]) -> str:
    """How far a customer is, after the attempts (channel, result) in order. Only the last result of a channel counts,
    so that a returned letter takes back what was assumed when it was sent."""
    if present in ANSWERED:
        return present
    if present == "unreachable" and not (results and results[-1][1] in ARRIVED):
        return present
    last = dict(results)
    return "told" if ARRIVED.intersection(last.values()) else "untold"


def unreachable_obstacles(
    attempts: Collection[tuple[str, str]], *, attempts_needed: int, channels_needed: int
) -> dict[str, Any]:
    """Why a customer can't be given up yet: how many attempts and channels are missing. Empty if nothing is."""
    tried = [channel for channel, result in attempts if result != "queued"]
    lacking = {
        "attempts": max(0, attempts_needed - len(tried)),
        "channels": max(0, channels_needed - len(set(tried))),
    }
    return {name: count for name, count in lacking.items() if count}


OBSTACLES = {
    "open_customers": _("Customers who are neither remedied nor unreachable with a reason: %(count)s"),
    "check_missing": _("The check calls have not been drawn yet."),
    "check_open": _("Check calls not recorded yet: %(count)s"),
}


def closing_obstacles(counts: Mapping[str, int], *, drawn: int | None, called: int) -> list[tuple[str, int]]:
    """Why a campaign can't be closed yet: codes of OBSTACLES, each with a count. drawn: None before the draw."""
    found = []
    if waiting := sum(count for reach, count in counts.items() if reach not in SETTLED):
        found.append(("open_customers", waiting))
    if drawn is None:
        if sum(counts.get(reach, 0) for reach in TOLD):
            found.append(("check_missing", 0))
    elif drawn > called:
        found.append(("check_open", drawn - called))
    return found


def reaches_everybody(kind: str, risk: str) -> bool:
    """Whether a campaign goes also to those who want no notices: recalls, calls to stop the use, and whatever is about
    safety do. Other notices leave them out."""
    return kind != "information" or risk == "safety"


def phases_in_order(days: Sequence[date]) -> bool:
    return list(days) == sorted(days)
