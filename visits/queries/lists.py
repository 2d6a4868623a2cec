"""Lists of visits by tab and rep, and one visit."""

from __future__ import annotations

from datetime import date, timedelta

from django.db.models import Count, Prefetch, Q, QuerySet

from aftersales.staff.enums import Role
from aftersales.staff.models import User
from complaints.enums import OPEN_STATES
from complaints.models import Ticket
from complaints.permissions import visible_to as visible_tickets
from customers.models import Contact

from ..enums import VisitState
from ..models import Visit
from ..permissions import VISITORS, visible_to

TABS = ("today", "week", "overdue", "done", "all", "undecided")
PLANNED = Q(state=VisitState.PLANNED)


def _tab(tab: str, today: date) -> Q:
    sunday = today + timedelta(days=6 - today.weekday())
    return {
        "today": PLANNED & Q(planned_on__lte=today, undecided_since=None),
        "week": PLANNED & Q(planned_on__lte=sunday),
        "overdue": PLANNED & Q(due_on__lt=today),
        "done": Q(state=VisitState.DONE),
        "all": PLANNED,
        "undecided": PLANNED & Q(undecided_since__isnull=False),
    }[tab]


def default_scope(user: User) -> str:
    """The rep filter that the list starts with: reps first see their own visits, other users see all."""
    return "me" if user.role == Role.REP else "all"


def of_rep(visits: QuerySet[Visit], user: User, rep: str) -> QuerySet[Visit]:
    """The visits of a rep. rep: "me", "all", "none", or the id of a user."""
    if rep == "me":
        return visits.filter(rep=user)
    if rep == "none":
        return visits.filter(rep=None)
    return visits.filter(rep=int(rep)) if rep.isdecimal() and len(rep) < 19 else visits


def visits_list(user: User, *, tab: str, rep: str, today: date) -> QuerySet[Visit]:
    """The visits of a tab, in the order in which to make them; visits that took place the latest first."""
    order = {"today": ("due_on", "pk"), "overdue": ("due_on", "pk"), "done": ("-took_place_at", "-pk")}
    visits = of_rep(visible_to(user), user, rep).filter(_tab(tab, today))
    return with_customer(visits).order_by(*order.get(tab, ("planned_on", "pk")))


def todays_visits(user: User, today: date) -> QuerySet[Visit]:
    """The user's own visits planned for today or earlier."""
    return visits_list(user, tab="today", rep="me", today=today)


def tab_counts(user: User, *, rep: str, today: date) -> dict[str, int]:
    """The number of planned visits in each tab."""
    visits = of_rep(visible_to(user), user, rep).filter(PLANNED).order_by()
    waiting = ("today", "week", "overdue", "all", "undecided")
    return visits.aggregate(**{tab: Count("pk", filter=_tab(tab, today)) for tab in waiting})


def with_customer(visits: QuerySet[Visit]) -> QuerySet[Visit]:
    contacts = Prefetch("customer__contacts", Contact.objects.order_by("-is_primary", "pk"))
    return visits.select_related("customer__region", "rep", "ticket").prefetch_related(contacts)


def possible_reps() -> QuerySet[User]:
    """The users to whom visits may be assigned, the reps first."""
    return User.objects.filter(is_active=True, role__in=VISITORS).order_by("-role", "name", "pk")


def one_visit(user: User) -> QuerySet[Visit]:
    return with_customer(visible_to(user)).select_related(
        "recorded_by", "customer__rep", "contact", "purchase__product", "signature__picture"
    )


def open_numbers(user: User | None, visit: Visit) -> list[str]:
    """The numbers of the customer's open tickets that the user may see, the most urgent first."""
    rows = Ticket.objects.none() if user is None else visible_tickets(user).filter(customer=visit.customer_id)
    rows = rows.filter(state__in=OPEN_STATES).order_by("next_due_at", "pk")
    return list(rows.values_list("number", flat=True)[:5])


def undecided_visits(user: User) -> QuerySet[Visit]:
    """What waits for this user's decision after three tries: of a manager's region, or of all if they have none."""
    rows = visible_to(user).filter(state=VisitState.PLANNED, undecided_since__isnull=False)
    if user.region_id:
        rows = rows.filter(customer__region=user.region_id)
    return with_customer(rows).order_by("undecided_since", "pk")


def draft_key(visit: Visit) -> str:
    """The key under which the draft of the outcome is saved."""
    return f"visit-{visit.pk}"
