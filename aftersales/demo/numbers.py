"""Numbers in the order of the moments, some of them given out here, the others by the services."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import datetime

from django.utils import timezone

from aftersales.office.models import NumberSequence


class Numbers:
    """All the numbers of a kind of document, by moment."""

    def __init__(self, prefix: str, moments: Sequence[datetime]) -> None:
        self.prefix = prefix
        self.last: Counter[int] = Counter()
        self.ranks: dict[datetime, list[int]] = {}
        for at in sorted(moments):
            year = timezone.localtime(at).year
            self.last[year] += 1
            self.ranks.setdefault(at, []).append(self.last[year])

    def of(self, at: datetime) -> str:
        """The number of what is logged then; two at the same moment get one each."""
        return f"{self._key(timezone.localtime(at).year)}-{self.ranks[at].pop(0):05d}"

    def next_is(self, at: datetime) -> None:
        """Have the service that numbers it give the number of that moment."""
        self._set(timezone.localtime(at).year, self.ranks[at].pop(0) - 1)

    def go_on(self) -> None:
        """What comes after is numbered on from the last."""
        for year, last in self.last.items():
            self._set(year, last)

    def _key(self, year: int) -> str:
        return f"{self.prefix}-{year}"

    def _set(self, year: int, last: int) -> None:
        NumberSequence.objects.update_or_create(key=self._key(year), defaults={"last": last})
