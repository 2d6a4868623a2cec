"""The satisfaction index of a quarter, its course over the last quarters, and some comments of customers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from surveys.permissions import READERS
from surveys.queries import IndexHistory, index_history, response_rows, without_people

from ..rules.periods import Period
from .scope import Scope

WORDS_SHOWN = 3


@dataclass(frozen=True)
class Satisfaction:
    """The satisfaction of a quarter.

    words: comments of customers without anything that identifies a person. query: the query string of the page that
    lists the responses; "" if the user may not open it.
    """

    history: IndexHistory
    words: list[dict[str, Any]]
    query: str


def satisfaction(scope: Scope, period: Period) -> Satisfaction:
    history = index_history(period.quarter, scope.region_id)
    words = []
    if history.n is not None:
        rows = response_rows(period.quarter, scope.region_id).exclude(comment="")
        words = without_people(rows[:WORDS_SHOWN], history.cells)
    query = f"quarter={period.quarter}" + (f"&region={scope.region_id}" if scope.region_id is not None else "")
    return Satisfaction(history, words, query if scope.user.role in READERS else "")
