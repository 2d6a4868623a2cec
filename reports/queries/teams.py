"""Service quality of teams (R4): first replies in time, solved at the first contact, reopened, satisfaction.

A team is a department, by the owner of the ticket and by the survey after it, or a region. The figures are those of the
catalogue of metrics, counted by the same sources; each opens the list of its tickets.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode

from django.db.models import Count, Q
from django.urls import reverse

from aftersales.kernel.errors import InvalidInput, gettext_noop
from aftersales.staff.models import Department, Region, User
from aftersales.store.dates import company_date
from complaints.models import Ticket

from ..rules.fair import Share, shown_teams, span_of
from ..rules.metric import FEWEST_ANSWERS
from ..rules.periods import Span
from .metrics.columns import Sums
from .metrics.counting import counted
from .metrics.figures import Rows, rows_url
from .metrics.rows import DENOMINATOR, within
from .metrics.slices import TICKET, Slice
from .metrics.sources import SOURCES
from .metrics.splits import Split, kept_of, scans_of, split_of
from .metrics.stale import kept_at

BY = ("department", "region")
# Of each figure: its source, and the columns of its part and of its whole.
COUNTED = {
    "closed": ("closed", "all", "all"),
    "in_time": ("promises", "reply_kept", "reply"),
    "at_once": ("closed", "at_once", "replied"),
    "reopened": ("closed", "reopened", "all"),
    "satisfied": ("responses", "satisfied", "csat"),
}
FIGURES = ("in_time", "at_once", "reopened", "satisfied")
# How the rows of a source know who owned the ticket.
OWNER = {"closed": "owner", "promises": "ticket__owner", "responses": "invitation__ticket__owner"}
NOBODY = ""  # the key of tickets of no team


@dataclass(frozen=True)
class Cell:
    """A figure of a team. share: None if it is hidden or there is nothing to count. rows: the tickets it is of, and
    those that count; None where the reader can't open them."""

    share: Share | None
    hidden: bool = False
    whole: Rows | None = None
    part: Rows | None = None


@dataclass(frozen=True)
class Team:
    """name: "" for all of them, or for the reader's own figures. closed: the tickets closed."""

    name: str
    closed: Cell
    in_time: Cell
    at_once: Cell
    reopened: Cell
    satisfied: Cell


@dataclass(frozen=True)
class Teams:
    """Teams by name, all together, and the reader's own figures, if any."""

    by: str
    period: str
    span: Span
    rows: list[Team]
    total: Team
    own: Team | None


def teams_of(user: User, asked: Mapping[str, str], now: datetime) -> Teams:
    """The figures for the parameters of an address: period, and by. Raises InvalidInput."""
    by = asked.get("by") or "department"
    if by not in BY:
        raise InvalidInput(gettext_noop("Choose department or region."), code="no_choice", field="by")
    today = company_date(now)
    period = asked.get("period") or f"{today:%Y-%m}"
    return _Asked(user, by, period, span_of(period, today), now).teams()


Counted = dict[str, Share]


@dataclass(frozen=True)
class _Asked:
    user: User
    by: str
    period: str
    span: Span
    now: datetime

    @property
    def slice(self) -> Slice:
        return Slice(self.user, self.now, {}, {}, is_fixed=False)

    @property
    def place(self) -> str:
        """What a team is, as a filter of the lists and of the metrics."""
        return "team" if self.by == "department" else "region"

    def teams(self) -> Teams:
        named: Any = Department if self.by == "department" else Region
        places = {place.code: place for place in named.objects.all()}
        found, people = self._counts(), self._people()
        shown = {
            name: shown_teams(
                {team: row[name].whole for team, row in found.items() if team != NOBODY and row[name].whole},
                sum(row[name].whole for row in found.values()),
                {team: row[COUNTED[name][0] == "promises"] for team, row in people.items()},
            )
            for name in COUNTED
        }
        rows = [
            self._team(str(places[team]), team, row, {name: team in shown[name] for name in shown})
            for team, row in found.items()
            if team in places and any(share.whole for share in row.values())
        ]
        rows.sort(key=lambda team: team.name)
        whole = {name: _sum([row[name] for row in found.values()]) for name in COUNTED}
        total = self._team("", "", whole, {name: whole[name].whole >= FEWEST_ANSWERS for name in whole})
        return Teams(self.by, self.period, self.span, rows, total, self._own())

    def _counts(self) -> dict[str, Counted]:
        """By the code of the team, all figures, in one query. Of regions, sums are kept."""
        slice_, splits = self.slice, [Split(source, source, self.place, self.span) for source in OWNER]
        kept = kept_at(self.now) if self.by == "region" else None
        live = scans_of(slice_, splits, kept)
        _sums, rows, in_store = counted(slice_, {}, live, kept, kept_of(slice_, splits, kept))
        found = split_of(slice_, splits, rows, in_store)
        teams = {team for sums in found.values() for team in sums}
        return {team: _shares({source: sums.get(team) for source, sums in found.items()}) for team in teams}

    def _people(self) -> dict[str, tuple[int, int]]:
        """By the code of the team: of how many people the closed tickets are, and those that were logged."""
        ended, logged = (within(SOURCES[name], self.slice, self.span) for name in ("closed", "logged"))
        rows = Ticket.objects.filter(ended | logged).order_by().values_list(TICKET[self.place])
        one, other = (Count("owner", distinct=True, filter=asked) for asked in (ended, logged))
        return {team: (closed, first) for team, closed, first in rows.annotate(one=one, other=other) if team}

    def _team(self, name: str, code: str, row: Counted, shown: Mapping[str, bool], who: str = "") -> Team:
        where = {self.place: code} if code else {}
        where |= {"owner": who} if who else {}
        days = (self.span.first.isoformat(), self.span.last.isoformat())
        ended = {"state": "closed", "closed_from": days[0], "closed_to": days[1], **where}
        logged = {"reported_from": days[0], "reported_to": days[1], **where}
        # The filters of the ticket list: of the whole, and of those that count.
        lists: dict[str, tuple[dict[str, str], dict[str, str]]] = {
            "closed": (ended, ended),
            "at_once": ({**ended, "replied": "1"}, {**ended, "first_contact": "1"}),
            "reopened": (ended, {**ended, "reopened": "1"}),
        }
        cells = {}
        for figure, share in row.items():
            if not share.whole:
                cells[figure] = Cell(None)
            elif not shown[figure]:
                cells[figure] = Cell(None, hidden=True)
            elif figure in lists:
                whole, part = lists[figure]
                cells[figure] = Cell(share, whole=_rows(share.whole, whole), part=_rows(share.part, part))
            elif figure == "in_time":
                url = "" if who else rows_url("first_reply_in_time", DENOMINATOR, self.span, where)
                kept = _rows(share.part, {**logged, "first_reply": "in_time"})
                cells[figure] = Cell(share, whole=Rows(share.whole, url), part=kept)
            else:
                cells[figure] = Cell(share)
        return Team(name, **cells)

    def _own(self) -> Team | None:
        """The reader's own figures: those of the tickets that he or she owns."""
        sums = {source: self._owned(source, path) for source, path in OWNER.items()}
        row = _shares(sums)
        if not any(row[name].whole for name in ("closed", "in_time")):
            return None
        shown = {**dict.fromkeys(COUNTED, True), "satisfied": row["satisfied"].whole >= FEWEST_ANSWERS}
        return self._team("", "", row, shown, who="me")

    def _owned(self, name: str, path: str) -> Sums:
        source = SOURCES[name]
        mine = Q(**{path: self.user})
        rows = source.found(self.slice).filter(within(source, self.slice, self.span), mine)
        # No model has fields with these names.
        found = rows.aggregate(**{f"told_{name}": sums for name, sums in source.expressions(self.slice).items()})
        return Sums({name.removeprefix("told_"): n for name, n in found.items()}, Decimal(0))


def _shares(found: Mapping[str, Sums | None]) -> Counted:
    row = {}
    for name, (source, part, whole) in COUNTED.items():
        sums = found[source]
        row[name] = Share(int(sums.of(part)), int(sums.of(whole))) if sums else Share(0, 0)
    return row


def _rows(count: int, params: Mapping[str, str]) -> Rows:
    return Rows(count, f"{reverse('tickets')}?{urlencode(params)}")


def _sum(shares: list[Share]) -> Share:
    return Share(sum(share.part for share in shares), sum(share.whole for share in shares))
