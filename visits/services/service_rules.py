"""Within how many days goods are installed, and how often they are maintained. Changes take effect from a day on."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date, datetime
from typing import Any

from django.db import transaction

from aftersales.staff.models import Actor
from aftersales.store.dated import DatedTable
from aftersales.store.writing import save_with_history

from ..models import VisitServiceRule
from ..permissions import can_change_cadence
from ..queries.kinds import SERVICE_FIELDS
from ..rules.kinds import ServiceTerms, check_service_terms

ALWAYS = date(2000, 1, 1)


@transaction.atomic
def install_service_rule(*, actor: Actor, now: datetime) -> None:
    """Create the default rule. Safe to repeat."""
    if not VisitServiceRule.objects.exists():
        row = VisitServiceRule(**asdict(ServiceTerms()), effective_from=ALWAYS)
        save_with_history(row, actor=actor, reason="defaults")


def _checked(values: dict[str, Any]) -> dict[str, Any]:
    check_service_terms(values)
    return values


RULES = DatedTable(
    model=VisitServiceRule,
    facts=(*SERVICE_FIELDS, "effective_from"),
    may_write=can_change_cadence,
    checked=_checked,
)


@transaction.atomic
def change_service_rule(
    *, rule_id: int, actor: Actor, now: datetime, version: int | None = None, **facts: Any
) -> VisitServiceRule:
    """Change the rule from a day on. Visits that are planned and plans that were agreed stay as they are."""
    return RULES.change(rule_id=rule_id, version=version, actor=actor, now=now, **facts)
