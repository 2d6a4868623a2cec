"""Rows of the list of care plans, and the page of one."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from aftersales.audit.texts.reasons import reasons_of
from aftersales.staff.models import User
from aftersales.store.dates import company_date
from aftersales.web.figures import listed, money
from aftersales.web.history import Change, Source, changes
from aftersales.web.moments import day, short_when
from complaints.enums import OPEN_STATES
from complaints.permissions import visible_to as visible_tickets
from customers.models import Customer

from ..enums import CareActionState, CareOccasion, CarePlanState, SuggestionState
from ..models import CareAction, CareNeed, CarePlan, CareSuggestion, Visit
from ..permissions import visible_to
from ..queries.cadence import sla_target_after
from ..rules import care as rules
from .care_words import ICONS, plain, suggested_title, suggested_why

DOTS = {"draft": "paused", "running": "ok", "closed": "done", "cancelled": "paused"}
EVENTS = 6
CHANGES = 12


@dataclass(frozen=True)
class PlanRow:
    """A plan in the list. tone: late if an action is overdue."""

    plan: CarePlan
    state: str
    goals: str
    actions: str
    tone: str
    left: str


@dataclass(frozen=True)
class NeedRow:
    """A need in one line. label: the rail in words."""

    need: CareNeed
    rail: rules.Rail
    met: bool
    now: str
    start: str
    target: str
    label: str
    from_end: bool


@dataclass(frozen=True)
class ActionRow:
    """An action in the table. verbs: {name: label} of what the user may do; said: result, or what is wrong."""

    action: CareAction
    state: str
    tone: str
    when: str
    said: str


@dataclass(frozen=True)
class SuggestionRow:
    suggestion: CareSuggestion
    icon: str
    title: str
    why: str
    when: str


def plan_rows(plans: Iterable[CarePlan], today: date) -> list[PlanRow]:
    return [_row(plan, today) for plan in plans]


def _row(plan: CarePlan, today: date) -> PlanRow:
    needs, actions = list(plan.needs.all()), list(plan.actions.all())
    waiting = [row for row in actions if row.state == CareActionState.OPEN]
    late = [row for row in waiting if row.due_on < today] if plan.state == CarePlanState.RUNNING else []
    met = sum(need.is_met for need in needs)
    return PlanRow(
        plan,
        "late" if late else DOTS[plan.state],
        f"{met} / {len(needs)}" if needs else "–",
        _actions_text(len(waiting), len(late)),
        "late" if late else "",
        money(plan.money.left),
    )


def _actions_text(waiting: int, late: int) -> str:
    said = [_("%(n)s to do") % {"n": waiting}] if waiting else []
    if late:
        said.append(_("%(n)s overdue") % {"n": late})
    return listed(said) or "–"


def page_of_plan(user: User, plan: CarePlan, today: date) -> dict[str, Any]:
    """The values of the page of a plan, except its forms."""
    actions = list(plan.actions.all())
    spent = plan.money
    offered = [row for row in plan.suggestions.all() if row.state == SuggestionState.OFFERED]
    return {
        "plan": plan,
        "customer": plan.customer,
        "state": DOTS[plan.state],
        "status": _status(plan),
        "needs": [_need(row) for row in plan.needs.all()],
        "actions": [_action(plan, row, today) for row in actions],
        "actions_said": _said(plan, actions, today),
        "totals": {
            "budget": money(sum((row.budget for row in actions), rules.ZERO), "short"),
            "spent": money(spent.spent, "short"),
        },
        "suggestions": [_suggestion(row) for row in offered] if plan.state == CarePlanState.RUNNING else [],
        "money": spent,
        "bar": _bar(spent),
        "facts": _facts(user, plan.customer, today),
        "events": _events(user, plan),
        "history": history_of(plan)[:CHANGES],
    }


def _status(plan: CarePlan) -> list[Any]:
    period = _("%(first)s to %(last)s") % {"first": plan.starts_on.isoformat(), "last": plan.ends_on.isoformat()}
    approved = ""
    if plan.approved_at:
        said = {"name": plan.approved_by or _("System"), "day": day(company_date(plan.approved_at))}
        approved = _("approved by %(name)s on %(day)s") % said
    meets = _("next review %(day)s") % {"day": day(plan.meets_on)} if plan.meets_on else ""
    owner = _("Owner: %(name)s") % {"name": plan.owner}
    return [plan.number, plan.get_state_display(), period, owner, approved, meets]


def _need(row: CareNeed) -> NeedRow:
    found = rules.rail(row.start, row.current, row.target)
    now, start, target = (plain(value, row.unit) for value in (row.current, row.start, row.target))
    label = _("%(need)s: from %(start)s, now %(now)s, target %(target)s") % {
        "need": row.need,
        "start": start,
        "now": now,
        "target": target,
    }
    return NeedRow(row, found, row.is_met, now, start, target, label, found.start > found.target)


def _action(plan: CarePlan, row: CareAction, today: date) -> ActionRow:
    running = plan.state == CarePlanState.RUNNING
    state = row.dot(today) if running or row.state != CareActionState.OPEN else "paused"
    said = row.result
    if state == "late" and not said:
        days = (today - row.due_on).days
        said = _("Overdue for %(n)s d") % {"n": days}
    elif row.state == CareActionState.DROPPED:
        said = _("Dropped: %(reason)s") % {"reason": row.result} if row.result else _("Dropped")
    return ActionRow(row, state, state if state in ("late", "due") else "", short_when(row.due_on), said)


def _said(plan: CarePlan, actions: list[CareAction], today: date) -> str:
    done = sum(row.state == CareActionState.DONE for row in actions)
    late = sum(row.dot(today) == "late" for row in actions) if plan.state == CarePlanState.RUNNING else 0
    parts = [_("%(n)s in all") % {"n": len(actions)}, _("%(n)s done") % {"n": done}]
    return listed([*parts, *([_("%(n)s overdue") % {"n": late}] if late else [])])


def _suggestion(row: CareSuggestion) -> SuggestionRow:
    return SuggestionRow(row, ICONS[CareOccasion(row.kind)], suggested_title(row), suggested_why(row), day(row.due_on))


def _bar(spent: rules.Money) -> dict[str, Any]:
    parts = [part.quantize(rules.TENTH) for part in rules.shares(spent)]
    label = _("%(spent)s spent, %(bound)s bound, %(left)s left") % {
        "spent": money(spent.spent),
        "bound": money(spent.bound),
        "left": money(spent.left),
    }
    rows = zip(("spent", "bound", "left"), parts, strict=True)
    return {"label": label, "parts": dict(rows), "bound_at": parts[0], "left_at": parts[0] + parts[1]}


def _facts(user: User, customer: Customer, today: date) -> list[tuple[str, Any]]:
    contact = customer.main_contact
    last = visible_to(user).filter(customer=customer, took_place_at__isnull=False).order_by("-took_place_at").first()
    visited = company_date(last.took_place_at) if last and last.took_place_at else customer.last_visit_on
    due = sla_target_after(customer, visited) if visited else None
    said = visited.isoformat() if visited else ""
    if due and due < today:
        said = _("%(day)s, %(n)s days late") % {"day": said, "n": (today - due).days}
    return [
        (_("Contact"), listed(filter(None, (contact.name, contact.title))) if contact else ""),
        (_("Account rep"), customer.rep),
        (_("Annual demand"), money(customer.annual_demand) if customer.annual_demand else ""),
        (_("Last follow-up"), said),
    ]


def _events(user: User, plan: CarePlan) -> list[dict[str, Any]]:
    """What else happened with the customer within the plan: open tickets first, then what was done."""
    tickets = visible_tickets(user).filter(customer=plan.customer, reported_at__date__gte=plan.starts_on)
    visits = visible_to(user).filter(customer=plan.customer, took_place_at__date__gte=plan.starts_on)
    rows = [
        {
            "url": row.get_absolute_url(),
            "state": "due" if row.state in OPEN_STATES else "done",
            "details": [row.short_number, row.subject],
            "side": short_when(company_date(row.reported_at)),
            "at": (row.state in OPEN_STATES, row.reported_at),
        }
        for row in tickets.order_by("-reported_at", "-pk")[:EVENTS]
    ]
    rows += [_visited(row) for row in visits.order_by("-took_place_at", "-pk")[:EVENTS]]
    return sorted(rows, key=lambda row: row["at"], reverse=True)[:EVENTS]


def _visited(row: Visit) -> dict[str, Any]:
    assert row.took_place_at is not None
    return {
        "url": row.get_absolute_url(),
        "state": "done",
        "details": [row.get_channel_display(), row.get_outcome_display()],
        "side": short_when(company_date(row.took_place_at)),
        "at": (False, row.took_place_at),
    }


def history_of(plan: CarePlan) -> list[Change]:
    """Who changed what in the plan, newest first."""
    return changes(
        [
            Source(CarePlan.history.filter(id=plan.pk), lambda row: row.title, _labels(CarePlan, PLAN_FIELDS)),
            Source(CareNeed.history.filter(plan_id=plan.pk), lambda row: row.need, _labels(CareNeed, NEED_FIELDS)),
            Source(
                CareAction.history.filter(plan_id=plan.pk), lambda row: row.title, _labels(CareAction, ACTION_FIELDS)
            ),
        ],
        reasons_of("visits"),
    )


PLAN_FIELDS = ("title", "state", "owner", "starts_on", "ends_on", "budget", "meets_on")
NEED_FIELDS = ("need", "measure", "start", "current", "target")
ACTION_FIELDS = ("title", "state", "owner", "due_on", "budget", "spent", "result")


def _labels(model: Any, names: Iterable[str]) -> dict[str, Any]:
    return {name: model._meta.get_field(name).verbose_name for name in names}


def customer_rows(plans: Iterable[CarePlan], today: date) -> list[dict[str, Any]]:
    """The care plans on the page of the customer."""
    rows = []
    for plan in plans:
        late = [row for row in plan.actions.all() if plan.state == CarePlanState.RUNNING and row.dot(today) == "late"]
        details = [plan.title, plan.get_state_display()]
        side = _("%(n)s overdue") % {"n": len(late)} if late else short_when(plan.ends_on)
        state = "late" if late else DOTS[plan.state]
        rows.append({"url": plan.get_absolute_url(), "state": state, "details": details, "side": side})
    return rows
