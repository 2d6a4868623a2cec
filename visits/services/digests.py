"""One digest a person and workday instead of single notifications: what is planned for today, due and overdue (V2).

Each person has a row with the moment of the next digest. Sending moves it to the next workday in the same transaction,
so that two sweeps send a digest only once, and if a sweep is killed, the next one sends it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cached_property

from django.db import transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from aftersales.kernel.worktime import Calendar
from aftersales.notifications.services.notifications import notify
from aftersales.office.queries import calendar
from aftersales.staff.enums import Role
from aftersales.staff.models import StandIn, User
from aftersales.staff.queries import absences_on, people_with_role
from aftersales.store.dates import company_date
from aftersales.store.sweeping import each
from aftersales.store.writing import lock

from ..models import VisitDigest
from ..queries.digests import readers, untold, work_of
from ..queries.load import reminder_terms
from ..rules.digest import DUE_DAYS, Work
from ..rules.load import ReminderTerms

ONE_DAY = timedelta(days=1)


@dataclass(frozen=True)
class _Day:
    """What the digests of one sweep share."""

    now: datetime
    today: date
    terms: ReminderTerms
    working: Calendar
    absences: list[StandIn]
    managers: list[User]

    def moment(self, day: date) -> datetime:
        """The moment of the digest of a day."""
        terms = self.terms if day == self.today else reminder_terms(day)
        return datetime.combine(day, time(terms.digest_hour), timezone.get_default_timezone())

    @cached_property
    def next_moment(self) -> datetime:
        """That of the next workday."""
        return self.moment(self.working.next_workday(self.today + ONE_DAY))


def sweep_digests(*, now: datetime) -> int:
    """Send the digests that are due; returns how many."""
    day = _day(now)
    _begin(day)
    due = VisitDigest.objects.filter(due_at__lte=now, user__is_active=True).order_by("due_at", "pk")
    return each(list(due.values_list("pk", flat=True)), lambda pk: _send(pk, day))


def _day(now: datetime) -> _Day:
    today = company_date(now)
    absences = list(absences_on(today))
    managers = list(people_with_role(Role.MANAGER).order_by("pk"))
    return _Day(now, today, reminder_terms(today), calendar(), absences, managers)


@transaction.atomic
def _begin(day: _Day) -> None:
    """Give a row to those who have none yet."""
    due_at = day.moment(day.today) if day.working.is_workday(day.today) else day.next_moment
    new = readers(day.today).filter(visit_digest=None).order_by("pk")
    rows = [VisitDigest(user=user, due_at=due_at) for user in new]
    VisitDigest.objects.bulk_create(rows, ignore_conflicts=True)


@transaction.atomic
def _send(pk: int, day: _Day) -> int:
    row = lock(VisitDigest.objects.select_related("user"), pk=pk)
    if row.due_at > day.now:  # another sweep was first
        return 0
    is_open = day.working.is_workday(day.today) and row.sent_on != day.today
    if is_open and day.now < day.moment(day.today):
        return _wait(row, day.moment(day.today))
    if not is_open:
        return _wait(row, day.next_moment)
    row.sent_on = day.today
    _wait(row, day.next_moment)
    # Who is away reads of it when they are back; the stand-in does meanwhile.
    is_away = any(absence.absent_id == row.user_id for absence in day.absences)
    return 0 if is_away else _tell(row.user, day)


def _wait(row: VisitDigest, until: datetime) -> int:
    row.due_at = until
    row.save(update_fields=["due_at", "sent_on"])
    return 0


def _tell(user: User, day: _Day) -> int:
    work = work_of(user, today=day.today, absences=day.absences, managers=day.managers)
    untold(user).update(told_on=day.today)
    if not work.is_worth_sending:
        return 0
    leads = user.role in (Role.MANAGER, Role.GM) or work.raised
    notify(
        users=[user],
        template="visits.digest_lead" if leads else "visits.digest",
        params=_params(work, day.today),
        url=f"{reverse('visits')}?tab=overdue&rep=all" if work.raised else reverse("visits"),
        key=f"visits.digest:{day.today}",
        now=day.now,
    )
    return 1


def _params(work: Work, today: date) -> dict[str, str | int]:
    return {
        "day": today.isoformat(),
        "today": work.today,
        "due": work.due,
        "days": DUE_DAYS,
        "overdue": work.overdue,
        "raised": work.raised,
        "without_rep": work.without_rep,
    }


@transaction.atomic
def set_moments(*, now: datetime) -> None:
    """Compute the moments of all next digests again, because their hour has changed."""
    day = _day(now)
    rows = VisitDigest.objects.all()
    if day.working.is_workday(day.today):
        rows.filter(~Q(sent_on=day.today) | Q(sent_on=None)).update(due_at=day.moment(day.today))
        rows = rows.filter(sent_on=day.today)
    rows.update(due_at=day.next_moment)
