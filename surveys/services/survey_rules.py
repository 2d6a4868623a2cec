"""The dated rule of rounds. A change takes effect from a day on; rounds that have begun keep their values."""

from dataclasses import asdict
from datetime import date, datetime
from typing import Any

from django.db import transaction

from aftersales.staff.models import Actor
from aftersales.store.dated import DatedTable
from aftersales.store.writing import save_with_history

from ..models import SurveyRule
from ..permissions import can_change_survey_rules
from ..queries.survey_rules import TERM_FIELDS
from ..rules.planning import Terms, check_terms

ALWAYS = date(2000, 1, 1)


@transaction.atomic
def install_rule(*, actor: Actor) -> None:
    """Create the default rule. Safe to repeat."""
    if not SurveyRule.objects.exists():
        row = SurveyRule(**asdict(Terms()), effective_from=ALWAYS)
        save_with_history(row, actor=actor, reason="default")


def _checked(values: dict[str, Any]) -> dict[str, Any]:
    check_terms(values)
    return values


RULES = DatedTable(
    model=SurveyRule, facts=(*TERM_FIELDS, "effective_from"), may_write=can_change_survey_rules, checked=_checked
)


@transaction.atomic
def change_survey_rule(
    *, rule_id: int, actor: Actor, now: datetime, version: int | None = None, **facts: Any
) -> SurveyRule:
    """Change the rule from a day on. Plans that nobody has changed by hand follow with the next run of the planner."""
    return RULES.change(rule_id=rule_id, version=version, actor=actor, now=now, **facts)
