"""What the complaints about a batch are about."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from complaints.rules.problems import OTHER, kind_of_complaint

from .batches import complaints_of

NEWEST = 500  # complaints that are read; more would take too long and change no ranking


@dataclass(frozen=True)
class Problems:
    """kinds: the kind of each ticket that was read, by its id. total: how many tickets there are."""

    kinds: dict[int, int]
    total: int

    @property
    def counts(self) -> list[tuple[int, int]]:
        """(kind, how many), the most frequent first; those that no kind names come last."""
        counted = Counter(self.kinds.values())
        return sorted(counted.items(), key=lambda pair: (pair[0] == OTHER, -pair[1], pair[0]))


def problems_of(product_id: int, batch: str, total: int) -> Problems:
    """The kinds of problems of the newest complaints. total: how many complaints there are."""
    rows = complaints_of(product_id, batch).order_by("-reported_at", "-pk")
    texts = rows.values_list("pk", "problem_found", "subject", "description")[:NEWEST]
    return Problems({pk: kind_of_complaint(*words) for pk, *words in texts}, total)
