"""Reads of visits: the list, one visit, today's work for the hall."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Count, Prefetch, Q, QuerySet
from django.utils.translation import gettext as _

from aftersales.staff.enums import Role
from aftersales.staff.models import User
from aftersales.web.figures import masked_phone
from aftersales.web.moments import day, short_when
from complaints.enums import OPEN_STATES
from complaints.models import Ticket
from complaints.permissions import visible_to as visible_tickets
from customers.enums import Channel
from customers.models import Contact, Customer

from .enums import VisitState
from .models import Cadence, Visit, VisitException
from .permissions import VISITORS, can_record, visible_to
from .rules.cadence import due_on, months_between_visits
from .rules.standing import standing

TABS = ("today", "week", "overdue", "done", "all")
PLANNED = Q(state=VisitState.PLANNED)


def end_of_week(today: date) -> date:
    return today + timedelta(days=6 - today.weekday())


def _tab(tab: str, today: date) -> Q:
    return {
        "today": PLANNED & Q(planned_on__lte=today),
        "week": PLANNED & Q(planned_on__gte=today, planned_on__lte=end_of_week(today)),
        "overdue": PLANNED & Q(due_on__lt=today),
        "done": Q(state__in=(VisitState.DONE, VisitState.MISSED)),
        "all": PLANNED,
    }[tab]


def of_rep(visits: QuerySet[Visit], user: User, rep: str) -> QuerySet[Visit]:
    """rep: "me", "all", "none", or a user's id."""
    if rep == "me":
        return visits.filter(rep=user)
    if rep == "none":
        return visits.filter(rep=None)
    return visits.filter(rep=int(rep)) if rep.isdecimal() and len(rep) < 19 else visits


def visits_list(user: User, *, tab: str, rep: str, today: date) -> QuerySet[Visit]:
    """The visits of a tab, in the order in which they want to be made."""
    order = {"today": ("due_on", "pk"), "overdue": ("due_on", "pk"), "done": ("-took_place_at", "-pk")}
    visits = of_rep(visible_to(user), user, rep).filter(_tab(tab, today))
    return _with_customer(visits).order_by(*order.get(tab, ("planned_on", "pk")))


def todays_visits(user: User, today: date) -> QuerySet[Visit]:
    """The user's own visits for today, with those that slipped."""
    return visits_list(user, tab="today", rep="me", today=today)


def tab_counts(user: User, *, rep: str, today: date) -> dict[str, int]:
    """How many visits wait in each tab."""
    tabs = ("today", "week", "overdue", "all")
    visits = of_rep(visible_to(user), user, rep).filter(PLANNED).order_by()
    return visits.aggregate(**{tab: Count("pk", filter=_tab(tab, today)) for tab in tabs})


def _with_customer(visits: QuerySet[Visit]) -> QuerySet[Visit]:
    contacts = Prefetch("customer__contacts", Contact.objects.order_by("-is_primary", "pk"))
    return visits.select_related("customer__region", "rep", "ticket").prefetch_related(contacts)


def one_visit(user: User) -> QuerySet[Visit]:
    """What a visit's page needs of it."""
    return _with_customer(visible_to(user)).select_related("recorded_by", "customer__rep", "contact")


def visits_before(visit: Visit, limit: int = 3) -> list[Visit]:
    """The customer's last visits that took place, before this one."""
    done = Visit.objects.filter(customer=visit.customer_id, state=VisitState.DONE).exclude(pk=visit.pk)
    return list(done.select_related("recorded_by").order_by("-took_place_at")[:limit])


def next_visit(visit: Visit) -> Visit | None:
    return Visit.objects.filter(PLANNED, customer=visit.customer_id).exclude(pk=visit.pk).first()


def open_tickets(user: User, customer: Customer, limit: int = 5) -> list[Ticket]:
    """What the customer is waiting for."""
    tickets = visible_tickets(user).filter(customer=customer, state__in=OPEN_STATES)
    return list(tickets.order_by("next_due_at", "pk")[:limit])


def promise_after(customer: Customer, last: date) -> date | None:
    """Until when a customer visited on a day is visited again; None for never."""
    cadence = dict(Cadence.objects.values_list("tier", "months"))
    own = VisitException.objects.filter(customer=customer).values_list("months", flat=True).first()
    months = months_between_visits(customer.tier, own, cadence)
    return due_on(last, months) if months else None


def possible_reps() -> QuerySet[User]:
    """Whom visits may be given to, the reps first."""
    return User.objects.filter(is_active=True, role__in=VISITORS).order_by("-role", "name", "pk")


@dataclass(frozen=True)
class Row:
    """A visit as a line of work."""

    visit: Visit
    state: str
    group: str
    tone: str
    title: str
    details: list[str]
    when: str
    can_record: bool


def rows(user: User, visits: Iterable[Visit], *, tab: str, today: date) -> list[Row]:
    return [_row(user, visit, tab, today) for visit in visits]


def _row(user: User, visit: Visit, tab: str, today: date) -> Row:
    state = standing(visit.state, visit.due_on, visit.planned_on, today)
    group, tone = _group(visit, state, tab, today)
    details = _done_details(visit) if not visit.is_planned else _details(visit)
    if visit.rep and visit.rep != user:
        details.append(str(visit.rep))
    can = visit.is_planned and can_record(user, visit)
    return Row(visit, state, group, tone, title(visit), details, _when(visit, state, today), can)


def title(visit: Visit) -> str:
    """A verb first: how the customer is visited."""
    customer = {"customer": visit.customer.name}
    if not visit.is_planned:
        return visit.customer.name
    if visit.channel in (Channel.VISIT, Channel.WALK_IN):
        return _("Visit %(customer)s") % customer
    if visit.channel in (Channel.LETTER, Channel.FAX, Channel.EMAIL):
        return _("Write to %(customer)s") % customer
    return _("Call %(customer)s") % customer


def _group(visit: Visit, state: str, tab: str, today: date) -> tuple[str, str]:
    if tab == "done":
        return "", ""
    if tab in ("today", "overdue"):
        return (_("Overdue"), "late") if state == "late" else (_("Today"), "due")
    if visit.planned_on == today:
        return _("Today"), "due"
    return (day(visit.planned_on) if visit.planned_on > today else _("Left over")), ""


def _details(visit: Visit) -> list[str]:
    contact = visit.customer.main_contact
    phone = contact.phone if contact and contact.phone else visit.customer.phone
    last = _("last visit %(day)s") % {"day": visit.counted_from} if visit.counted_from else ""
    return [contact.name if contact else "", masked_phone(phone), visit.customer.get_tier_display(), last]


def _done_details(visit: Visit) -> list[str]:
    if visit.state != VisitState.DONE:
        return [visit.get_state_display(), visit.reason]
    return [visit.get_outcome_display(), visit.met_whom, visit.ticket.number if visit.ticket else ""]


def _when(visit: Visit, state: str, today: date) -> str:
    if state == "late":
        return _("%(days)s d late") % {"days": (today - visit.due_on).days}
    if not visit.is_planned:
        return short_when(visit.took_place_at or visit.planned_on)
    return _("Today") if visit.planned_on <= today else short_when(visit.planned_on)


def facts(visit: Visit) -> list[tuple[str, Any]]:
    """What stands in the record of a visit that is over."""
    return [
        (_("Outcome"), visit.get_outcome_display()),
        (_("Who was met"), visit.met_whom),
        (_("Channel"), visit.get_channel_display()),
        (_("Recorded by"), visit.recorded_by),
        (_("Reason"), visit.reason),
    ]


def default_scope(user: User) -> str:
    """A rep looks at the own visits first."""
    return "me" if user.role == Role.REP else "all"
