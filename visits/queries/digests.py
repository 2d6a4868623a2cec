"""Who gets a digest, and what it counts."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

from django.db.models import Count, Q, QuerySet

from aftersales.staff.enums import Role
from aftersales.staff.models import StandIn, User
from aftersales.staff.queries import absences_on

from ..enums import VisitState
from ..models import Visit, VisitEscalation
from ..permissions import VISITORS
from ..rules.digest import DUE_DAYS, Work

READERS = VISITORS | {Role.GM}
PLANNED = Q(state=VisitState.PLANNED)


def readers(today: date) -> QuerySet[User]:
    """Who may get a digest: who visits customers or leads those who do, and who stands in for one of them today."""
    standing_in = absences_on(today).filter(absent__role__in=READERS).values("deputy")
    return User.objects.filter(Q(role__in=READERS) | Q(pk__in=standing_in), is_active=True)


def managers_of(region_id: int | None, managers: Iterable[User]) -> list[User]:
    """The managers of a region, or all managers if it has none."""
    known = list(managers)
    return [boss for boss in known if boss.region_id and boss.region_id == region_id] or known


def untold(user: User) -> QuerySet[VisitEscalation]:
    """What has climbed to the user and was in no digest yet."""
    return VisitEscalation.objects.filter(user=user, told_on=None)


def work_of(user: User, *, today: date, absences: Iterable[StandIn], managers: Iterable[User]) -> Work:
    """What the digest of a user counts, with the visits of those they stand in for. absences: of today."""
    reps = {user.pk, *(row.absent_id for row in absences if row.deputy_id == user.pk)}
    overdue = Q(due_on__lt=today, planned_on__lt=today)
    soon = Q(due_on__range=(today, today + timedelta(days=DUE_DAYS)))
    own = Visit.objects.filter(PLANNED, rep__in=reps, undecided_since=None).order_by()
    counts = own.aggregate(
        today=Count("pk", filter=Q(planned_on__lte=today) & ~overdue),
        due=Count("pk", filter=soon),
        overdue=Count("pk", filter=overdue),
    )
    raised = untold(user).filter(visit__state=VisitState.PLANNED).values("visit").distinct().count()
    return Work(**counts, raised=raised, without_rep=_without_rep(user, today, list(managers)))


def _without_rep(user: User, today: date, managers: list[User]) -> int:
    """The visits of the coming week and before without an active rep, whose region the manager answers for."""
    if user.role != Role.MANAGER:
        return 0
    led = {boss.region_id for boss in managers if boss.region_id}
    mine = Q(customer__region=user.region_id) if user.region_id else Q(pk__in=[])
    nobodys = Q(customer__region=None) | ~Q(customer__region__in=led)
    nobody = Q(rep=None) | Q(rep__is_active=False)
    until = today + timedelta(days=DUE_DAYS)
    return Visit.objects.filter(PLANNED, nobody, mine | nobodys, planned_on__lte=until).count()
