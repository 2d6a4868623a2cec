"""What dates of a customer suggest for the care plan. A suggestion is never added by itself: a user takes it or puts it
away, once."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from aftersales.kernel.errors import Conflict, ensure
from aftersales.staff.models import Actor, User
from aftersales.store.dates import company_date
from aftersales.store.sweeping import each_due
from aftersales.store.writing import create_all_with_history, lock, same_version, save_with_history

from ..enums import CarePlanState, SuggestionState
from ..models import CareAction, CarePlan, CareSuggestion
from ..permissions import can_edit_plan, visible_plans
from ..queries.care import bought_by
from ..rules import care as rules
from ..rules.care_dates import suggestions
from .care_actions import put_action
from .care_common import ensure_open, locked_plan, tomorrow_morning


def sweep_care_dates(*, now: datetime, limit: int = 200) -> int:
    """Look at the dates of the customers of running plans, each once a day; returns the number of plans."""
    looked = 0
    while done := each_due(_due(now), lambda pk: _look(pk, now), limit=limit):
        looked += done
    return looked


def _due(now: datetime) -> QuerySet[CarePlan]:
    return CarePlan.objects.filter(state=CarePlanState.RUNNING, looks_at__lte=now).order_by("looks_at", "pk")


@transaction.atomic
def _look(pk: int, now: datetime) -> bool:
    """Suggest what is new. The claim and the suggestions are one transaction; the key keeps each from being doubled."""
    plan = CarePlan.objects.select_related("customer").get(pk=pk)
    unclaimed = CarePlan.objects.filter(pk=pk, state=CarePlanState.RUNNING, looks_at=plan.looks_at)
    if not unclaimed.update(looks_at=tomorrow_morning(now)):
        return False
    suggest(plan, now=now)
    return True


def suggest(plan: CarePlan, *, now: datetime) -> None:
    """Offer what the dates suggest and was not offered before. The caller has claimed or locked the plan."""
    customer = plan.customer
    found = suggestions(customer.since, bought_by(customer), company_date(now))
    known = set(CareSuggestion.objects.filter(plan=plan).values_list("key", flat=True))
    rows = [
        CareSuggestion(
            plan=plan,
            key=one.key[:120],
            kind=one.kind,
            on=one.on,
            due_on=one.due_on,
            since=one.since,
            years=one.years,
            product=one.product,
            quantity=one.quantity,
            created_at=now,
        )
        for one in found
        if one.key[:120] not in known
    ]
    create_all_with_history(CareSuggestion, rows, actor=None, reason="suggested")


@transaction.atomic
def take_suggestion(
    *,
    suggestion_id: int,
    title: str,
    owner: User,
    due_on: date,
    actor: Actor,
    now: datetime,
    budget: Decimal | None = None,
    version: int | None = None,
) -> CareAction:
    """Make a suggestion an action of the plan."""
    row = _locked(actor, suggestion_id, version)
    row.state = rules.SUGGESTION.next(row.state, "take")
    row.action = put_action(
        row.plan, title=title, owner=owner, due_on=due_on, budget=budget, source_key=None, actor=actor, now=now
    )
    _save(row, actor, "suggestion taken")
    return row.action


@transaction.atomic
def put_away_suggestion(
    *, suggestion_id: int, actor: Actor, now: datetime, version: int | None = None
) -> CareSuggestion:
    """Put a suggestion away. It is not made again."""
    row = _locked(actor, suggestion_id, version)
    row.state = rules.SUGGESTION.next(row.state, "put_away")
    return _save(row, actor, "suggestion put away")


def _locked(actor: Actor, suggestion_id: int, version: int | None) -> CareSuggestion:
    rows = CareSuggestion.objects.filter(pk=suggestion_id, plan__in=visible_plans(actor))
    plan = locked_plan(actor, rows.values_list("plan", flat=True).first() or 0)
    ensure(can_edit_plan(actor, plan))
    row = lock(CareSuggestion.objects.select_related("plan__customer"), pk=suggestion_id, plan=plan)
    same_version(row, version)
    if row.state != SuggestionState.OFFERED:
        raise Conflict(_("Someone else has already decided on this suggestion."), code="decided")
    ensure_open(plan)
    return row


def _save(row: CareSuggestion, actor: Actor, reason: str) -> CareSuggestion:
    row.version += 1
    return save_with_history(row, actor=actor, reason=reason)
