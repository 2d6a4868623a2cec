"""What the services of a visit share: locking, checks, the next visit, notices."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from aftersales.kernel.errors import InvalidInput
from aftersales.notifications.services.notifications import notify
from aftersales.staff.models import Actor, User
from aftersales.store.dates import company_date
from aftersales.store.writing import lock, same_version, save_with_history
from customers.models import Customer

from ..enums import VisitKind, VisitState
from ..models import Visit, VisitSchedule
from ..permissions import visible_to
from ..rules.cadence import cycle_prefix, reminded_from
from ..rules.workflow import VISIT
from .reminders import first_reminder
from .touching import follow

FARTHEST = timedelta(days=366)


def locked(actor: Actor, visit_id: int, version: int | None) -> Visit:
    # The customer first, as whoever computes schedules or corrects a purchase does.
    lock(Customer.objects.filter(visits=visit_id).only("pk"))
    visit = lock(visible_to(actor).select_related("customer", "rep"), pk=visit_id)
    same_version(visit, version)
    return visit


def save(visit: Visit, actor: Actor, reason: str, now: datetime) -> None:
    visit.version += 1
    save_with_history(visit, actor=actor, reason=reason)
    note_planned(visit)
    follow(visit=visit, actor=actor, now=now)


def note_planned(visit: Visit) -> None:
    """Tell the schedule of the customer whether a visit is planned for it, because this one was opened or closed."""
    if visit.kind == VisitKind.CARE:
        rows = Visit.objects.filter(customer=visit.customer_id, kind=VisitKind.CARE, state=VisitState.PLANNED)
        VisitSchedule.objects.filter(customer=visit.customer_id).update(is_planned=rows.exists())


def cancel(visit: Visit, actor: Actor, reason: str, now: datetime) -> None:
    """Cancel a planned visit, which the caller has locked."""
    visit.state, visit.remind_at = VISIT.next(visit.state, "cancel"), None
    save(visit, actor, reason, now)


def check_day(day: date, today: date, field: str) -> None:
    if day < today:
        raise InvalidInput(_("This date has passed. Choose today or later."), code="in_the_past", field=field)
    if day > today + FARTHEST:
        raise InvalidInput(_("The date is more than a year away."), code="too_far", field=field)


def reason_of(text: str) -> str:
    if not text.strip():
        raise InvalidInput(_("Enter the reason."), code="no_reason", field="reason")
    return text.strip()[:200]


def attempts(visit: Visit) -> QuerySet[Visit]:
    """The visits of the round to which the visit belongs."""
    return _of_round(visit.customer_id, visit.cycle.rpartition(":")[0] + ":")


def _of_round(customer_id: int, prefix: str) -> QuerySet[Visit]:
    return Visit.objects.filter(customer=customer_id, cycle__startswith=prefix)


def plan_by_hand(
    before: Visit,
    counted_from: date,
    due: date,
    planned_on: date,
    actor: Actor,
    now: datetime,
    *,
    reason: str = "",
    undecided: bool = False,
) -> Visit:
    """Plan the visit after `before`, on a day agreed with the customer. undecided: it waits for the manager."""
    is_care = before.kind == VisitKind.CARE
    prefix = cycle_prefix(before.customer_id, counted_from) if is_care else before.cycle.rpartition(":")[0] + ":"
    visit = Visit(
        customer=before.customer,
        cycle=f"{prefix}{1 + _of_round(before.customer_id, prefix).count()}",
        kind=before.kind,
        purchase=before.purchase,
        rep=before.rep,
        counted_from=counted_from if is_care else None,
        due_on=due,
        planned_on=planned_on,
        channel=before.channel,
        reason=reason,
        created_at=now,
        undecided_since=now if undecided else None,
    )
    if not undecided:
        set_reminders(visit, now)
    save_with_history(visit, actor=actor, reason="manager decides" if undecided else "agreed with the customer")
    note_planned(visit)
    follow(visit=visit, actor=actor, now=now)
    return visit


def set_reminders(visit: Visit, now: datetime) -> None:
    from_day = reminded_from(visit.due_on, visit.planned_on)
    visit.remind_at, visit.remind_level = first_reminder(from_day, company_date(now))


def tell(visit: Visit, users: Iterable[User], template: str, now: datetime, **instead: str) -> None:
    """instead: what the text says instead of the days and the reason of the visit."""
    params = {
        "customer": visit.customer.name,
        "due_on": visit.due_on.isoformat(),
        "planned_on": visit.planned_on.isoformat(),
        "reason": visit.reason,
        **instead,
    }
    key = f"{template}.{visit.pk}.v{visit.version}"
    notify(users=users, template=template, params=params, url=visit.get_absolute_url(), key=key, now=now)
