"""The rules about load and reminders that are in effect, and the load per rep and week."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from aftersales.office.queries import calendar
from aftersales.staff.enums import Role
from aftersales.staff.models import Actor, StandIn, User
from aftersales.store.dated import DATES, REASONS
from aftersales.web.history import Change, Source, changes

from ..enums import VisitState
from ..models import Visit, VisitCapacity, VisitPace, VisitReminderRule
from ..permissions import visible_to
from ..rules.load import Capacity, ReminderTerms
from ..rules.placing import ONE_DAY, ONE_WEEK, Board, monday_of

CAPACITY_FIELDS = ("rep", "visits_a_day", "visits_a_week")
REMINDER_FIELDS = ("digest_hour", "manager_after", "gm_after")
WORDS: dict[str, Any] = {"defaults": _("Initial settings"), **REASONS}
MOST_WEEKS = 60

Capacities = Callable[[int | None, date], Capacity]


def capacities() -> QuerySet[VisitCapacity]:
    """All rows, those of all reps first, then by rep, the latest first."""
    return VisitCapacity.objects.select_related("rep").order_by("rep__name", "rep", "-effective_from")


def reminder_rules() -> QuerySet[VisitReminderRule]:
    """All rows, the latest first."""
    return VisitReminderRule.objects.order_by("-effective_from")


def reminder_terms(day: date) -> ReminderTerms:
    """Those in effect on a day; without a row, the defaults."""
    in_effect = Q(effective_until=None) | Q(effective_until__gte=day)
    row = reminder_rules().filter(in_effect, effective_from__lte=day).first()
    return ReminderTerms(**{name: getattr(row, name) for name in REMINDER_FIELDS}) if row else ReminderTerms()


def soonest_terms(day: date) -> ReminderTerms:
    """The fewest days after which a visit climbs by the rules that are in effect on a day or later."""
    rows = list(reminder_rules().filter(Q(effective_until=None) | Q(effective_until__gte=day)))
    known: list[Any] = [*rows, reminder_terms(day)]
    return ReminderTerms(
        manager_after=min(one.manager_after for one in known), gm_after=min(one.gm_after for one in known)
    )


def capacity_table() -> Capacities:
    """The capacity of a rep on a day: their own row, else that of all reps, else the default."""
    return _capacities(VisitCapacity.objects.all())


def _capacities(table: Iterable[VisitCapacity]) -> Capacities:
    rows: dict[int | None, list[tuple[date, date, Capacity]]] = defaultdict(list)
    for row in table:
        own = Capacity(row.visits_a_day, row.visits_a_week)
        rows[row.rep_id].append((row.effective_from, row.effective_until or date.max, own))
    usual = Capacity()

    def capacity(rep: int | None, day: date) -> Capacity:
        for who in (rep, None):
            for start, end, value in rows.get(who, ()):
                if start <= day <= end:
                    return value
        return usual

    return capacity


def absences_from(today: date) -> list[StandIn]:
    """Absences that have not ended."""
    return list(StandIn.objects.filter(ends_on__gte=today, ended_at=None).select_related("deputy"))


def board_of(today: date, absences: Iterable[StandIn]) -> Board:
    """An empty board with the calendar, the capacities and the absences of today. See count_planned."""
    away: dict[int | None, list[tuple[date, date]]] = defaultdict(list)
    for row in absences:
        away[row.absent_id].append((row.starts_on, row.ends_on))

    def is_away(rep: int | None, day: date) -> bool:
        return any(start <= day <= end for start, end in away.get(rep, ()))

    paces: dict[int | None, float] = dict(VisitPace.objects.values_list("rep", "visits_a_week"))
    table = list(VisitCapacity.objects.all())
    own = {*away, *(row.rep_id for row in table)} - {None}
    return Board(
        today=today,
        is_workday=calendar().is_workday,
        capacity=_capacities(table),
        is_away=is_away,
        pace=lambda rep: paces.get(rep, 0.0),
        is_usual=lambda rep: rep not in own,
    )


def load_changes(*rows: VisitCapacity | VisitReminderRule) -> list[Change]:
    """The changes of these rows of one table, the newest first."""
    model: Any = type(rows[0])
    names = CAPACITY_FIELDS if model is VisitCapacity else REMINDER_FIELDS
    shown = {name: model._meta.get_field(name).verbose_name for name in (*names, *DATES)}
    history = model.history.filter(id__in=[row.pk for row in rows])
    return changes([Source(history, lambda _row: "", shown)], reason_words)


def reason_words(text: str) -> str:
    """Why a row with dates of effect changed."""
    code = text.split(" ", 1)[0]
    return str(WORDS.get(text) or (WORDS[code] if code == "instead" else text))


@dataclass(frozen=True)
class WeekLoad:
    """What is planned for a rep in a week, and how much the rep can do in it. rep_id: None for visits without a rep,
    which have no capacity."""

    rep_id: int | None
    rep: str
    monday: date
    planned: int
    capacity: int | None

    @property
    def is_over(self) -> bool:
        return self.capacity is not None and self.planned > self.capacity


def load_per_week(user: Actor, *, since: date, weeks: int, today: date) -> list[WeekLoad]:
    """The planned visits that the user may see, for each rep and calendar week from that of `since` on. Reps without
    visits are included if they have the role."""
    first = monday_of(since)
    mondays = [first + n * ONE_WEEK for n in range(min(weeks, MOST_WEEKS))]
    counts: Counter[tuple[int | None, date]] = Counter()
    planned = visible_to(user).filter(state=VisitState.PLANNED, planned_on__range=(first, mondays[-1] + 6 * ONE_DAY))
    for rep, day, count in planned.order_by().values_list("rep", "planned_on").annotate(Count("pk")):
        counts[rep, monday_of(day)] += count
    board = board_of(today, absences_from(first))
    shown = Q(pk__in={rep for rep, _monday in counts if rep}) | Q(role=Role.REP, is_active=True)
    people: dict[int | None, str] = {rep.pk: str(rep) for rep in _seen(user).filter(shown).order_by("name", "pk")}
    if any(rep is None for rep, _monday in counts):
        people[None] = ""
    return [
        WeekLoad(rep, name, monday, counts[rep, monday], None if rep is None else board.room(rep, monday))
        for rep, name in people.items()
        for monday in mondays
    ]


def _seen(user: Actor) -> QuerySet[User]:
    """The users whose load is shown: a rep sees their own region."""
    if user is None or user.role != Role.REP:
        return User.objects.all()
    return User.objects.filter(Q(pk=user.pk) | (Q(region=user.region_id) if user.region_id else Q(pk__in=[])))


def crowded_days(today: date) -> int:
    """On how many days of a rep, from today on, more visits are planned than the rep can make."""
    capacity = capacity_table()
    planned = Visit.objects.filter(state=VisitState.PLANNED, planned_on__gte=today, rep__isnull=False).order_by()
    rows = planned.values_list("rep", "planned_on").annotate(Count("pk"))
    return sum(count > capacity(rep, day).visits_a_day for rep, day, count in rows)
