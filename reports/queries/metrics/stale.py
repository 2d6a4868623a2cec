"""Which kept sums are out of date, told by the history of what they are counted from.

Every change of a row writes a history row in its transaction. The newest history rows therefore name what has changed
since the sums were made, and the older ones the days on which it was counted before. A number of a history row that is
taken first may be committed last; `Newest` tells whether somebody may still commit below the newest one.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import connection
from django.db.models import CharField, DateField, F, Max, Q, QuerySet, Subquery, Value
from django.db.models.expressions import RawSQL
from django.db.models.functions import Cast, TruncDate
from django.utils import timezone

from aftersales.staff.models import Department, Region
from aftersales.store.dates import company_date
from complaints.enums import EntryKind
from complaints.models import Fulfilment, GoodsRecord, Proposal, Refund, SlaTarget, Ticket, TicketEntry
from complaints.quality.models import Action, Claim, CostEntry
from customers.models import Product, Purchase
from surveys.enums import SurveyKind
from surveys.models import Invitation, Response
from visits.models import Visit

from ...models import DaySum, KeptFigures
from .days import A_DAY, COSTS, EDITION, KEPT, LATE, NO_DAY, OVERRAN, paths_of
from .slices import Slice

Since = Mapping[str, int]
OF_TICKETS = ("promises", "logged", "closed", "approved")
NAMED = (Region, Product, Department)  # their codes are keys of the sums


def _history(model: Any) -> Any:
    return model.history.model


def _newer(model: Any, since: Since) -> Any:
    return _history(model)._base_manager.filter(history_id__gt=since[_label(model)])


def _changed(model: Any, since: Since) -> Any:
    """The keys of the rows that have changed."""
    return _newer(model, since).values("id")


def _label(model: Any) -> str:
    return str(model._meta.label_lower)


@dataclass(frozen=True)
class Trail:
    """Where a change of a model leads: the days that are counted anew for some sources.

    rows: of the changed keys, rows with these days; at: the fields that hold them, days or moments.
    """

    model: Any
    sources: tuple[str, ...]
    at: tuple[str, ...]
    rows: Callable[[Any], Any]


def _own(model: Any, sources: tuple[str, ...], *at: str) -> Trail:
    """The days that a row has, or had in its history."""
    return Trail(model, sources, at, lambda changed: _history(model)._base_manager.filter(id__in=changed))


def _of_tickets(model: Any, tickets: Callable[[Any], Any]) -> Trail:
    found = _history(Ticket)._base_manager
    return Trail(model, OF_TICKETS, ("reported_at", "closed_at"), lambda changed: found.filter(id__in=tickets(changed)))


TRAILS = (
    _own(Ticket, OF_TICKETS, "reported_at", "closed_at"),
    _of_tickets(SlaTarget, lambda changed: _history(SlaTarget)._base_manager.filter(id__in=changed).values("ticket")),
    _of_tickets(
        TicketEntry,
        lambda changed: (
            _history(TicketEntry)._base_manager.filter(id__in=changed, kind=EntryKind.CUSTOMER).values("ticket")
        ),
    ),
    _of_tickets(Proposal, lambda changed: Proposal.objects.filter(pk__in=changed).order_by().values("ticket")),
    _of_tickets(Purchase, lambda changed: Ticket.objects.filter(purchase__in=changed).order_by().values("pk")),
    _own(Purchase, ("units",), "purchased_on"),
    _own(Refund, ("refunds", COSTS), "paid_on"),
    _own(GoodsRecord, (COSTS,), "happened_on"),
    Trail(  # a counter-entry takes away another record
        GoodsRecord,
        (COSTS,),
        ("happened_on",),
        lambda changed: GoodsRecord.objects.filter(reversed_by__in=changed),
    ),
    Trail(
        Purchase,
        (COSTS,),
        ("happened_on",),
        lambda changed: GoodsRecord.objects.filter(line__line__purchase__in=changed),
    ),
    Trail(
        Proposal,
        (COSTS,),
        ("happened_on",),
        lambda changed: GoodsRecord.objects.filter(fulfilment__proposal__in=changed),
    ),
    Trail(Proposal, (COSTS,), ("paid_on",), lambda changed: Refund.objects.filter(fulfilment__proposal__in=changed)),
    Trail(Proposal, (COSTS,), ("finished_at",), lambda changed: Fulfilment.objects.filter(proposal__in=changed)),
    _own(Fulfilment, (COSTS,), "finished_at"),
    _own(CostEntry, (COSTS,), "happened_on"),
    _own(Claim, ("recovered",), "received_on"),
    _own(Action, ("actions_judged",), "verified_at"),
    _own(Visit, ("visits",), "took_place_at"),
    _own(Invitation, ("invitations",), "created_at"),
)
FOLLOWED = tuple(dict.fromkeys([*(trail.model for trail in TRAILS), *NAMED]))
RESPONSES = _label(Response)  # they have no history, because they never change
LABELS = (*map(_label, FOLLOWED), RESPONSES)
TABLES = [
    *((_history(model)._meta.db_table, "history_id") for model in FOLLOWED),
    (Response._meta.db_table, Response._meta.pk.name),
]
NEWEST = " || ',' || ".join(f"(SELECT COALESCE(MAX({key}), 0) FROM {table})" for table, key in TABLES)
# The other transactions that have begun to write to these tables and have not ended. Whoever takes a number of a table
# holds this lock on it before.
RUNNING = """
    SELECT DISTINCT virtualtransaction FROM pg_locks
     WHERE locktype = 'relation' AND mode = 'RowExclusiveLock' AND pid <> pg_backend_pid()
       AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
       AND relation = ANY(%s::regclass[])
"""


@dataclass(frozen=True)
class Newest:
    """The newest rows of each table, and the transactions that may still commit older ones."""

    ids: dict[str, int]
    running: frozenset[str]


def newest() -> Newest:
    """SQLite has one writer at a time, so whoever asks inside a transaction sees all that will ever be older."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {NEWEST}")
        ids = _read(cursor.fetchone()[0])
        if connection.vendor != "postgresql":
            return Newest(ids, frozenset())
        cursor.execute(RUNNING, [[table for table, _key in TABLES]])
        return Newest(ids, frozenset(name for (name,) in cursor.fetchall()))


def _read(ids: str) -> dict[str, int]:
    return dict(zip(LABELS, map(int, ids.split(",")), strict=True))


@dataclass(frozen=True)
class Kept:
    """The kept sums that may be read: all of them but those of the stale days of each source. made_at: when they were
    last made."""

    stale: Mapping[str, frozenset[date]]
    made_at: datetime

    def place_of(self, name: str, slice_: Slice) -> tuple[str, str] | None:
        """The dimension and value of the sums that answer for a slice; None if no sums do."""
        if name not in KEPT:
            return None
        used = [one for one in slice_.filters if one in paths_of(name)]
        if not used:
            return ("", "")
        return (used[0], slice_.filters[used[0]]) if len(used) == 1 and used[0] in KEPT[name] else None


def kept_at(now: datetime) -> Kept | None:
    """The kept sums that are right at a moment; None if there are none, or if they were made later."""
    ids: Any = RawSQL(NEWEST, (), output_field=CharField())
    next_due: Any = Subquery(DaySum.objects.exclude(until=None).order_by("until").values("until")[:1])
    row = KeptFigures.objects.annotate(newest=ids, next_due=next_due).first()
    if row is None or not row.since or row.edition != EDITION or row.made_at is None or now < row.made_at:
        return None
    newest_ids = _read(row.newest)
    if newest_ids == row.since and (row.next_due is None or row.next_due >= now):
        return Kept(dict.fromkeys(KEPT, frozenset()), row.made_at)  # nothing has changed or fallen due
    days = stale_days(row.since, newest_ids, now)
    return None if days is None else Kept(days, row.made_at)


def stale_days(since: Since, ids: Since, now: datetime) -> dict[str, frozenset[date]] | None:
    """By source, the days of which the sums are not right any more; None if all of them may be wrong."""
    later = {name for name in LABELS if name not in since or ids[name] > since[name]}
    if later - set(since):
        return None
    parts = [*_passed(now)]
    for trail in TRAILS:
        if _label(trail.model) in later:
            rows = trail.rows(_changed(trail.model, since)).order_by()
            parts += [_told(rows, ",".join(trail.sources), at) for at in trail.at]
    for model in NAMED:
        if _label(model) in later:
            parts.append(_told(_newer(model, since).exclude(history_type="+").order_by(), "", "history_date"))
    if RESPONSES in later:
        rows = Response.objects.filter(pk__gt=since[RESPONSES], questionnaire__kind=SurveyKind.TICKET).order_by()
        parts.append(_told(rows, "responses", "answered_on"))
    parts += _overran(since, later)
    first, *rest = parts
    found: dict[str, set[date]] = {name: set() for name in KEPT}
    for sources, day in first.union(*rest):
        if not sources:
            return None
        for name in sources.split(","):
            found[name].add(day or NO_DAY)
    found[LATE] = _days_after(found[LATE], company_date(now))
    return {name: frozenset(days) for name, days in found.items()}


def _overran(since: Since, later: Collection[str]) -> list[QuerySet[Any]]:
    """The deadlines after which other tickets may have been late than the sums say: those that have passed of a target
    that has changed, as it was before and as it is now, and of a ticket that has changed."""
    found: list[Any] = []
    if (label := _label(SlaTarget)) in later:
        rows = _history(SlaTarget)._base_manager.filter(id__in=_changed(SlaTarget, since))
        before = rows.filter(history_id__lte=since[label]).order_by().values("id").annotate(newest=Max("history_id"))
        found.append(rows.filter(Q(history_id__gt=since[label]) | Q(history_id__in=before.values("newest"))))
    if _label(Ticket) in later:
        found.append(SlaTarget.objects.filter(ticket__in=_changed(Ticket, since)))
    if _label(Purchase) in later:
        found.append(SlaTarget.objects.filter(ticket__purchase__in=_changed(Purchase, since)))
    return [_told(rows.filter(OVERRAN).order_by(), LATE, "due_at") for rows in found]


def _days_after(deadlines: Collection[date], today: date) -> set[date]:
    if not deadlines:
        return set()
    first = min(deadlines) + A_DAY
    return {first + n * A_DAY for n in range((today - first).days + 1)}


def _passed(now: datetime) -> list[QuerySet[Any]]:
    rows = DaySum.objects.filter(until__lt=now).order_by()
    return [rows.annotate(told_sources=F("source"), told_day=F("day")).values_list("told_sources", "told_day")]


def _told(rows: Any, sources: str, at: str) -> QuerySet[Any]:
    is_day = rows.model._meta.get_field(at).get_internal_type() == "DateField"
    day = F(at) if is_day else TruncDate(at, tzinfo=timezone.get_default_timezone())
    if at != "purchased_on":
        rows = rows.filter(~Q(**{at: None}))
    told = {"told_sources": Value(sources, output_field=CharField()), "told_day": Cast(day, DateField())}
    return rows.annotate(**told).values_list("told_sources", "told_day")
