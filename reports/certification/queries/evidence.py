"""The named queries over the system's own data. Each gives the rows that it counts and which of them meet it.

rules/evidence.py says in words what is counted. Rows are named by their public numbers, or by kind and key where they
have none; no row names a person.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date, datetime, time, timedelta

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.utils import timezone

from aftersales.people.enums import Verdict
from aftersales.people.models import EvaluationFinding, TrainingDue
from aftersales.staff.enums import Role
from aftersales.staff.models import Region, User
from complaints.enums import Kind, SlaCode, State
from complaints.models import Fulfilment, SlaTarget, Ticket
from complaints.quality.enums import ActionState, InvestigationState, ReviewState
from complaints.quality.models import Action, Investigation, SuggestionReview
from customers.models import Purchase, WarrantyRule
from surveys.enums import RoundState
from surveys.models import Round
from visits.enums import VisitKind, VisitState
from visits.models import Visit

from ..enums import Evidence

Rows = list[tuple[str, bool]]
SETTLED_WITHIN = timedelta(days=14)
ONE_DAY = timedelta(days=1)


def rows_of(query: str, first: date, last: date, now: datetime) -> Rows:
    """The rows of a query in a period as they are now: number, and whether it meets the query."""
    return QUERIES[Evidence(query)](first, last, now)


def _moments(first: date, last: date) -> tuple[datetime, datetime]:
    """The beginning of the first day and the end of the last one, to be used as a half-open range."""
    begin = timezone.make_aware(datetime.combine(first, time()))
    return begin, timezone.make_aware(datetime.combine(last + ONE_DAY, time()))


def _within(column: str, first: date, last: date) -> Q:
    begin, end = _moments(first, last)
    return Q(**{f"{column}__gte": begin, f"{column}__lt": end})


def _told(rows: QuerySet, number: str, met: Q) -> Rows:
    """Number and whether it meets, for rows with a public number."""
    good = set(rows.filter(met).values_list("pk", flat=True))
    return [(str(name), pk in good) for pk, name in rows.order_by("pk").values_list("pk", number)]


def _keyed(word: str, rows: QuerySet, met: Q) -> Rows:
    return [(f"{word}-{number}", is_met) for number, is_met in _told(rows, "pk", met)]


def regions(first: date, last: date, now: datetime) -> Rows:
    has_rep = Exists(User.objects.filter(region=OuterRef("pk"), role=Role.REP, is_active=True))
    return _told(Region.objects.filter(is_active=True), "code", Q(has_rep))


def training(first: date, last: date, now: datetime) -> Rows:
    needed = TrainingDue.objects.filter(since__lte=last, person__is_active=True)
    return _keyed("training", needed, Q(passed_on__isnull=False, due_on__gte=last))


def communication_rules(first: date, last: date, now: datetime) -> Rows:
    found = EvaluationFinding.objects.filter(_within("noted_at", first, last))
    return _keyed("finding", found, Q(verdict=Verdict.WORKS))


def survey_rounds(first: date, last: date, now: datetime) -> Rows:
    rows = Round.objects.filter(_within("closes_at", first, last), closes_at__lt=now).exclude(
        state=RoundState.CANCELLED
    )
    return _told(rows, "quarter", Q(state__in=(RoundState.COMPUTED, RoundState.REPORTED)))


def actions(first: date, last: date, now: datetime) -> Rows:
    judged = Action.objects.filter(_within("verified_at", first, last))
    return _told(judged, "number", Q(state=ActionState.EFFECTIVE))


def suggestions(first: date, last: date, now: datetime) -> Rows:
    reviews = SuggestionReview.objects.filter(received_on__range=(first, last))
    answered = (ReviewState.ADOPTED, ReviewState.DECLINED, ReviewState.ANSWERED)
    return _told(reviews, "ticket__number", Q(state__in=answered))


def records(first: date, last: date, now: datetime) -> Rows:
    sold = Purchase.objects.filter(purchased_on__range=(first, last))
    return _keyed("purchase", sold, (~Q(batch="") | ~Q(serial="")) & Q(warranty_until__isnull=False))


def first_time(first: date, last: date, now: datetime) -> Rows:
    closed = Ticket.objects.filter(_within("closed_at", first, last), state=State.CLOSED, is_history=False)
    return _told(closed, "number", Q(reopened_count=0))


def delivery(first: date, last: date, now: datetime) -> Rows:
    rows = Fulfilment.objects.filter(_within("started_at", first, last), finished_at__isnull=False)
    quick = Q(finished_at__lte=F("started_at") + SETTLED_WITHIN)
    return _told(rows, "proposal__ticket__number", quick)


def warranty(first: date, last: date, now: datetime) -> Rows:
    spans = list(WarrantyRule.objects.values_list("effective_from", "effective_until"))
    days = [first + ONE_DAY * place for place in range((last - first).days + 1)]
    return [(day.isoformat(), _in_force(day, spans)) for day in days]


def _in_force(day: date, spans: Iterable[tuple[date, date | None]]) -> bool:
    return any(begin <= day and (until is None or day <= until) for begin, until in spans)


def visits(first: date, last: date, now: datetime) -> Rows:
    due = Visit.objects.filter(kind=VisitKind.CARE, due_on__range=(first, last)).exclude(state=VisitState.CANCELLED)
    in_time = Q(state=VisitState.DONE, took_place_at__date__lte=F("due_on"))
    return _keyed("visit", due, in_time)


def investigated(first: date, last: date, now: datetime) -> Rows:
    worked = Exists(Action.objects.filter(investigation=OuterRef("pk"), state=ActionState.EFFECTIVE))
    closed = Investigation.objects.filter(_within("opened_at", first, last), state=InvestigationState.CLOSED)
    return _told(closed, "number", Q(worked))


def _targets(code: SlaCode, kind: Kind) -> Callable[[date, date, datetime], Rows]:
    """SLA targets of tickets logged in the period that were met or are overdue. A ticket with one late target is
    late."""

    def rows(first: date, last: date, now: datetime) -> Rows:
        targets = SlaTarget.objects.filter(
            _within("ticket__reported_at", first, last), code=code, ticket__kind=kind, ticket__is_history=False
        ).filter(Q(met_at__isnull=False) | Q(cancelled_at=None, due_at__lt=now))
        in_time = Q(met_at__isnull=False) & ~Q(lateness_seconds__gt=0)
        found: dict[str, bool] = {}
        for number, is_met in _told(targets, "ticket__number", in_time):
            found[number] = found.get(number, True) and is_met
        return list(found.items())

    return rows


QUERIES: dict[Evidence, Callable[[date, date, datetime], Rows]] = {
    Evidence.REGIONS: regions,
    Evidence.TRAINING: training,
    Evidence.RULES: communication_rules,
    Evidence.ROUNDS: survey_rounds,
    Evidence.ACTIONS: actions,
    Evidence.SUGGESTIONS: suggestions,
    Evidence.RECORDS: records,
    Evidence.FIRST_TIME: first_time,
    Evidence.DELIVERY: delivery,
    Evidence.REPAIRS: _targets(SlaCode.SOLUTION, Kind.REPAIR),
    Evidence.WARRANTY: warranty,
    Evidence.VISITS: visits,
    Evidence.COMPLAINTS: _targets(SlaCode.FIRST_REPLY, Kind.COMPLAINT),
    Evidence.RESOLVED: _targets(SlaCode.SOLUTION, Kind.COMPLAINT),
    Evidence.INVESTIGATED: investigated,
}
