"""Reads the settings: their rows, the values that rules take, and their changes."""

from typing import Any

from django.db.models import QuerySet

from aftersales.store.remembered import Remembered
from aftersales.web.history import Change, Source, changes
from customers.models import Product

from ..models import AssignmentRule, AuthorityRule, SlaPolicy
from ..rules import authority, sla_targets
from ..texts.settings import FIELDS, WORDS, reason_of

POLICIES = Remembered("complaints.SlaPolicy", read=lambda: tuple(SlaPolicy.objects.all()))


def sla_policies() -> QuerySet[SlaPolicy]:
    """All rows; the latest row of each policy comes first."""
    return SlaPolicy.objects.order_by("code", "-effective_from", "pk")


def sla_target_value(row: SlaPolicy) -> sla_targets.SlaPolicy:
    return sla_targets.SlaPolicy(
        code=row.code,
        unit=row.unit,
        amount=row.amount,
        channels=frozenset(row.channels),
        kinds=frozenset(row.kinds),
        quality_class=row.quality_class,
        warn_percent=row.warn_percent,
        gm_after_percent=row.gm_after_percent,
    )


def authority_rules() -> QuerySet[AuthorityRule]:
    """All rows, in the order in which they apply."""
    return AuthorityRule.objects.order_by("priority", "remedy", "kind", "tier", "above", "-effective_from", "pk")


def authority_value(row: AuthorityRule) -> authority.RuleRow:
    return authority.RuleRow(
        id=row.pk,
        steps=tuple(row.steps),
        remedy=row.remedy or None,
        tier=row.tier or None,
        kind=row.kind or None,
        above=row.above,
        up_to=row.up_to,
        active=row.is_active,
        priority=row.priority,
        case_days=row.case_days,
    )


def assignment_rules() -> QuerySet[AssignmentRule]:
    """All rules, active ones first, in the order in which they apply."""
    rows = AssignmentRule.objects.select_related("region", "owner", "department")
    return rows.order_by("-is_active", "priority", "pk")


def categories() -> list[str]:
    """The categories of all products."""
    return list(Product.objects.exclude(category="").order_by("category").values_list("category", flat=True).distinct())


def changes_of(*rows: Any) -> list[Change]:
    """The changes of these rows, which belong to one model, the newest first."""
    model = type(rows[0])
    fields = FIELDS[model._meta.model_name]
    said = {name: say for name, say in WORDS.items() if name in fields}
    history = model.history.filter(id__in=[row.pk for row in rows])
    return changes([Source(history, lambda _row: "", fields, said)], reason_of)
