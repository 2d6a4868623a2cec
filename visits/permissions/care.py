"""Who may see care plans, and what they may do with them."""

from __future__ import annotations

from django.db.models import Exists, OuterRef, Q, QuerySet

from aftersales.staff.enums import Role
from aftersales.staff.models import Actor, User
from customers.models import Customer
from customers.permissions import is_seen as is_customer_seen

from ..models import CareAction, CarePlan
from .visits import READERS

EDITORS = frozenset({Role.REP, Role.MANAGER, Role.GM})
APPROVERS = frozenset({Role.MANAGER, Role.GM})
CARE_TEMPLATE_KEEPERS = APPROVERS
CARE_TEMPLATE_READERS = APPROVERS | {Role.EXECUTIVE, Role.AUDITOR}
# Who may own a plan or one of its actions.
OWNERS = frozenset({Role.SERVICE, Role.REP, Role.MANAGER, Role.GM})


def visible_plans(user: Actor) -> QuerySet[CarePlan]:
    """All care plans; for a rep those of customers of their region or their own, and those they work on."""
    if user is None or user.role in READERS - {Role.REP}:
        return CarePlan.objects.all()
    if user.role != Role.REP:
        return CarePlan.objects.none()
    works = CareAction.objects.filter(plan=OuterRef("pk"), owner=user)
    mine = Q(customer__rep=user) | Q(owner=user) | Q(Exists(works))
    if user.region_id:
        mine |= Q(customer__region=user.region_id)
    return CarePlan.objects.filter(mine)


def can_plan_care(user: Actor, customer: Customer) -> bool:
    """Whether the user may make and change care plans for this customer."""
    return user is None or (user.role in EDITORS and is_customer_seen(user, customer))


def can_edit_plan(user: Actor, plan: CarePlan) -> bool:
    return can_plan_care(user, plan.customer)


def can_approve_plan(user: Actor) -> bool:
    """Whether the user may approve, close and cancel care plans, and change the budget of a running one."""
    return user is None or user.role in APPROVERS


def can_keep_care_templates(user: Actor) -> bool:
    return user is None or user.role in CARE_TEMPLATE_KEEPERS


def can_work_on(user: Actor, action: CareAction) -> bool:
    """Whether the user may record what came of an action: its owner, and whoever may change the plan."""
    return user is None or user.pk == action.owner_id or can_edit_plan(user, action.plan)


def can_own(user: User, customer: Customer) -> bool:
    """Whether a plan for this customer or an action of it may be given to the user. A rep must see the customer."""
    return user.is_active and user.role in OWNERS and is_customer_seen(user, customer)
