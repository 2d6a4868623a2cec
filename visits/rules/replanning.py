"""Who takes over the visits of a rep who leaves or is away.

The days stay as they are. A visit goes to somebody who has visits in the same town, else to whoever has most room left
in its week; nobody gets more visits in a week than they can make. A date that was agreed with the customer is left out:
the customer is asked first.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from hashlib import sha256

Week = date  # its Monday


@dataclass(frozen=True)
class OpenVisit:
    """A visit that somebody else has to make. week: the Monday of the week in which it is planned."""

    id: int
    version: int
    week: Week
    town: str
    is_agreed: bool


@dataclass(frozen=True)
class Taker:
    """Somebody who may take over visits. towns: where they have visits. load, capacity: visits by week."""

    id: int
    towns: frozenset[str]
    load: Mapping[Week, int]
    capacity: Mapping[Week, int]


@dataclass(frozen=True)
class Given:
    visit: OpenVisit
    taker: int
    same_town: bool


@dataclass
class Plan:
    """asked: agreed with the customer. left: nobody has room. after: the visits of each taker by week afterwards."""

    given: list[Given] = field(default_factory=list)
    asked: list[OpenVisit] = field(default_factory=list)
    left: list[OpenVisit] = field(default_factory=list)
    after: Counter[tuple[int, Week]] = field(default_factory=Counter)

    @property
    def fingerprint(self) -> str:
        """The same for plans that do the same. A preview is carried out only if it would still be the same."""
        given = [(row.visit.id, row.visit.version, row.taker) for row in self.given]
        rest = [sorted((row.id, row.version) for row in rows) for rows in (self.asked, self.left)]
        return sha256(repr((sorted(given), rest)).encode()).hexdigest()[:32]

    def count_for(self, taker: int) -> int:
        return sum(row.taker == taker for row in self.given)


def share(visits: Iterable[OpenVisit], takers: Sequence[Taker]) -> Plan:
    """Give each visit to one of the takers. visits: in the order in which they are given."""
    plan = Plan(after=Counter({(taker.id, week): n for taker in takers for week, n in taker.load.items()}))
    for visit in visits:
        if visit.is_agreed:
            plan.asked.append(visit)
            continue
        able = [taker for taker in takers if plan.after[taker.id, visit.week] < taker.capacity.get(visit.week, 0)]
        if not able:
            plan.left.append(visit)
            continue
        best = min(able, key=lambda taker: _order(taker, visit, plan.after))
        plan.given.append(Given(visit, best.id, bool(visit.town) and visit.town in best.towns))
        plan.after[best.id, visit.week] += 1
    return plan


def _order(taker: Taker, visit: OpenVisit, load: Counter[tuple[int, Week]]) -> tuple[bool, float, int]:
    elsewhere = not visit.town or visit.town not in taker.towns
    return elsewhere, load[taker.id, visit.week] / taker.capacity[visit.week], taker.id


def busiest(taker: Taker, after: Mapping[tuple[int, Week], int]) -> Week:
    """The week in which the taker has least room left afterwards."""
    return max(taker.capacity, key=lambda week: (_share_used(taker, week, after), week))


def _share_used(taker: Taker, week: Week, after: Mapping[tuple[int, Week], int]) -> float:
    used = after.get((taker.id, week), 0)
    return used / taker.capacity[week] if taker.capacity[week] else float(used > 0)
