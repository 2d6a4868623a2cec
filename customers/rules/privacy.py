"""The time limit of data requests (A4)."""

from __future__ import annotations

from datetime import date, timedelta

# GB/T 35273-2020, 8.7 a: an answer within thirty days.
ANSWER_DAYS = 30


def answer_until(received_on: date) -> date:
    """The last day to answer a request."""
    return received_on + timedelta(days=ANSWER_DAYS)
