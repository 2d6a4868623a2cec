"""Lists of visits by tab and rep, and one visit."""

from __future__ import annotations

from datetime import date, timedelta

from django.db.models import Count, Prefetch, Q, QuerySet

from aftersales.staff.enums import Role
from aftersales.staff.models import User
from customers.models import Contact

from ..enums import VisitState
from ..models import Visit
from ..permissions import VISITORS, visible_to

TABS = ("today", "week", "overdue", "done", "all")
PLANNED = Q(state=VisitState.PLANNED)


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
    waiting = ("today", "week", "overdue", "all")
    return visits.aggregate(**{tab: Count("pk", filter=_tab(tab, today)) for tab in waiting})


def with_customer(visits: QuerySet[Visit]) -> QuerySet[Visit]:
    contacts = Prefetch("customer__contacts", Contact.objects.order_by("-is_primary", "pk"))
    return visits.select_related("customer__region", "rep", "ticket").prefetch_related(contacts)


def possible_reps() -> QuerySet[User]:
    """The users to whom visits may be assigned, the reps first."""
    return User.objects.filter(is_active=True, role__in=VISITORS).order_by("-role", "name", "pk")


def one_visit(user: User) -> QuerySet[Visit]:
    return with_customer(visible_to(user)).select_related(
        "recorded_by", "customer__rep", "contact", "purchase__product"
    )


def draft_key(visit: Visit) -> str:
    """The key under which the draft of the outcome is saved."""
    return f"visit-{visit.pk}"
