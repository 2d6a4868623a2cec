"""Creates, changes and ends approval rules 权限范围, which have dates of effect (T6).

A submitted proposal keeps the rule that routed it.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from aftersales.kernel.errors import InvalidInput, RuleViolation
from aftersales.kernel.money import check_amount
from aftersales.staff.models import Actor
from aftersales.store.dated import DatedTable, TableChange, out_of_range, unknown_option
from aftersales.web.settings_pages import PreviewLine
from customers.enums import Tier

from ..enums import Kind, Remedy
from ..models import AuthorityRule
from ..permissions.work import can_set_authority
from ..queries.effects import CASES, authority_effects
from ..queries.settings import authority_value
from ..rules import matrix
from ..rules.authority import WAYS
from ..rules.duties import PAIRS
from ..rules.stake import CASE_DAYS, LEAST_DAYS, MOST_DAYS
from ..texts.rules import amounts_text, authority_title, proposals_text, steps_text

FACTS = (
    "remedy",
    "kind",
    "tier",
    "above",
    "up_to",
    "steps",
    "case_days",
    "separate_duties",
    "priority",
    "is_active",
    "effective_from",
    "effective_until",
)
MAX_PRIORITY = 9999


def _checked(values: dict[str, Any]) -> dict[str, Any]:
    known = {"remedy": "", "kind": "", "tier": "", "above": None, "up_to": None, **values}
    for name, choices in (("remedy", Remedy), ("kind", Kind), ("tier", Tier)):
        if known[name] and known[name] not in choices.values:
            raise unknown_option(name)
    if tuple(known.get("steps") or ()) not in WAYS:
        raise unknown_option("steps")
    known["steps"] = list(known["steps"])
    if not LEAST_DAYS <= known.get("case_days", CASE_DAYS) <= MOST_DAYS:
        raise out_of_range("case_days", LEAST_DAYS, MOST_DAYS)
    if not set(known.get("separate_duties", ())) <= set(PAIRS):
        raise unknown_option("separate_duties")
    if "separate_duties" in known:
        known["separate_duties"] = [pair for pair in PAIRS if pair in known["separate_duties"]]
    for name in ("above", "up_to"):
        if known[name] is not None:
            known[name] = check_amount(known[name], field=name)
    if known["up_to"] is not None and known["up_to"] <= (known["above"] or 0):
        raise InvalidInput(_("The upper limit must be above the lower one."), code="not_in_order", field="up_to")
    if not 0 <= known.get("priority", 0) <= MAX_PRIORITY:
        raise out_of_range("priority", 0, MAX_PRIORITY)
    return known


def _check(written: TableChange) -> None:
    for day, before, after in written.days():
        was, will = [authority_value(row) for row in before], [authority_value(row) for row in after]
        _refuse_contradiction(day, will, written.row)
        _refuse_gap(day, was, will)


def _refuse_contradiction(day: date, rows: list[Any], mine: AuthorityRule | None) -> None:
    for pair in matrix.contradictions(rows):
        other = next((row for row in pair if mine is None or row.id != mine.pk), None)
        if mine is not None and other is not None and mine.pk in {row.id for row in pair}:
            raise RuleViolation(
                _(
                    "From %(day)s this conflicts with another approval rule: %(other)s, %(steps)s. It is "
                    "unclear which one applies. Give one of them a lower priority number."
                ),
                code="contradiction",
                params={"day": day.isoformat(), "other": authority_title(other), "steps": steps_text(other.steps)},
            )


def _refuse_gap(day: date, was: list[Any], will: list[Any]) -> None:
    """Refuse a change that leaves cases without a rule, because no user could decide them."""
    found: dict[Any, set[tuple[str, str, str]]] = {}
    for case in CASES:
        for gap in matrix.new_gaps(was, will, case):
            found.setdefault(gap, set()).add(case)
    for gap, cases in found.items():
        box: Any = matrix.boxes(cases)[0]
        raise RuleViolation(
            _("From %(day)s nobody could approve this: %(scope)s, %(amounts)s. Add an approval rule for it first."),
            code="gap",
            params={
                "day": day.isoformat(),
                "scope": proposals_text(*box),
                "amounts": amounts_text(gap.above, gap.up_to),
            },
        )


RULES = DatedTable(
    model=AuthorityRule,
    facts=FACTS,
    may_write=can_set_authority,
    checked=_checked,
    check=_check,
    effects=authority_effects,
)


@transaction.atomic
def create_authority_rule(*, actor: Actor, now: datetime, **facts: Any) -> AuthorityRule:
    """Create an approval rule, in effect from today if no day is given."""
    return RULES.create(actor=actor, now=now, **facts)


@transaction.atomic
def change_authority_rule(
    *, rule_id: int, actor: Actor, now: datetime, version: int | None = None, **facts: Any
) -> AuthorityRule:
    """Change a rule from a day on. The present row ends the day before and is otherwise unchanged."""
    return RULES.change(rule_id=rule_id, version=version, actor=actor, now=now, **facts)


@transaction.atomic
def end_authority_rule(
    *, rule_id: int, effective_until: date, actor: Actor, now: datetime, version: int | None = None
) -> AuthorityRule | None:
    """End a rule after this day. Returns None if the rule was not yet in effect and was removed."""
    return RULES.end(rule_id=rule_id, version=version, effective_until=effective_until, actor=actor, now=now)


def preview_authority_rule(
    *, actor: Actor, now: datetime, rule_id: int | None = None, version: int | None = None, **facts: Any
) -> list[PreviewLine]:
    """The effects of creating a rule or, with rule_id, of changing it. Writes nothing.

    Raises the same errors as saving.
    """
    return RULES.preview(rule_id=rule_id, version=version, actor=actor, now=now, **facts)
