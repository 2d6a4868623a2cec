"""Customers by satisfaction grade, what changed lately, and the course of one customer's grade."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce

from aftersales.staff.models import Actor, User
from aftersales.store.dates import company_date, start_of
from complaints.permissions import visible_to as visible_tickets
from customers.enums import Grade
from customers.models import Customer, Grading
from customers.permissions import visible_to

from ..rules.quarters import first_day, quarter_after, quarter_of, quarters_until

TABS = ("", "F", *reversed(Grade.values), "none")
CHANGED = {"day": 1, "week": 7}
QUARTERS = 8
SHOWN = 10
HISTORY = 30


def tab_filter(tab: str) -> Q:
    if tab == "F":
        return Q(is_critical=True)
    if tab == "none":
        return Q(grade="", is_critical=False)
    return Q(grade=tab) if tab else Q()


# By the indexes customer_worst_first and customer_by_name.
SORTS = {"grade": ("-is_critical", "-grade", "name", "pk"), "name": ("name", "pk"), "-name": ("-name", "-pk")}


def graded(user: Actor, asked: Mapping[str, Any], now: datetime) -> QuerySet[Customer]:
    """Customers whom the user may see, F first, then the worst grade. asked: grade, region, tier, changed (day or
    week), which adds the grade `before`, and sort: one of SORTS."""
    rows = visible_to(user).filter(tab_filter(asked.get("grade", "")), erased_at=None)
    rows = rows.filter(**{name: asked[name] for name in ("region", "tier") if asked.get(name)})
    if days := CHANGED.get(asked.get("changed", "")):
        rows = changed_within(rows, days, now)
    return rows.select_related("region", "rep").order_by(*SORTS.get(asked.get("sort") or "", SORTS["grade"]))


def changed_within(rows: QuerySet[Customer], days: int, now: datetime) -> QuerySet[Customer]:
    """Customers whose grade, or F beside it, is another than before the day so many days ago."""
    since = start_of(company_date(now) - timedelta(days=days))
    of_customer = Grading.objects.filter(customer=OuterRef("pk"))
    earlier = of_customer.filter(at__lt=since).order_by("-at", "-pk")
    before = Coalesce(Subquery(earlier.values("grade")[:1]), Value(""))
    was_critical = Coalesce(Subquery(earlier.values("is_critical")[:1]), Value(False))
    rows = rows.filter(Exists(of_customer.filter(at__gte=since))).annotate(before=before, was_critical=was_critical)
    return rows.exclude(before=F("grade"), was_critical=F("is_critical"))


def changes(user: Actor, now: datetime) -> list[Customer]:
    """What changed since yesterday, the worst first."""
    return list(graded(user, {"changed": "day"}, now)[:SHOWN])


def tab_counts(user: Actor) -> dict[str, int]:
    """How many customers each tab has, in one query."""
    found = {f"tab_{place}": Count("pk", filter=tab_filter(tab)) for place, tab in enumerate(TABS) if tab}
    rows = visible_to(user).filter(erased_at=None).aggregate(tab_0=Count("pk"), **found)
    return {tab: rows[f"tab_{place}"] for place, tab in enumerate(TABS)}


def gradings_of(customer: Customer) -> list[Grading]:
    """The changes of the grade, the latest first."""
    return list(customer.gradings.select_related("by")[:HISTORY])


def course_of(customer: Customer, now: datetime) -> list[tuple[str, str]]:
    """The grade at the end of each of the last quarters, and today's under "": [("2026-Q3", "B"), …, ("", "D")]."""
    today = company_date(now)
    past = quarters_until(quarter_of(today), QUARTERS + 1)[:-1]
    rows = list(Grading.objects.filter(customer=customer).order_by("at", "pk").values_list("at", "grade"))
    return [*((name, _grade_at(rows, first_day(quarter_after(name)))) for name in past), ("", customer.grade)]


def _grade_at(rows: Sequence[tuple[datetime, str]], day: date) -> str:
    end = start_of(day)
    return next((grade for at, grade in reversed(rows) if at < end), "")


def since_when(gradings: Sequence[Grading], customer: Customer) -> datetime | None:
    """Since when the customer has the present grade without a break."""
    found = None
    for row in gradings:
        if row.grade != customer.grade:
            break
        found = row.at
    return found or customer.graded_at


def seen_tickets(user: User, numbers: set[str]) -> dict[str, Any]:
    """The tickets with these numbers that the user may see, by number."""
    rows = visible_tickets(user).filter(number__in=numbers).only("number", "subject")
    return {row.number: row for row in rows}
