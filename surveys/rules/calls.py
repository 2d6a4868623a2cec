"""Telephone interviews: attempts by half-days, which interviews are checked, and whether two answers agree (S2, S4)."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime, time, timedelta
from hashlib import sha256
from typing import Any

HALF_DAYS = 3  # attempts in so many different half-days without an answer are no contact
MOST_CALLS = 10  # appointments that are put off again and again end as no contact
KEY_QUESTIONS = 3
NOON = 12
CALLS_FROM, CALLS_UNTIL = time(9), time(20)


def half_day(at: datetime) -> str:
    """The half-day of a local moment: "2026-11-09 am"."""
    return f"{at:%Y-%m-%d} {'am' if at.hour < NOON else 'pm'}"


def is_exhausted(half_days: Collection[str], calls: int) -> bool:
    """Whether a customer who did not answer in these half-days is not called any more."""
    return len(set(half_days)) >= HALF_DAYS or calls >= MOST_CALLS


def next_half_day(at: datetime) -> datetime:
    """When somebody who did not answer is called again: in the next half-day, at 13:00 or at 9:00."""
    if at.hour < NOON:
        return at.replace(hour=13, minute=0, second=0, microsecond=0)
    return (at + timedelta(days=1)).replace(hour=9, minute=0, second=0, microsecond=0)


def is_time_to_call(at: time) -> bool:
    return CALLS_FROM <= at < CALLS_UNTIL


def is_checked(seed: str, number: int, share: int) -> bool:
    """Whether the interview with this number (from 1 on) is checked: one in each block of 100/share, drawn by the seed,
    so that nobody knows which.
    """
    if share <= 0:
        return False
    block = max(1, round(100 / share))
    index, place = divmod(number - 1, block)
    return int(sha256(f"{seed}|{index}".encode()).hexdigest(), 16) % block == place


def agreed(first: Any, second: Any) -> bool:
    """Whether an answer was repeated: the same one, on a scale give or take one point."""
    if isinstance(first, bool) or isinstance(second, bool) or not isinstance(first, int) or not isinstance(second, int):
        return bool(first == second)
    return abs(first - second) <= 1


def key_questions(answers: Mapping[str, Any], order: Collection[str], lot: str) -> list[str]:
    """Three of the questions that were answered by a number or by yes or no, drawn by the lot, in their order."""
    usable = [key for key in order if isinstance(answers.get(key), int | bool)]
    drawn = sorted(usable, key=lambda key: sha256(f"{lot}|{key}".encode()).hexdigest())[:KEY_QUESTIONS]
    return [key for key in usable if key in drawn]
