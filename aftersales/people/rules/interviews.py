"""What an interview needs at each step.

Source: file 003, rule on communication about service quality: articles 2 to 6 (notice and preparation), 8 to 11 (the
talk: first what went well, then the problems, then the reasons of the person), 1 (4) (targets of the next period).
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta

NOTICE = timedelta(days=3)
MAX_TARGETS, MAX_FOLLOW_UPS = 12, 12

# Articles 6 and 5: what each side prepares.
OWN_PARTS = ("own_summary", "own_achievements", "own_shortcomings", "own_plan")
LEAD_PARTS = ("lead_targets", "lead_review", "lead_assessment", "lead_differences", "lead_career")
# Articles 8 to 11, in their order.
RECORD_PARTS = ("strengths", "problems", "causes", "statement", "conclusion")


def is_short_notice(noticed_on: date, held_on: date) -> bool:
    """Whether the person hears of the interview later than they should."""
    return held_on - noticed_on < NOTICE


def wrong_period(start: date, end: date) -> bool:
    """A period is one day to one year long."""
    return not timedelta(0) <= end - start <= timedelta(days=366)


def empty_parts(parts: Mapping[str, str]) -> list[str]:
    return [name for name, text in parts.items() if not text.strip()]
