"""The dated rules of quality: escalation, recurrence, labour rate. A change takes effect from a day on."""

from dataclasses import asdict
from datetime import date, datetime
from typing import Any

from django.db import transaction

from aftersales.kernel.money import check_amount
from aftersales.staff.models import Actor
from aftersales.store.dated import DatedTable
from aftersales.store.writing import save_with_history

from ..models import QualityRule
from ..permissions import can_change_quality_rules
from ..queries.rules import LABOUR_RATE, RULE_FIELDS
from ..rules.actions import Terms, check_terms

ALWAYS = date(2000, 1, 1)


@transaction.atomic
def install_defaults(*, actor: Actor, now: datetime) -> None:
    """Create the default rule. Safe to repeat."""
    if not QualityRule.objects.exists():
        row = QualityRule(**asdict(Terms()), labour_rate=LABOUR_RATE, effective_from=ALWAYS)
        save_with_history(row, actor=actor, reason="default")


def _checked(values: dict[str, Any]) -> dict[str, Any]:
    check_terms(values)
    check_amount(values["labour_rate"], field="labour_rate")
    return values


RULES = DatedTable(
    model=QualityRule,
    facts=(*RULE_FIELDS, "effective_from"),
    may_write=can_change_quality_rules,
    checked=_checked,
)


@transaction.atomic
def change_quality_rule(
    *, rule_id: int, actor: Actor, now: datetime, version: int | None = None, **facts: Any
) -> QualityRule:
    """Change the rule from a day on. Costs of earlier days keep their rate."""
    return RULES.change(rule_id=rule_id, version=version, actor=actor, now=now, **facts)
