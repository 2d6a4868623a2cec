"""Service quality of teams (R4): first replies in time, solved at the first contact, reopened, satisfaction.

A team is a department, by the owner of the ticket and by the survey after it, or a region. First replies count by the
day on which the ticket was logged, the rest by the day on which it was closed or answered.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Q, QuerySet

from aftersales.kernel.errors import InvalidInput, gettext_noop
from aftersales.staff.models import Department, Region, User
from aftersales.store.dates import company_date
from complaints.enums import SlaCode
from complaints.models import Ticket
from complaints.queries.ticket_list import breached_sla_targets, filtered, met_sla_targets, solved_at_once
from surveys.models import Response

from ..rules.fair import Share, shown_teams, span_of
from ..rules.periods import Span
from .scope import Rows, closed, reported

BY = ("department", "region")
SATISFIED = 4  # of 5


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


FIGURES = ("in_time", "at_once", "reopened", "satisfied")


def teams_of(user: User, asked: Mapping[str, str], now: datetime) -> Teams:
    """The figures for the parameters of an address: period, and by. Raises InvalidInput."""
    by = asked.get("by") or "department"
    if by not in BY:
        raise InvalidInput(gettext_noop("Choose department or region."), code="no_choice", field="by")
    today = company_date(now)
    period = asked.get("period") or f"{today:%Y-%m}"
    return _Asked(user, by, period, span_of(period, today), now).teams()


@dataclass(frozen=True)
class _Asked:
    user: User
    by: str
    period: str
    span: Span
    now: datetime

    @property
    def path(self) -> str:
        return "owner__department" if self.by == "department" else "region"

    def tickets(self, **asked: str) -> QuerySet[Ticket]:
        return filtered(self.user, asked, self.now).order_by()

    @property
    def _closed(self) -> dict[str, str]:
        return closed(self.span)

    def teams(self) -> Teams:
        named: Any = Department if self.by == "department" else Region
        places = {place.pk: place for place in named.objects.all()}
        counted = self._counts()
        people = {team: row["people"] for team, row in counted.items() if team}
        shown = {
            name: shown_teams(
                {team: row[name].whole for team, row in counted.items() if team and row[name].whole},
                sum(row[name].whole for row in counted.values()),
                people,
            )
            for name in (*FIGURES, "closed")
        }
        rows = [
            self._team(str(places[team]), places[team].code, row, {name: team in shown[name] for name in shown})
            for team, row in counted.items()
            if team in places and any(row[name].whole for name in shown)
        ]
        rows.sort(key=lambda team: team.name)
        whole = {name: _sum([row[name] for row in counted.values()]) for name in (*FIGURES, "closed")}
        total = self._team("", "", whole, {name: whole[name].whole >= 5 for name in shown})
        return Teams(self.by, self.period, self.span, rows, total, self._own())

    def _counts(self) -> dict[int | None, dict[str, Any]]:
        """By team, all figures, in three queries. None: of no team."""
        found: dict[int | None, dict[str, Any]] = {}
        empty = Share(0, 0)

        def row(team: int | None) -> dict[str, Any]:
            first = {"people": 0, "closed": empty, **dict.fromkeys(FIGURES, empty)}
            return found.setdefault(team, first)

        for team, figures in _closed_of(self.tickets(**self._closed), self.path).items():
            row(team).update(figures)
        for team, (share, people) in _replies_of(self.tickets(**reported(self.span)), self.path, self.now).items():
            row(team)["in_time"] = share
            row(team)["people"] = max(row(team)["people"], people)
        path = "team" if self.by == "department" else "region"
        for team, share in _satisfied_of(self._answers(), path).items():
            row(team)["satisfied"] = share
        return found

    def _answers(self) -> QuerySet[Response]:
        return Response.objects.filter(
            round=None, csat__isnull=False, answered_on__gte=self.span.first, answered_on__lte=self.span.last
        ).order_by()

    def _team(self, name: str, code: str, row: Mapping[str, Any], shown: Mapping[str, bool], who: str = "") -> Team:
        where = {"team" if self.by == "department" else "region": code} if code else {}
        where |= {"owner": who} if who else {}
        ended, logged = {**self._closed, **where}, {**reported(self.span), **where}
        extra: dict[str, tuple[dict[str, str], dict[str, str]]] = {
            "closed": (ended, ended),
            "in_time": (logged, {**logged, "first_reply": "in_time"}),
            "at_once": (ended, {**ended, "first_contact": "1"}),
            "reopened": (ended, {**ended, "reopened": "1"}),
        }
        cells = {}
        for figure in ("closed", *FIGURES):
            share = row[figure]
            if not share.whole:
                cells[figure] = Cell(None)
            elif not shown[figure]:
                cells[figure] = Cell(None, hidden=True)
            elif figure in extra:
                whole, part = extra[figure]
                cells[figure] = Cell(share, whole=Rows(share.whole, whole), part=Rows(share.part, part))
            else:
                cells[figure] = Cell(share)
        return Team(name, **cells)

    def _own(self) -> Team | None:
        """The reader's own figures: those of the tickets that he or she owns."""
        mine = self.tickets(**self._closed, owner="me")
        figures = _closed_of(mine, "owner").get(self.user.pk)
        replies = _replies_of(self.tickets(**reported(self.span), owner="me"), "owner", self.now).get(self.user.pk)
        if not figures and not replies:
            return None
        answers = self._answers().filter(invitation__ticket__owner=self.user)
        found = answers.aggregate(n=Count("pk"), good=Count("pk", filter=Q(csat__gte=SATISFIED)))
        satisfied = Share(found["good"], found["n"])
        empty = Share(0, 0)
        row = {"closed": empty, "at_once": empty, "reopened": empty, **(figures or {})}
        row |= {"in_time": replies[0] if replies else empty, "satisfied": satisfied}
        shown = {**dict.fromkeys(("closed", *FIGURES), True), "satisfied": satisfied.whole >= 5}
        return self._team("", "", row, shown, who="me")


def _sum(shares: list[Share]) -> Share:
    return Share(sum(share.part for share in shares), sum(share.whole for share in shares))


def _closed_of(rows: QuerySet[Ticket], path: str) -> dict[int | None, dict[str, Any]]:
    found = rows.values_list(path).annotate(
        n=Count("pk"),
        once=Count("pk", filter=solved_at_once()),
        again=Count("pk", filter=Q(reopened_count__gt=0)),
        people=Count("owner", distinct=True),
    )
    return {
        team: {"closed": Share(n, n), "at_once": Share(at_once, n), "reopened": Share(again, n), "people": people}
        for team, n, at_once, again, people in found
    }


def _replies_of(rows: QuerySet[Ticket], path: str, now: datetime) -> dict[int | None, tuple[Share, int]]:
    """By team: the first replies in time, and how many people own these tickets."""
    target = "sla_targets__"
    first = rows.filter(sla_targets__code=SlaCode.FIRST_REPLY)
    met, late = met_sla_targets(target), breached_sla_targets(now, target)
    found = first.values_list(path).annotate(
        good=Count("pk", filter=met), bad=Count("pk", filter=late & ~met), people=Count("owner", distinct=True)
    )
    return {team: (Share(good, good + bad), people) for team, good, bad, people in found if good + bad}


def _satisfied_of(rows: QuerySet[Response], path: str) -> dict[int | None, Share]:
    found = rows.values_list(path).annotate(n=Count("pk"), good=Count("pk", filter=Q(csat__gte=SATISFIED)))
    return {team: Share(good, n) for team, n, good in found}
