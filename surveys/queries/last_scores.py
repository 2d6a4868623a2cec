"""The last scores that customers gave, for who is about to visit them."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime

from customers.rules.grading import Thresholds

from .grading import Found, read_answers

SHOWN = 2


def last_scores(customers: list[int], now: datetime) -> dict[int, list[int]]:
    """By customer, 0 to 100, the newest first. Anonymous answers are not among them."""
    found: Found = defaultdict(lambda: defaultdict(list))
    read_answers(found, customers, now, Thresholds())
    scores = {
        pk: [round(answer.score) for answer in facts["answers"] if answer.score is not None]
        for pk, facts in found.items()
    }
    return {pk: given[:SHOWN] for pk, given in scores.items() if given}
