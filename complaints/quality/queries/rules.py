"""Reads the dated rules of quality."""

from __future__ import annotations

from dataclasses import fields
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from aftersales.store import dated
from aftersales.store.dates import company_date
from aftersales.web.history import Change, Source, changes

from ..models import QualityRule
from ..rules.actions import Terms

TERM_FIELDS = tuple(field.name for field in fields(Terms))
RULE_FIELDS = (*TERM_FIELDS, "labour_rate")
LABOUR_RATE = Decimal("80.00")
REASONS: dict[str, Any] = {"default": _("Initial settings"), **dated.REASONS}


def quality_rules() -> QuerySet[QualityRule]:
    """All rows, the latest first."""
    return QualityRule.objects.order_by("-effective_from")


def rule_on(day: date) -> QualityRule | None:
    in_effect = Q(effective_until=None) | Q(effective_until__gte=day)
    return quality_rules().filter(in_effect, effective_from__lte=day).first()


def terms_on(now: datetime) -> Terms:
    """Those in effect at a moment; without a row, the defaults."""
    row = rule_on(company_date(now))
    return Terms(**{name: getattr(row, name) for name in TERM_FIELDS}) if row else Terms()


def labour_rate_on(day: date) -> Decimal:
    """What an hour of labour costs on a day."""
    row = rule_on(day)
    return row.labour_rate if row else LABOUR_RATE


def rule_changes(*rows: QualityRule) -> list[Change]:
    """The changes of these rows, the newest first."""
    names = {*RULE_FIELDS, *dated.DATES}
    shown = {field.name: field.verbose_name for field in QualityRule._meta.fields if field.name in names}
    history = QualityRule.history.filter(id__in=[row.pk for row in rows])
    return changes([Source(history, lambda _row: "", shown, {})], _reason)


def _reason(text: str) -> str:
    code = text.split(" ", 1)[0]
    return str(REASONS.get(text) or (REASONS[code] if code == "instead" else text))
