"""Care plans by tab, the actions of a user, and the dates of a customer that suggest actions."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from django.db.models import Count, F, Prefetch, Q, QuerySet, Sum

from aftersales.staff.models import Actor, Region, User
from customers.models import Customer, Purchase

from ..enums import CareActionState, CarePlanState
from ..models import CareAction, CarePlan, CareSuggestion
from ..permissions import OWNERS, visible_plans
from ..rules.care_dates import Bought

TABS = ("mine", "running", "late", "draft", "ended")
MOST_DATES = 500
# By the index care_plan_state within a tab.
SORTS = {"until": ("ends_on", "pk"), "-until": ("-ends_on", "-pk")}
OPEN_PLANS = (CarePlanState.DRAFT, CarePlanState.RUNNING)


def _tab(user: User, tab: str, today: date) -> Q:
    """mine: plans that the user is responsible for or has something to do in; late: with an overdue action."""
    overdue = CareAction.objects.filter(state=CareActionState.OPEN, due_on__lt=today).values("plan")
    works = CareAction.objects.filter(state=CareActionState.OPEN, owner=user).values("plan")
    return {
        "mine": Q(state__in=OPEN_PLANS) & (Q(owner=user) | Q(pk__in=works)),
        "running": Q(state=CarePlanState.RUNNING),
        "late": Q(state=CarePlanState.RUNNING, pk__in=overdue),
        "draft": Q(state=CarePlanState.DRAFT),
        "ended": ~Q(state__in=OPEN_PLANS),
    }[tab]


def plans(user: Actor) -> QuerySet[CarePlan]:
    """The care plans that the user may see, the newest first."""
    rows = visible_plans(user).select_related("customer__region", "customer__rep", "owner", "template", "approved_by")
    return rows.order_by("-created_at", "-pk")


def plans_list(user: User, *, tab: str, asked: Mapping[str, str], today: date) -> QuerySet[CarePlan]:
    """The plans of a tab. asked: region, owner, tier and sort, one of SORTS; else those that end first on top, past
    ones the latest first."""
    rows = with_rows(plans(user)).filter(_tab(user, tab, today), _filter(asked))
    return rows.order_by(*SORTS.get(asked.get("sort", ""), SORTS["-until" if tab == "ended" else "until"]))


def _filter(asked: Mapping[str, str]) -> Q:
    where = Q()
    if region := asked.get("region"):
        where &= Q(customer__region__code=region)
    if owner := asked.get("owner"):
        where &= Q(owner__username=owner)
    if tier := asked.get("tier"):
        where &= Q(customer__tier=tier)
    return where


def tab_counts(user: User, *, asked: Mapping[str, str], today: date) -> dict[str, int]:
    """How many plans each tab has; past ones are not counted."""
    tabs = {tab: Count("pk", filter=_tab(user, tab, today)) for tab in TABS if tab != "ended"}
    return visible_plans(user).filter(_filter(asked)).order_by().aggregate(**tabs)


def with_rows(rows: QuerySet[CarePlan]) -> QuerySet[CarePlan]:
    """With needs and actions."""
    actions = CareAction.objects.select_related("owner").order_by("due_on", "pk")
    return rows.prefetch_related("needs", Prefetch("actions", actions))


def whole(rows: QuerySet[CarePlan]) -> QuerySet[CarePlan]:
    """With everything that the page of a plan shows."""
    return with_rows(rows).prefetch_related("customer__contacts", "suggestions")


def actions(user: Actor) -> QuerySet[CareAction]:
    """The actions of plans that the user may see, the nearest due day first."""
    rows = CareAction.objects.filter(plan__in=visible_plans(user))
    return rows.select_related("plan__customer", "owner").order_by("due_on", "pk")


def suggestions(user: Actor) -> QuerySet[CareSuggestion]:
    rows = CareSuggestion.objects.filter(plan__in=visible_plans(user))
    return rows.select_related("plan__customer", "action").order_by("due_on", "pk")


def actions_of(user: User) -> QuerySet[CareAction]:
    """What the user still has to do in running plans, the most urgent first."""
    rows = CareAction.objects.filter(owner=user, state=CareActionState.OPEN, plan__state=CarePlanState.RUNNING)
    return rows.select_related("plan__customer").order_by("due_on", "pk")


def plans_of_customer(customer: Customer, user: Actor) -> QuerySet[CarePlan]:
    rows = visible_plans(user).filter(customer=customer).exclude(state=CarePlanState.CANCELLED)
    return rows.select_related("owner").prefetch_related("actions").order_by("-created_at", "-pk")


def bought_by(customer: Customer) -> list[Bought]:
    """What the customer has, by product and dates; of very many purchases the newest."""
    rows = Purchase.objects.filter(customer=customer).values(
        "purchased_on", "installed_on", "warranty_until", name=F("product__name")
    )
    grouped = rows.annotate(pieces=Sum("quantity")).order_by("-purchased_on", "name", "installed_on", "warranty_until")
    return [
        Bought(row["name"][:80], row["pieces"], row["purchased_on"], row["installed_on"], row["warranty_until"])
        for row in grouped[:MOST_DATES]
    ]


def possible_owners() -> QuerySet[User]:
    """The users who may own plans and actions, the reps first."""
    return User.objects.filter(is_active=True, role__in=OWNERS).order_by("-role", "name", "pk")


def regions() -> QuerySet[Region]:
    return Region.objects.order_by("code")
