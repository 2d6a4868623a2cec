"""Reads the open work of a user: tickets, assignment rules, reminders, fulfilments, approvals."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from aftersales.staff.enums import Role
from aftersales.staff.models import User
from aftersales.staff.rules.offboarding import OpenWork

from ..enums import OPEN_STATES, FulfilmentState, StepState
from ..models import Approval, AssignmentRule, Fulfilment, Reminder, Ticket
from ..permissions import FULFILLERS, TICKET_OWNERS
from ..permissions.approvals import stuck
from ..rules import authority

SHOWN = 5
RUNNING = ~Q(state__in=[FulfilmentState.DONE, FulfilmentState.CANCELLED])


def tickets_of(user: User) -> QuerySet[Ticket]:
    return Ticket.objects.filter(owner=user, state__in=OPEN_STATES).order_by("pk")


def rules_of(user: User, today: date) -> QuerySet[AssignmentRule]:
    lasts = Q(effective_until=None) | Q(effective_until__gte=today)
    return AssignmentRule.objects.filter(lasts, owner=user, is_active=True).order_by("priority", "pk")


def reminders_of(user: User) -> QuerySet[Reminder]:
    open_ones = Reminder.objects.filter(user=user, done_at=None, ticket__state__in=OPEN_STATES)
    return open_ones.order_by("due_at", "pk")


def fulfilled_by(user: User) -> QuerySet[Fulfilment]:
    """The running fulfilments of the user's department, if the user is its only active member."""
    if user.department_id is None or user.role != Role.COLLEAGUE:
        return Fulfilment.objects.none()
    if User.objects.filter(is_active=True, department=user.department_id).exclude(pk=user.pk).exists():
        return Fulfilment.objects.none()
    theirs = Q(department=user.department_id) | Q(paying_department=user.department_id)
    return Fulfilment.objects.filter(RUNNING, theirs).order_by("started_at", "pk")


def only_theirs(user: User, today: date) -> list[Approval]:
    """The approvals that wait for this user and that no other user may decide."""
    if not user.is_active or user.role not in set(authority.STEP_ROLES.values()):
        return []
    already = {row.pk for row in stuck(today)}
    return [row for row in stuck(today, without=user.pk) if row.pk not in already]


def work_of(user: User, today: date) -> list[OpenWork]:
    return [
        _tickets(user),
        _rules(user, today),
        _reminders(user),
        _fulfilment(user),
        *_deciding(user, today),
    ]


def _tickets(user: User) -> OpenWork:
    rows = tickets_of(user)
    return OpenWork(
        kind="tickets",
        label=_("Open tickets"),
        count=rows.count(),
        roles=TICKET_OWNERS,
        rows=_numbers(rows[:SHOWN]),
        url=f"{reverse('tickets')}?{urlencode({'owner': user.pk})}",
    )


def _rules(user: User, today: date) -> OpenWork:
    rows = list(rules_of(user, today))
    shown = [(f"#{row.priority}", reverse("assignment_rule", args=[row.pk])) for row in rows[:SHOWN]]
    return OpenWork(
        kind="assignment_rules",
        label=_("Assignment rules for this person"),
        count=len(rows),
        roles=TICKET_OWNERS,
        rows=shown,
        url=reverse("assignment_rules"),
    )


def _reminders(user: User) -> OpenWork:
    rows = reminders_of(user).select_related("ticket")
    return OpenWork(
        kind="reminders",
        label=_("Reminders on open tickets"),
        count=rows.count(),
        roles=TICKET_OWNERS,
        rows=[(row.ticket.number, row.ticket.get_absolute_url()) for row in rows[:SHOWN]],
    )


def _fulfilment(user: User) -> OpenWork:
    rows = fulfilled_by(user).select_related("proposal__ticket")
    return OpenWork(
        kind="fulfilment_work",
        label=_("Goods and refunds of a department with nobody else in it"),
        count=rows.count(),
        roles=FULFILLERS,
        text=_("These move to the new owner’s department."),
        rows=_numbers(row.proposal.ticket for row in rows[:SHOWN]),
    )


def _deciding(user: User, today: date) -> list[OpenWork]:
    """The approvals that only this user may decide.

    A manager's step can be escalated; a general manager's step can't.
    """
    up: list[Approval] = []
    stay: list[Approval] = []
    for row in only_theirs(user, today):
        step = next(step for step in row.steps.all() if step.state == StepState.ACTIVE)
        later = [other.code for other in row.steps.all() if other.position > step.position]
        (stay if authority.approval_escalation(step.code, later) is None else up).append(row)
    return [
        OpenWork(
            kind="approvals_up",
            label=_("Approvals only this person can decide"),
            count=len(up),
            is_needed=False,
            text=_("These are escalated to the general manager with the reason."),
            kept_by=frozenset({Role.MANAGER}),
            rows=_numbers(row.proposal.ticket for row in up[:SHOWN]),
            url=reverse("approvals"),
        ),
        OpenWork(
            kind="approvals",
            label=_("Approvals only the general manager can decide"),
            count=len(stay),
            text=_("Make someone else general manager first."),
            kept_by=frozenset({Role.GM}),
            rows=_numbers(row.proposal.ticket for row in stay[:SHOWN]),
            url=reverse("approvals"),
        ),
    ]


def _numbers(rows: Iterable[Any]) -> list[tuple[str, str]]:
    return [(row.number, row.get_absolute_url()) for row in rows]
