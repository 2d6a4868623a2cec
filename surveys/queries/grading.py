"""The facts about customers that the rule of grades needs. The number of queries is constant."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Exists, F, Q

from aftersales.store.dates import company_date, start_of
from complaints.enums import OPEN_STATES, Kind, QualityClass, RiskCode, Severity, State
from complaints.models import RiskFlag, SlaTarget, Ticket
from complaints.queries.risk import REPAIR
from customers.rules.grading import DAY, Answer, Facts, Problem, Promise, Thresholds, rescaled

from ..models import Response, slot_name
from ..models.responses import SLOTS
from ..rules.items import item_index
from .items import index_items

ABOUT_PROBLEMS = (Kind.COMPLAINT, Kind.RETURN, Kind.EXCHANGE, Kind.REPAIR)
# A return or an exchange for quality is a quality complaint as well. Repairs are counted by themselves.
ABOUT_QUALITY = (Kind.COMPLAINT, Kind.RETURN, Kind.EXCHANGE)
ANSWER_COLUMNS = (
    "answered_on",
    "questionnaire",
    "round",
    "quarter",
    "csat",
    "solved",
    *(slot_name(slot) for slot in range(1, SLOTS + 1)),
)
Found = dict[int, dict[str, list[Any]]]


def facts_of(ids: list[int], now: datetime, terms: Thresholds) -> dict[int, Facts]:
    """The facts of every customer in `ids`; they are empty if nothing is known. Anonymous responses are not used."""
    found: Found = defaultdict(lambda: defaultdict(list))
    read_answers(found, ids, now, terms)
    _problems(found, ids, now, terms)
    _promises(found, ids, now, terms)
    _flags(found, ids, now, terms)
    return {pk: Facts(**found[pk]) for pk in ids}


def read_answers(found: Found, ids: list[int], now: datetime, terms: Thresholds) -> None:
    """Named responses, the latest first: about tickets by their satisfaction, of rounds by their index."""
    counts = timedelta(days=terms.answer_days)
    rows = Response.objects.filter(
        Q(invitation__ticket__isnull=False) | Q(round__is_anonymous=False),
        invitation__customer__in=ids,
        answered_on__gte=company_date(now) - counts,
    )
    ticket = {"number": F("invitation__ticket__number"), "state": F("invitation__ticket__state")}
    named = rows.order_by("-answered_on", "-pk").values(*ANSWER_COLUMNS, customer=F("invitation__customer"), **ticket)
    answered: list[dict[str, Any]] = list(named)
    items = index_items({row["questionnaire"] for row in answered if row["round"]})
    for row in answered:
        start, until = start_of(row["answered_on"]), start_of(row["answered_on"] + counts + DAY)
        if row["round"]:
            score = item_index(row, items.get(row["questionnaire"], []))
            answer = Answer(row["quarter"], until, score, is_round=True, at=start)
        else:
            score = None if row["csat"] is None else rescaled(row["csat"])
            unsolved = row["solved"] is False and row["state"] in OPEN_STATES
            answer = Answer(row["number"], until, score, unsolved, at=start)
        found[row["customer"]]["answers"].append(answer)


def _problems(found: Found, ids: list[int], now: datetime, terms: Thresholds) -> None:
    since = now - timedelta(days=terms.look_back_days)
    rows = Ticket.objects.filter(customer__in=ids, kind__in=ABOUT_PROBLEMS).exclude(state=State.WITHDRAWN)
    rows = rows.filter(Q(state__in=OPEN_STATES) | Q(reported_at__gte=since)).annotate(approved_repair=Exists(REPAIR))
    for row in rows.order_by("reported_at", "pk").values(*COLUMNS, "approved_repair"):
        found[row["customer"]]["problems"].append(_problem(row))


COLUMNS = (
    "customer",
    "number",
    "kind",
    "state",
    "severity",
    "quality_class",
    "prices_unclear",
    "reported_at",
    "waited_seconds",
    "waiting_since",
)


def _problem(row: Mapping[str, Any]) -> Problem:
    about_quality, severity = row["quality_class"] != QualityClass.NONE, row["severity"]
    return Problem(
        number=row["number"],
        opened_at=row["reported_at"],
        is_open=row["state"] in OPEN_STATES,
        waited=timedelta(seconds=row["waited_seconds"]),
        waiting_since=row["waiting_since"],
        is_repair=row["kind"] == Kind.REPAIR or row["approved_repair"],
        is_minor=row["kind"] in ABOUT_QUALITY and severity == Severity.MINOR and about_quality,
        is_defect=severity == Severity.CRITICAL or (severity == Severity.MAJOR and about_quality),
        is_unclear=row["prices_unclear"],
    )


def _promises(found: Found, ids: list[int], now: datetime, terms: Thresholds) -> None:
    """The SLA targets that are open, unless their clock is paused, and those that were met late lately."""
    since = now - timedelta(days=terms.look_back_days)
    running = Q(met_at=None, due_at__isnull=False, ticket__state__in=OPEN_STATES)
    rows = SlaTarget.objects.filter(running | Q(met_at__gte=since, met_at__gt=F("due_at")), cancelled_at=None)
    rows = rows.filter(ticket__customer__in=ids).exclude(ticket__state=State.WITHDRAWN).order_by("pk")
    told: Any = rows.values_list("ticket__customer", "ticket__number", "due_at", "met_at")
    for customer, number, due_at, met_at in told:
        found[customer]["promises"].append(Promise(number, due_at, met_at))


def _flags(found: Found, ids: list[int], now: datetime, terms: Thresholds) -> None:
    """Threats of the last quarter, and flags of critical complainants that are not acknowledged."""
    threat = Q(code=RiskCode.THREAT_TO_PUBLISH, raised_at__gte=now - timedelta(days=terms.threat_days), dismissed=False)
    critical = Q(code=RiskCode.CRITICAL_COMPLAINANT, acknowledged_at=None, ticket__state__in=OPEN_STATES)
    rows = RiskFlag.objects.filter(threat | critical, ticket__customer__in=ids).order_by("raised_at", "pk")
    for customer, number, code, at in rows.values_list("ticket__customer", "ticket__number", "code", "raised_at"):
        name = "critical" if code == RiskCode.CRITICAL_COMPLAINANT else "threats"
        found[customer][name].append((number, at))
