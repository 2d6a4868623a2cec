"""Reads the dated rule of rounds."""

from __future__ import annotations

from dataclasses import fields
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from aftersales.store import dated
from aftersales.web.figures import percent
from aftersales.web.history import Change, Source, changes

from ..models import SurveyRule
from ..rules.planning import Terms

TERM_FIELDS = tuple(field.name for field in fields(Terms))
REASONS: dict[str, Any] = {"default": _("Initial settings"), **dated.REASONS}


def survey_rules() -> QuerySet[SurveyRule]:
    """All rows, the latest first."""
    return SurveyRule.objects.order_by("-effective_from")


def terms_on(day: date) -> Terms:
    """Those in effect on a day; without a row, the defaults."""
    in_effect = Q(effective_until=None) | Q(effective_until__gte=day)
    row = survey_rules().filter(in_effect, effective_from__lte=day).first()
    return Terms(**{name: getattr(row, name) for name in TERM_FIELDS}) if row else Terms()


def survey_rule_changes(*rows: SurveyRule) -> list[Change]:
    """The changes of these rows, the newest first."""
    fields_of: Any = SurveyRule._meta
    shown = {name: fields_of.get_field(name).verbose_name for name in (*TERM_FIELDS, *dated.DATES)}
    history = SurveyRule.history.filter(id__in=[row.pk for row in rows])
    words = dict.fromkeys(("margin", "expected_rate"), percent)
    return changes([Source(history, lambda _row: "", shown, words)], _reason)


def _reason(text: str) -> str:
    code = text.split(" ", 1)[0]
    return str(REASONS.get(text) or (REASONS[code] if code == "instead" else text))
