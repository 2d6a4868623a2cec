"""The capacity of reps, and when digests are sent and overdue visits climb. Changes take effect from a day on."""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from aftersales.kernel.errors import InvalidInput, RuleViolation
from aftersales.staff.models import Actor
from aftersales.store.dated import DatedTable, TableChange
from aftersales.store.in_use import require_in_use
from aftersales.store.writing import save_with_history
from aftersales.web.settings_pages import PreviewLine

from ..models import VisitCapacity, VisitReminderRule
from ..permissions import can_set_load, can_visit
from ..queries.load import CAPACITY_FIELDS, REMINDER_FIELDS, crowded_days
from ..rules.load import Capacity, ReminderTerms, check_capacity, check_reminders
from .digests import set_moments
from .reminders import look_again

ALWAYS = date(2000, 1, 1)


@transaction.atomic
def install_load(*, actor: Actor) -> None:
    """Create the default rules. Safe to repeat."""
    if not VisitCapacity.objects.exists():
        save_with_history(VisitCapacity(**asdict(Capacity()), effective_from=ALWAYS), actor=actor, reason="defaults")
    if not VisitReminderRule.objects.exists():
        row = VisitReminderRule(**asdict(ReminderTerms()), effective_from=ALWAYS)
        save_with_history(row, actor=actor, reason="defaults")


def _checked_capacity(values: dict[str, Any]) -> dict[str, Any]:
    require_in_use({"rep": values.get("rep")})
    check_capacity(values)
    if values.get("rep") is not None and not can_visit(values["rep"]):
        raise InvalidInput(_("Follow-up visits are made by sales reps and managers."), code="not_a_rep", field="rep")
    return values


def _check_table(written: TableChange) -> None:
    """One row of a rep a day at most, and always one for all reps."""
    for day, _before, after in written.days():
        rows = Counter(row.rep_id for row in after)
        if max(rows.values(), default=0) > 1:
            raise RuleViolation(
                _("From %(day)s there would be two entries for the same rep. Edit the other one."),
                code="twice",
                field="rep",
                params={"day": day.isoformat()},
            )
        if not rows[None]:
            raise RuleViolation(_("The entry for all reps can be changed, but not ended."), code="needed")


def _effects(written: TableChange) -> list[PreviewLine]:
    """On how many days more is planned than the reps can then do."""
    if not (days := crowded_days(written.today)):
        return [PreviewLine(str(_("Everything planned fits.")))]
    text = _("Days of reps on which more is planned than fits: %(count)s") % {"count": days}
    return [PreviewLine(str(text), tone="due")]


CAPACITIES = DatedTable(
    model=VisitCapacity,
    facts=(*CAPACITY_FIELDS, "effective_from", "effective_until"),
    may_write=can_set_load,
    checked=_checked_capacity,
    check=_check_table,
    effects=_effects,
)


def _checked_reminders(values: dict[str, Any]) -> dict[str, Any]:
    check_reminders(values)
    return values


REMINDERS = DatedTable(
    model=VisitReminderRule,
    facts=(*REMINDER_FIELDS, "effective_from"),
    may_write=can_set_load,
    checked=_checked_reminders,
)


@transaction.atomic
def create_capacity(*, actor: Actor, now: datetime, **facts: Any) -> VisitCapacity:
    """Give a rep a capacity of their own, from today if no day is given."""
    return CAPACITIES.create(actor=actor, now=now, **facts)


@transaction.atomic
def change_capacity(
    *, rule_id: int, actor: Actor, now: datetime, version: int | None = None, **facts: Any
) -> VisitCapacity:
    """Change a capacity from a day on. Visits that are planned keep their days."""
    return CAPACITIES.change(rule_id=rule_id, version=version, actor=actor, now=now, **facts)


@transaction.atomic
def end_capacity(
    *, rule_id: int, effective_until: date, actor: Actor, now: datetime, version: int | None = None
) -> VisitCapacity | None:
    """End the capacity of a rep after this day: that of all reps applies again."""
    return CAPACITIES.end(rule_id=rule_id, version=version, effective_until=effective_until, actor=actor, now=now)


def preview_capacity(
    *, actor: Actor, now: datetime, rule_id: int | None = None, version: int | None = None, **facts: Any
) -> list[PreviewLine]:
    """The effects of creating a capacity or, with rule_id, of changing it. Writes nothing."""
    return CAPACITIES.preview(rule_id=rule_id, version=version, actor=actor, now=now, **facts)


@transaction.atomic
def change_reminders(
    *, rule_id: int, actor: Actor, now: datetime, version: int | None = None, **facts: Any
) -> VisitReminderRule:
    """Change hour and days from a day on. Overdue visits follow with the next sweep."""
    row = REMINDERS.change(rule_id=rule_id, version=version, actor=actor, now=now, **facts)
    set_moments(now=now)
    look_again(now=now)
    return row
