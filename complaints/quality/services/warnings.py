"""Early warnings of batches: raised by a sweep, then judged by the quality department (Q6)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from aftersales.kernel.errors import InvalidInput, ensure
from aftersales.kernel.lists import chunks
from aftersales.staff.models import Actor, User
from aftersales.store.dates import start_of
from aftersales.store.sweeping import each
from aftersales.store.writing import lock, same_version, save_with_history

from .. import permissions
from ..enums import InvestigationState, WarningRule, WarningState
from ..models import BatchWarning, Investigation
from ..queries.batch_charts import BatchChart, batch_charts
from ..queries.batch_weeks import this_week
from ..queries.batches import BatchKey, complaints_about, complaints_of
from ..rules.control_chart import Point
from ..rules.warnings import LOOK_BACK, WARNING, Step, next_step
from .news import tell_warned

AT_ONCE = 200
PER_THOUSAND = 1000


def sweep_batches(*, now: datetime) -> int:
    """Reckon every batch anew that was complained about lately or has a warning, and raise and end warnings. A batch
    that fails is skipped and reported. Safe to run twice at once, and to be killed anywhere."""
    changed = 0
    for keys in chunks(_due(now), AT_ONCE):
        charts = batch_charts(keys, now)
        named = {f"{key.product_id}:{key.batch}": key for key in keys}

        def judge(name: str, named: dict[str, BatchKey] = named, charts: Any = charts) -> int:
            return _judge(named[name], charts[named[name]], now)

        # The names are what a failure is reported by.
        changed += each(named, judge)
    return changed


def _due(now: datetime) -> list[BatchKey]:
    """The batches that may alarm: complained about within LOOK_BACK; and those whose warning has not ended."""
    since = start_of(this_week(now) - LOOK_BACK)
    told = complaints_about().filter(reported_at__gte=since, is_history=False).order_by()
    rows = told.values_list("purchase__product", "batch", "purchase__product__batch_tracked").distinct()
    keys = {BatchKey(product, batch if tracked else "") for product, batch, tracked in rows}
    lasting = BatchWarning.objects.filter(ended_at=None).order_by()
    keys |= {BatchKey(*pair) for pair in lasting.values_list("product", "batch")}
    return sorted(keys, key=lambda key: (key.product_id, key.batch))


def _judge(key: BatchKey, found: BatchChart, now: datetime) -> int:
    return sum(_judge_rule(key, found, rule, now) for rule in WarningRule.values)


def _judge_rule(key: BatchKey, found: BatchChart, rule: str, now: datetime) -> int:
    """Raise, continue or end the warning of a rule. Returns how many were raised or ended."""
    alarms = found.alarm_weeks(rule)
    try:
        with transaction.atomic():
            rows = BatchWarning.objects.filter(product=key.product_id, batch=key.batch, rule=rule)
            lasting = rows.select_for_update(of=("self",)).filter(ended_at=None).first()
            before = rows.exclude(ended_at=None).order_by("-last_week").first()
            step = next_step(
                alarms,
                lasting=lasting.last_week if lasting else None,
                before=before.last_week if before else None,
                current=found.current,
            )
            if lasting is None:
                return _raise(key, found, rule, step, now)
            return _continue(lasting, step, now)
    except IntegrityError:
        # Another sweep has raised it at the same moment.
        return 0


def _continue(warning: BatchWarning, step: Step, now: datetime) -> int:
    if step.last and step.last != warning.last_week:
        warning.last_week = step.last
        BatchWarning.objects.filter(pk=warning.pk).update(last_week=step.last)
    if not step.ends:
        return 0
    warning.ended_at = now
    warning.version += 1
    save_with_history(warning, actor=None, reason="warning ended")
    return 1


def _raise(key: BatchKey, found: BatchChart, rule: str, step: Step, now: datetime) -> int:
    if step.raised is None:
        return 0
    week, point = next(
        (week, point) for week, point in zip(found.rows, found.chart.points, strict=True) if week.first == step.raised
    )
    running = _running(key, now)
    warning = BatchWarning(
        product_id=key.product_id,
        batch=key.batch,
        rule=rule,
        week=step.raised,
        last_week=step.last or step.raised,
        complaints=week.complaints,
        units=week.units,
        opened_at=now,
        ended_at=now if step.ends else None,
        **_figures(point, found.chart.centre or 0),
    )
    if running:
        # Somebody is already at it: the warning joins the investigation and is no further task.
        warning.state, warning.investigation, warning.judged_at = WarningState.INVESTIGATED, running, now
    save_with_history(warning, actor=None, reason="warning raised")
    tell_warned(warning, now=now)
    return 1


def _figures(point: Point, centre: float) -> dict[str, Decimal]:
    """The figures of the week per 1,000 units, as they are kept."""
    figures = {"rate": point.rate, "limit": point.upper or 0, "centre": centre}
    return {name: Decimal(f"{value * PER_THOUSAND:.2f}") for name, value in figures.items()}


def _running(key: BatchKey, now: datetime) -> Investigation | None:
    """The newest investigation of the batch that is not closed."""
    rows = Investigation.objects.filter(ticket__in=complaints_of(key.product_id, key.batch), opened_at__lte=now)
    return rows.exclude(state=InvestigationState.CLOSED).order_by("-opened_at", "-pk").first()


@transaction.atomic
def investigate_warning(
    *, warning_id: int, investigation: Investigation, actor: User, now: datetime, version: int | None = None
) -> BatchWarning:
    """Say that an investigation of the batch covers the warning."""
    warning = _locked(warning_id, actor, version)
    about = complaints_of(warning.product_id, warning.batch)
    if not Investigation.objects.filter(pk=investigation.pk, ticket__in=about).exists():
        raise InvalidInput(
            _("%(number)s is about something else than this batch."),
            code="other_batch",
            field="investigation",
            params={"number": investigation.number},
        )
    warning.investigation = investigation
    return _move(warning, "investigate", actor, now)


@transaction.atomic
def dismiss_warning(
    *, warning_id: int, reason: str, actor: User, now: datetime, version: int | None = None
) -> BatchWarning:
    """Say why a warning needs no investigation. Once the batch is back to normal, it may warn again."""
    warning = _locked(warning_id, actor, version)
    if not reason.strip():
        raise InvalidInput(_("Enter why no investigation is needed."), code="empty", field="reason")
    warning.reason = reason.strip()
    return _move(warning, "dismiss", actor, now)


def take_up_warnings(investigation: Investigation, *, actor: Actor, now: datetime) -> int:
    """The warnings of the batch that nobody has judged are covered by an investigation that is opened. Call it in its
    transaction. Returns how many."""
    ticket = investigation.ticket
    if not ticket.purchase_id or not (product := ticket.product):
        return 0
    batch = ticket.batch if product.batch_tracked else ""
    rows = BatchWarning.objects.select_for_update(of=("self",)).filter(
        product=product, batch=batch, state=WarningState.NEW
    )
    warnings: Iterable[BatchWarning] = list(rows.order_by("pk"))
    for warning in warnings:
        warning.investigation = investigation
        _move(warning, "investigate", actor, now)
    return len(list(warnings))


def _locked(pk: int, actor: User, version: int | None) -> BatchWarning:
    warning = lock(BatchWarning, pk=pk)
    ensure(permissions.can_judge(actor, warning))
    same_version(warning, version)
    return warning


def _move(warning: BatchWarning, action: str, actor: Actor, now: datetime) -> BatchWarning:
    warning.state = WARNING.next(warning.state, action)
    warning.judged_by, warning.judged_at = actor, now
    warning.version += 1
    return save_with_history(warning, actor=actor, reason=f"warning {action}")
