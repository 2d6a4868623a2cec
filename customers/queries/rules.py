"""Reads the dated rules of customers: thresholds of grades, and terms of warranties."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import fields
from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from aftersales.store import dated
from aftersales.store.dates import company_date, start_of
from aftersales.web.history import Change, Source, changes

from ..models import GradeRule, WarrantyRule
from ..rules.grading import Thresholds
from ..rules.warranty import Terms

GRADE_FIELDS = tuple(field.name for field in fields(Thresholds))
WARRANTY_FIELDS = ("starts_at_installation", "repair_days_added", "restarts_at_exchange", "article")
REASONS: dict[str, Any] = {"default": _("Initial settings"), **dated.REASONS}


def grade_rules() -> QuerySet[GradeRule]:
    """All rows, the latest first."""
    return GradeRule.objects.order_by("-effective_from")


def warranty_rules() -> QuerySet[WarrantyRule]:
    """All rows, the latest first."""
    return WarrantyRule.objects.order_by("-effective_from")


def thresholds_on(now: datetime) -> Thresholds:
    """Those in effect at a moment; without a row, the defaults."""
    day = company_date(now)
    in_effect = Q(effective_until=None) | Q(effective_until__gte=day)
    row = GradeRule.objects.filter(in_effect, effective_from__lte=day).order_by("-effective_from").first()
    return Thresholds(**{name: getattr(row, name) for name in GRADE_FIELDS}) if row else Thresholds()


def next_grade_rule(now: datetime) -> datetime | None:
    """When the thresholds change next."""
    later = GradeRule.objects.filter(effective_from__gt=company_date(now)).order_by("effective_from").first()
    return start_of(later.effective_from) if later else None


def terms() -> list[Terms]:
    """The terms of warranties of all times."""
    names = [field.name for field in fields(Terms)]
    return [Terms(**{name: getattr(row, name) for name in names}) for row in warranty_rules()]


def changes_of(*rows: Any) -> list[Change]:
    """The changes of these rows, which belong to one model, the newest first."""
    return changes_between(rows, GRADE_FIELDS if type(rows[0]) is GradeRule else WARRANTY_FIELDS)


def changes_between(rows: Sequence[Any], names: Iterable[str]) -> list[Change]:
    """The changes of these fields and the dates, the newest first."""
    model = type(rows[0])
    shown = {name: model._meta.get_field(name).verbose_name for name in (*names, *dated.DATES)}
    history = model.history.filter(id__in=[row.pk for row in rows])
    return changes([Source(history, lambda _row: "", shown, {})], _reason)


def _reason(text: str) -> str:
    code = text.split(" ", 1)[0]
    return str(REASONS.get(text) or (REASONS[code] if code == "instead" else text))
