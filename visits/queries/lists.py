"""The list of visits: tabs, whose they are, each as a line of work."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Count, Prefetch, Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from aftersales.staff.enums import Role
from aftersales.staff.models import User
from aftersales.store.personal import masked_phone
from aftersales.web.moments import day, short_when
from customers.enums import Channel
from customers.models import Contact

from ..enums import VisitState
from ..models import Visit
from ..permissions import VISITORS, can_record, visible_to
from ..rules.due_state import due_state

TABS = ("today", "week", "overdue", "done", "all")
PLANNED = Q(state=VisitState.PLANNED)
WRITING = frozenset({Channel.LETTER, Channel.FAX, Channel.EMAIL})
TRAVELLING = frozenset({Channel.VISIT, Channel.WALK_IN})


def _tab(tab: str, today: date) -> Q:
    sunday = today + timedelta(days=6 - today.weekday())
    return {
        "today": PLANNED & Q(planned_on__lte=today),
        "week": PLANNED & Q(planned_on__lte=sunday),
        "overdue": PLANNED & Q(due_on__lt=today),
        "done": Q(state=VisitState.DONE),
        "all": PLANNED,
    }[tab]


def default_scope(user: User) -> str:
    """A rep looks at the own visits first."""
    return "me" if user.role == Role.REP else "all"


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
    return with_customer(visits).order_by(*order.get(tab, ("planned_on", "pk")))


def todays_visits(user: User, today: date) -> QuerySet[Visit]:
    """The user's own visits for today, with those that slipped."""
    return visits_list(user, tab="today", rep="me", today=today)


def tab_counts(user: User, *, rep: str, today: date) -> dict[str, int]:
    """How many visits wait in each tab."""
    visits = of_rep(visible_to(user), user, rep).filter(PLANNED).order_by()
    waiting = ("today", "week", "overdue", "all")
    return visits.aggregate(**{tab: Count("pk", filter=_tab(tab, today)) for tab in waiting})


def with_customer(visits: QuerySet[Visit]) -> QuerySet[Visit]:
    contacts = Prefetch("customer__contacts", Contact.objects.order_by("-is_primary", "pk"))
    return visits.select_related("customer__region", "rep", "ticket").prefetch_related(contacts)


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
    action: str


def rows(user: User, visits: Iterable[Visit], *, tab: str, today: date) -> list[Row]:
    return [_row(user, visit, tab, today) for visit in visits]


def _row(user: User, visit: Visit, tab: str, today: date) -> Row:
    state = due_state(visit.state, visit.due_on, visit.planned_on, today)
    group, tone = _group(visit, state, tab, today)
    action = pgettext("visit", "Record") if visit.is_planned and can_record(user, visit) else ""
    details = _details(visit, today) if visit.is_planned else _outcome(visit)
    return Row(visit, state, group, tone, title(visit), details, when(visit, state, today), action)


def title(visit: Visit) -> str:
    """A verb first: how the customer is visited."""
    if not visit.is_planned:
        return visit.customer.name
    customer = {"customer": visit.customer.name}
    if visit.channel in TRAVELLING:
        return pgettext("in person", "Visit %(customer)s") % customer
    if visit.channel in WRITING:
        return _("Write to %(customer)s") % customer
    return _("Call %(customer)s") % customer


def when(visit: Visit, state: str, today: date) -> str:
    if state == "late":
        days = (today - visit.due_on).days
        return _("%(days)s d late") % {"days": days} if days < 90 else _("%(n)s months late") % {"n": days // 30}
    if not visit.is_planned:
        return short_when(visit.took_place_at or visit.planned_on)
    return _("Today") if visit.planned_on <= today else short_when(visit.planned_on)


def _group(visit: Visit, state: str, tab: str, today: date) -> tuple[str, str]:
    if tab == "done":
        return "", ""
    if tab in ("today", "overdue"):
        return (_("Overdue"), "late") if state == "late" else (_("Today"), "due")
    if visit.planned_on > today:
        return day(visit.planned_on), ""
    return (_("Today"), "due") if visit.planned_on == today else (_("Carried over"), "")


def _details(visit: Visit, today: date) -> list[str]:
    contact = visit.customer.main_contact
    phone = contact.phone if contact and contact.phone else visit.customer.phone
    return [contact.name if contact else "", masked_phone(phone), by(visit, today), visit.customer.get_tier_display()]


def by(visit: Visit, today: date) -> str:
    """The promise, in short."""
    short = visit.due_on.year == today.year
    return _("by %(day)s") % {"day": f"{visit.due_on:%m-%d}" if short else visit.due_on}


def _outcome(visit: Visit) -> list[str]:
    return [visit.get_outcome_display(), visit.met_whom, visit.ticket.number if visit.ticket else ""]
