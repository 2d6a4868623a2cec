"""Interviews by telephone: what waits, what an interviewer holds, how well repeated calls agree (S2, S4)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, F, Q, QuerySet, Sum

from aftersales.staff.models import User

from ..enums import CallOutcome, CallState
from ..models import CallAttempt, CallCheck, Interview, Round
from .call_backs import has_asked_for_call
from .serving import served


def waiting_for(user: User, now: datetime) -> QuerySet[Interview]:
    """The interviews that may be handed to a user now, in the order of their lots."""
    rows = Interview.objects.filter(state=CallState.WAITING, due_at__lte=now, until__gt=now)
    rows = rows.filter(Q(leased_until=None) | Q(leased_until__lte=now), invitation__voided_at=None)
    rows = rows.filter(invitation__answered_at=None, invitation__customer__not_by_phone=False)
    return rows.exclude(served(user.pk, now, "invitation__customer")).order_by("lot", "pk")


def checks_for(user: User, now: datetime) -> QuerySet[CallCheck]:
    """The check calls that may be handed to a user now: never of their own interviews."""
    rows = CallCheck.objects.filter(state=CallState.WAITING).exclude(interview__interviewer=user)
    rows = rows.filter(Q(leased_until=None) | Q(leased_until__lte=now))
    rows = rows.filter(interview__invitation__customer__not_by_phone=False)
    return rows.exclude(served(user.pk, now, "interview__invitation__customer")).order_by("lot", "pk")


LEASE = timedelta(minutes=45)
WITH_PEOPLE = ("invitation__customer", "invitation__contact", "invitation__round", "invitation__ticket")


def held_by(user: User, now: datetime) -> Interview | None:
    """The interview that a user holds now."""
    rows = Interview.objects.filter(interviewer=user, state=CallState.WAITING, leased_until__gt=now)
    return rows.select_related(*WITH_PEOPLE).first()


def check_held_by(user: User, now: datetime) -> CallCheck | None:
    """The check call that a user holds now."""
    rows = CallCheck.objects.filter(checker=user, state=CallState.WAITING, leased_until__gt=now)
    return rows.select_related(*(f"interview__{path}" for path in WITH_PEOPLE), "response").first()


def asks_for_wish(user: User, now: datetime) -> Interview | None:
    """The anonymous interview that a user has held just now, if nobody has said yet that the customer wants a call."""
    rows = Interview.objects.filter(interviewer=user, state=CallState.DONE, ended_at__gt=now - LEASE)
    row = rows.filter(invitation__round__is_anonymous=True).select_related(*WITH_PEOPLE).order_by("-ended_at").first()
    return row if row is not None and not has_asked_for_call(row.invitation) else None


def calls_done(user: User) -> QuerySet[Interview]:
    """The interviews that a user has ended, the latest first."""
    rows = Interview.objects.filter(interviewer=user).exclude(state__in=(CallState.WAITING, CallState.VOID))
    return rows.order_by("-ended_at", "-pk")


@dataclass(frozen=True)
class Interviewer:
    """The work of one interviewer in a round. agreement: percent of the questions asked again, or None."""

    name: str
    done: int
    refused: int
    checked: int
    agreement: float | None


def interviewers(round: Round) -> list[Interviewer]:
    """Everybody who called in a round, by name."""
    mine = Interview.objects.filter(invitation__round=round, interviewer__isnull=False)
    counts: Any = mine.values("interviewer", "interviewer__name").annotate(
        done=Count("pk", filter=Q(state=CallState.DONE)), refused=Count("pk", filter=Q(state=CallState.REFUSED))
    )
    checks: Any = CallCheck.objects.filter(interview__invitation__round=round, state=CallState.DONE)
    sums = {
        row["interview__interviewer"]: row
        for row in checks.values("interview__interviewer").annotate(
            n=Count("pk"), all_asked=Sum("asked"), all_agreed=Sum("agreed")
        )
    }
    return [_interviewer(row, sums.get(row["interviewer"], {})) for row in counts.order_by("interviewer__name")]


def _interviewer(row: dict[str, Any], checks: dict[str, Any]) -> Interviewer:
    asked = checks.get("all_asked") or 0
    rate = 100 * checks["all_agreed"] / asked if asked else None
    return Interviewer(row["interviewer__name"], row["done"], row["refused"], checks.get("n", 0), rate)


def call_counts(round: Round) -> dict[str, int]:
    """The interviews of a round by state; checks, checks_done, asked and agreed of the check calls."""
    rows: Any = Interview.objects.filter(invitation__round=round).values_list("state").annotate(n=Count("pk"))
    found = dict.fromkeys(CallState.values, 0) | dict(rows.order_by())
    checks = CallCheck.objects.filter(interview__invitation__round=round).aggregate(
        checks=Count("pk"),
        checks_done=Count("pk", filter=Q(state=CallState.DONE)),
        asked=Sum("asked"),
        agreed=Sum("agreed"),
    )
    return found | {name: value or 0 for name, value in checks.items()}


def outcomes(user: User, since: datetime) -> dict[str, int]:
    """The calls of a user since a moment, by outcome."""

    rows: Any = CallAttempt.objects.filter(user=user, at__gte=since).values_list("outcome").annotate(n=Count(F("pk")))
    return dict.fromkeys(CallOutcome.values, 0) | dict(rows.order_by())
