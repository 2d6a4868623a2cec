"""The facts about customers that the rule of grades needs. The number of queries is constant."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Exists, F, Q

from aftersales.store.dates import company_date
from complaints.enums import OPEN_STATES, Kind, QualityClass, RiskCode, Severity, State
from complaints.models import RiskFlag, SlaTarget, Ticket
from complaints.queries.risk import REPAIR
from customers.rules.grading import ANSWERS_COUNT, LOOK_BACK, THREATS_COUNT, Facts, rescaled

from ..models import Response

ABOUT_PROBLEMS = (Kind.COMPLAINT, Kind.RETURN, Kind.EXCHANGE, Kind.REPAIR)
Found = dict[int, dict[str, Any]]


def facts_of(ids: list[int], now: datetime) -> dict[int, Facts]:
    """The facts of every customer in `ids`; they are empty if nothing is known. Anonymous responses are not used."""
    found: Found = defaultdict(dict)
    _answers(found, ids, now)
    _tickets(found, ids, now)
    _sla_targets(found, ids, now)
    _flags(found, ids, now)
    return {pk: Facts(**found[pk]) for pk in ids}


def _answers(found: Found, ids: list[int], now: datetime) -> None:
    since = company_date(now) - ANSWERS_COUNT
    rows = Response.objects.filter(
        invitation__customer__in=ids, invitation__ticket__isnull=False, answered_on__gte=since
    )
    named = rows.order_by("-answered_on", "-pk").values_list(
        "invitation__customer", "csat", "solved", "invitation__ticket__number", "invitation__ticket__state"
    )
    seen: set[int] = set()
    for customer, csat, solved, number, state in named:
        if csat is not None:
            found[customer].setdefault("answers", []).append(rescaled(csat))
        if customer not in seen and solved is False and state in OPEN_STATES:
            found[customer]["unsolved"] = number
        seen.add(customer)


def _tickets(found: Found, ids: list[int], now: datetime) -> None:
    month = now - LOOK_BACK
    rows = Ticket.objects.filter(customer__in=ids, kind__in=ABOUT_PROBLEMS).exclude(state=State.WITHDRAWN)
    rows = rows.filter(Q(state__in=OPEN_STATES) | Q(reported_at__gte=month)).annotate(approved_repair=Exists(REPAIR))
    for row in rows.order_by("reported_at", "pk").values(
        "customer", "number", "kind", "state", "severity", "quality_class", "reported_at", "approved_repair"
    ):
        _one_ticket(found[row["customer"]], row, month, now)


def _one_ticket(mine: dict[str, Any], row: Mapping[str, Any], month: datetime, now: datetime) -> None:
    is_open = row["state"] in OPEN_STATES
    if is_open and "open_for" not in mine:
        mine["open_for"] = (row["number"], (now - row["reported_at"]).days)
    intrinsic = row["quality_class"] == QualityClass.INTRINSIC
    if row["severity"] == Severity.CRITICAL or (row["severity"] == Severity.MAJOR and intrinsic):
        mine.setdefault("defects", []).append(row["number"])
    if row["reported_at"] < month:
        return
    if row["kind"] == Kind.REPAIR or row["approved_repair"]:
        mine["repairs"] = mine.get("repairs", 0) + 1
    if (
        row["kind"] == Kind.COMPLAINT
        and row["severity"] == Severity.MINOR
        and row["quality_class"] != QualityClass.NONE
    ):
        mine["minor"] = mine.get("minor", 0) + 1


def _sla_targets(found: Found, ids: list[int], now: datetime) -> None:
    """Add the most overdue SLA target of each customer: met a day or more late in the last month, or still open."""
    month = now - LOOK_BACK
    missed = Q(met_at__gte=month, met_at__gt=F("due_at") + timedelta(days=1)) | Q(met_at=None, due_at__lt=now)
    rows = SlaTarget.objects.filter(missed, ticket__customer__in=ids, cancelled_at=None)
    rows = rows.exclude(ticket__state=State.WITHDRAWN).filter(
        Q(met_at__isnull=False) | Q(ticket__state__in=OPEN_STATES)
    )
    told: Any = rows.values_list("ticket__customer", "ticket__number", "due_at", "met_at")
    for customer, number, due_at, met_at in told:
        days = ((met_at or now) - due_at).days
        if days > found[customer].get("late", ("", 0))[1]:
            found[customer]["late"] = (number, days)


def _flags(found: Found, ids: list[int], now: datetime) -> None:
    """Add threats of the last quarter, and flags of critical complainants that are not acknowledged."""
    threat = Q(code=RiskCode.THREAT_TO_PUBLISH, raised_at__gte=now - THREATS_COUNT)
    critical = Q(code=RiskCode.CRITICAL_COMPLAINANT, acknowledged_at=None, ticket__state__in=OPEN_STATES)
    rows = RiskFlag.objects.filter(threat | critical, ticket__customer__in=ids).order_by("raised_at", "pk")
    for customer, number, code in rows.values_list("ticket__customer", "ticket__number", "code"):
        name = "critical" if code == RiskCode.CRITICAL_COMPLAINANT else "threats"
        if number not in found[customer].setdefault(name, []):
            found[customer][name].append(number)
