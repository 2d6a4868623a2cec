"""Reads approvals: lists, the active step, and who may decide it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db.models import Prefetch, Q, QuerySet

from aftersales.staff.models import User
from aftersales.store.dates import company_date

from ..defaults import SMALL_CASE
from ..enums import ApprovalState, StepState
from ..models import Approval, ApprovalStep, Ticket
from ..permissions import authors, can_see_approvals, visible_to
from ..permissions.approvals import Deciders, can_be_decided, who_decides
from ..rules import small_cases
from .binding import departs
from .proposals import inbox

RELATED = (
    "proposal__ticket__customer",
    "proposal__ticket__purchase__product",
    "proposal__ticket__contact",
    "submitted_by",
    "rule",
    "proposal__proposed_by",
    "proposal__ticket__binding_decision",
)


def visible_approvals(user: User) -> QuerySet[Approval]:
    """The approvals of the tickets that the user may see."""
    if not can_see_approvals(user):
        return Approval.objects.none()
    rows = Approval.objects.filter(proposal__ticket__in=visible_to(user))
    return rows.select_related(*RELATED).prefetch_related("steps__decided_by", "steps__on_behalf_of")


TABS = ("mine", "proposed", "pending", "decided")


def approvals_of(user: User, tab: str, now: datetime) -> tuple[QuerySet[Approval], str, dict[str, int]]:
    """The approvals of a tab, the name of the tab, and the number of approvals that wait for the user by tab.

    An unknown tab means "mine" if approvals wait for the user, else "pending".
    """
    mine = inbox(user, now)
    waiting = mine.count()
    tab = tab if tab in TABS else ("mine" if waiting else "pending")
    rows = visible_approvals(user)
    pending = rows.filter(state=ApprovalState.PENDING).order_by("submitted_at", "pk")
    lists: dict[str, QuerySet[Approval]] = {
        "mine": mine,
        "proposed": rows.filter(Q(submitted_by=user) | Q(proposal__proposed_by=user)),
        "pending": pending,
        "decided": rows.exclude(state=ApprovalState.PENDING).order_by("-decided_at", "-pk"),
    }
    return lists[tab], tab, {"mine": waiting}


@dataclass(frozen=True)
class Place:
    """Where an approval stands among those that wait for the user: its number, how many there are, its neighbours."""

    number: int
    count: int
    before: int | None
    after: int | None


IN_TURN = 200  # of those that wait for the user; who has more starts again at the first


def place_of(approval: Approval, user: User, now: datetime) -> Place | None:
    """None if the approval does not wait for the user."""
    waiting = list(inbox(user, now).values_list("pk", flat=True)[:IN_TURN])
    if approval.pk not in waiting:
        return None
    at = waiting.index(approval.pk)
    before = waiting[at - 1] if at else None
    after = waiting[at + 1] if at + 1 < len(waiting) else None
    return Place(at + 1, len(waiting), before, after)


def next_waiting(approval: Approval, user: User, now: datetime) -> int | None:
    """The approval that waits for the user after this one, or else the first of all."""
    waiting = inbox(user, now).exclude(pk=approval.pk)
    later = Q(submitted_at__gt=approval.submitted_at) | Q(submitted_at=approval.submitted_at, pk__gt=approval.pk)
    ids = waiting.values_list("pk", flat=True)
    return ids.filter(later).first() or ids.first()


def may_decide(step: ApprovalStep | None, approval: Approval, user: User, now: datetime) -> str | None:
    """The code of the reason why the user may not decide this step, or None if the user may."""
    if step is None:
        return "decided"
    return Deciders(user, company_date(now)).decider(approval, step).obstacle


def is_stuck(approval: Approval, step: ApprovalStep, now: datetime) -> bool:
    """Whether no user may decide this step today."""
    people = who_decides(company_date(now))
    return not can_be_decided(approval, step.code, people, authors(approval.proposal))


def active_step(approval: Approval) -> ApprovalStep | None:
    """The step that waits for a decision."""
    if approval.state != ApprovalState.PENDING:
        return None
    return next((step for step in approval.steps.all() if step.state == StepState.ACTIVE), None)


def may_approve_at_once(rows: Iterable[Approval], user: User, now: datetime) -> frozenset[int]:
    """The ids of the approvals that the user may approve in bulk: small cases that wait for this user."""
    deciders, rows, found = Deciders(user, company_date(now)), list(rows), []
    deciders.read(rows)
    for row in rows:
        step = active_step(row)
        if step and small_case_obstacle(row, step) is None and deciders.decider(row, step).obstacle is None:
            found.append(row.pk)
    return frozenset(found)


def small_case_obstacle(approval: Approval, step: ApprovalStep) -> str | None:
    """The code of the reason why this approval can’t be part of a bulk approval, or None."""
    amount = max(approval.value, approval.routing_amount)
    departing = departs(approval.proposal)
    return small_cases.obstacle(step_code=step.code, amount=amount, limit=SMALL_CASE, departs=departing)


def of_ticket(ticket: Ticket) -> list[Approval]:
    """All approvals of the ticket's proposals, with their steps and deciders."""
    steps = Prefetch("steps", ApprovalStep.objects.select_related("decided_by", "on_behalf_of"))
    rows = Approval.objects.filter(proposal__ticket=ticket).select_related("rule", "submitted_by", "proposal")
    return list(rows.prefetch_related(steps))


def summed(rows: Iterable[Approval]) -> Decimal:
    """The sum of what is decided on."""
    return sum((row.value for row in rows), Decimal(0))
