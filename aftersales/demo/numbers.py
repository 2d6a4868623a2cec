"""Numbers in the order of time, although the demo and the services assign them in another order."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import datetime

from django.utils import timezone

from aftersales.office.models import NumberSequence


class Numbers:
    """All numbers of one kind of document, by moment."""

    def __init__(self, prefix: str, moments: Sequence[datetime]) -> None:
        self.prefix = prefix
        self.last: Counter[int] = Counter()
        self.ranks: dict[datetime, list[int]] = {}
        for at in sorted(moments):
            year = timezone.localtime(at).year
            self.last[year] += 1
            self.ranks.setdefault(at, []).append(self.last[year])

    def of(self, at: datetime) -> str:
        """The number of a document that is logged at this moment; two at the same moment get different ones."""
        return f"{self._key(timezone.localtime(at).year)}-{self.ranks[at].pop(0):05d}"

    def next_is(self, at: datetime) -> None:
        """Let the service assign the number of that moment next."""
        self._set(timezone.localtime(at).year, self.ranks[at].pop(0) - 1)

    def go_on(self) -> None:
        """Let later documents continue after the last number."""
        for year, last in self.last.items():
            self._set(year, last)

    def _key(self, year: int) -> str:
        return f"{self.prefix}-{year}"

    def _set(self, year: int, last: int) -> None:
        NumberSequence.objects.update_or_create(key=self._key(year), defaults={"last": last})
