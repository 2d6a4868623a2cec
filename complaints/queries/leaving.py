"""What of tickets, quality and approvals somebody still has."""

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
from aftersales.staff.queries import people_with_role
from aftersales.staff.rules.handing_over import Work

from ..enums import OPEN_STATES, ActionState, FulfilmentState, InvestigationState, StepState
from ..models import Action, Approval, AssignmentRule, Fulfilment, Investigation, Reminder, Ticket
from ..permissions import CARRY_OUT, TICKET_OWNERS
from ..permissions import quality as quality
from ..permissions.approvals import stuck
from ..rules import authority

SHOWN = 5
RUNNING = ~Q(state__in=[FulfilmentState.DONE, FulfilmentState.CANCELLED])
TEAM = Investigation.team.through


def tickets_of(user: User) -> QuerySet[Ticket]:
    return Ticket.objects.filter(owner=user, state__in=OPEN_STATES).order_by("pk")


def actions_of(user: User) -> QuerySet[Action]:
    return Action.objects.filter(owner=user).exclude(state=ActionState.EFFECTIVE).order_by("due_on", "pk")


def led_by(user: User) -> QuerySet[Investigation]:
    return Investigation.objects.filter(lead=user).exclude(state=InvestigationState.CLOSED).order_by("due_at", "pk")


def teams_of(user: User) -> QuerySet[Investigation]:
    rows = Investigation.objects.filter(team=user).exclude(state=InvestigationState.CLOSED)
    return rows.order_by("due_at", "pk")


def rules_of(user: User, today: date) -> QuerySet[AssignmentRule]:
    lasts = Q(effective_until=None) | Q(effective_until__gte=today)
    return AssignmentRule.objects.filter(lasts, owner=user, is_active=True).order_by("priority", "pk")


def reminders_of(user: User) -> QuerySet[Reminder]:
    open_ones = Reminder.objects.filter(user=user, done_at=None, ticket__state__in=OPEN_STATES)
    return open_ones.order_by("due_at", "pk")


def carried_out_by(user: User) -> QuerySet[Fulfilment]:
    """What the user's department carries out or pays, where nobody else is left in it."""
    if user.department_id is None or user.role != Role.COLLEAGUE:
        return Fulfilment.objects.none()
    if User.objects.filter(is_active=True, department=user.department_id).exclude(pk=user.pk).exists():
        return Fulfilment.objects.none()
    theirs = Q(department=user.department_id) | Q(paying_department=user.department_id)
    return Fulfilment.objects.filter(RUNNING, theirs).order_by("started_at", "pk")


def only_theirs(user: User, today: date) -> list[Approval]:
    """Approvals that wait for this person, and that nobody else may decide."""
    if not user.is_active or user.role not in set(authority.STEP_ROLES.values()):
        return []
    already = {row.pk for row in stuck(today)}
    return [row for row in stuck(today, without=user.pk) if row.pk not in already]


def work_of(user: User, today: date) -> list[Work]:
    return [
        _work("tickets", _("Open tickets"), tickets_of(user), TICKET_OWNERS, _list("tickets", owner=user.pk)),
        _work("actions", _("Actions (CAPA)"), actions_of(user), quality.OWNERS, reverse("actions")),
        _work("investigations", _("Investigations led"), led_by(user), quality.QUALITY, reverse("investigations")),
        _work("teams", _("Places in investigation teams"), teams_of(user), quality.TEAM, reverse("investigations")),
        _rules(user, today),
        _reminders(user),
        _carrying(user),
        *_deciding(user, today),
    ]


def _list(route: str, **params: Any) -> str:
    return f"{reverse(route)}?{urlencode(params)}"


def _work(kind: str, label: Any, rows: QuerySet[Any], roles: frozenset[Any], url: str) -> Work:
    shown = [(row.number, row.get_absolute_url()) for row in rows[:SHOWN]]
    return Work(kind=kind, label=label, count=rows.count(), roles=roles, rows=shown, url=url)


def _rules(user: User, today: date) -> Work:
    rows = list(rules_of(user, today))
    shown = [(f"#{row.priority}", reverse("assignment_rule", args=[row.pk])) for row in rows[:SHOWN]]
    return Work(
        kind="assignment_rules",
        label=_("Rules that give tickets to this person"),
        count=len(rows),
        roles=TICKET_OWNERS,
        rows=shown,
        url=reverse("assignment_rules"),
    )


def _reminders(user: User) -> Work:
    rows = reminders_of(user).select_related("ticket")
    return Work(
        kind="reminders",
        label=_("Reminders of open tickets"),
        count=rows.count(),
        roles=TICKET_OWNERS,
        rows=[(row.ticket.number, row.ticket.get_absolute_url()) for row in rows[:SHOWN]],
    )


def _carrying(user: User) -> Work:
    rows = carried_out_by(user).select_related("proposal__ticket")
    return Work(
        kind="carrying_out",
        label=_("Goods and refunds of a department that nobody else is in"),
        count=rows.count(),
        roles=CARRY_OUT,
        text=_("They go to the department of whoever is chosen."),
        rows=_numbers(row.proposal.ticket for row in rows[:SHOWN]),
    )


def _deciding(user: User, today: date) -> list[Work]:
    """What only this person may decide. A manager's step goes up; above the general manager nobody stands."""
    up: list[Approval] = []
    stay: list[Approval] = []
    for row in only_theirs(user, today):
        step = next(step for step in row.steps.all() if step.state == StepState.ACTIVE)
        later = [other.code for other in row.steps.all() if other.position > step.position]
        (stay if authority.upward(step.code, later) is None else up).append(row)
    return [
        Work(
            kind="approvals_up",
            label=_("Approvals that only this person may decide"),
            count=len(up),
            is_needed=False,
            text=_("They go up to the general manager, with the reason."),
            kept_by=frozenset({Role.MANAGER}),
            rows=_numbers(row.proposal.ticket for row in up[:SHOWN]),
            url=reverse("approvals"),
        ),
        Work(
            kind="approvals",
            label=_("Approvals that only the general manager may decide"),
            count=len(stay),
            text=_("Make somebody else general manager first."),
            kept_by=frozenset({Role.GM}),
            rows=_numbers(row.proposal.ticket for row in stay[:SHOWN]),
            url=reverse("approvals"),
        ),
        _quality_deciding(user),
    ]


def _quality_deciding(user: User) -> Work:
    """Reports to sign and investigations to decide, where nobody else has the role."""
    rows = Investigation.objects.none()
    alone = user.is_active and user.role in (Role.QUALITY_MANAGER, Role.GM)
    if alone and not people_with_role(user.role).exclude(pk=user.pk).exists():
        signed = user.role == Role.GM
        rows = Investigation.objects.filter(state=InvestigationState.REPORTED)
        rows = rows.filter(reports__signed_at__isnull=not signed).distinct().order_by("due_at", "pk")
    return Work(
        kind="investigations_to_decide",
        label=_("Investigations that only this person may sign or decide"),
        count=rows.count(),
        text=_("Give somebody else this role first."),
        kept_by=frozenset({user.role}),
        rows=_numbers(rows[:SHOWN]),
        url=reverse("investigations"),
    )


def _numbers(rows: Iterable[Any]) -> list[tuple[str, str]]:
    return [(row.number, row.get_absolute_url()) for row in rows]
