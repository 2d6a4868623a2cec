"""The dated rules of customers: thresholds of grades, terms of warranties, limit of contacts. A change takes effect
from a day on."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date, datetime
from typing import Any

from django.db import transaction

from aftersales.staff.models import Actor
from aftersales.store.dated import ONE_DAY, DatedTable
from aftersales.store.dates import start_of
from aftersales.store.writing import save_with_history

from ..models import GradeRule, TouchRule, WarrantyRule
from ..permissions import can_change_rules
from ..queries.rules import GRADE_FIELDS, WARRANTY_FIELDS
from ..queries.touches import TOUCH_FIELDS
from ..rules.grading import Thresholds, check_thresholds
from ..rules.touches import Cap, check_cap
from ..rules.warranty import LAW
from .grading import mark_all_due

ALWAYS = date(2000, 1, 1)


@transaction.atomic
def install_defaults(*, actor: Actor, now: datetime) -> None:
    """Create the default rules: the client's grades, and the law about warranties with its date. Safe to repeat."""
    if not GradeRule.objects.exists():
        row = GradeRule(**asdict(Thresholds()), effective_from=ALWAYS)
        save_with_history(row, actor=actor, reason="default")
    if not WarrantyRule.objects.exists():
        before = WarrantyRule(effective_from=ALWAYS, effective_until=LAW.effective_from - ONE_DAY)
        save_with_history(before, actor=actor, reason="default")
        law = WarrantyRule(**asdict(LAW), replaces=before)
        save_with_history(law, actor=actor, reason="default")
    if not TouchRule.objects.exists():
        save_with_history(TouchRule(**asdict(Cap()), effective_from=ALWAYS), actor=actor, reason="default")


def _checked(values: dict[str, Any]) -> dict[str, Any]:
    check_thresholds(values)
    return values


GRADES = DatedTable(
    model=GradeRule,
    facts=(*GRADE_FIELDS, "effective_from"),
    may_write=can_change_rules,
    checked=_checked,
)
TOUCHES = DatedTable(
    model=TouchRule,
    facts=(*TOUCH_FIELDS, "effective_from"),
    may_write=can_change_rules,
    checked=check_cap,
)
WARRANTIES = DatedTable(
    model=WarrantyRule,
    facts=(*WARRANTY_FIELDS, "effective_from"),
    may_write=can_change_rules,
    checked=lambda values: {**values, "article": values["article"].strip()},
)


@transaction.atomic
def change_grade_rule(
    *, rule_id: int, actor: Actor, now: datetime, version: int | None = None, **facts: Any
) -> GradeRule:
    """Change the thresholds from a day on. On that day every customer is graded again."""
    row = GRADES.change(rule_id=rule_id, version=version, actor=actor, now=now, **facts)
    mark_all_due(at=max(now, start_of(row.effective_from)))
    return row


@transaction.atomic
def change_warranty_rule(
    *, rule_id: int, actor: Actor, now: datetime, version: int | None = None, **facts: Any
) -> WarrantyRule:
    """Change what counts from a day on. Ends that rest on earlier days stay."""
    return WARRANTIES.change(rule_id=rule_id, version=version, actor=actor, now=now, **facts)


@transaction.atomic
def change_touch_rule(
    *, rule_id: int, actor: Actor, now: datetime, version: int | None = None, **facts: Any
) -> TouchRule:
    """Change the limit of contacts from a day on. Contacts that have their place keep it."""
    return TOUCHES.change(rule_id=rule_id, version=version, actor=actor, now=now, **facts)
