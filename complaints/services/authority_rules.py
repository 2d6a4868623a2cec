"""The scope of authority 权限范围 as data with dates of effect (T6). What was routed keeps the row that routed it."""

from __future__ import annotations

from collections.abc import Callable
from copy import copy
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from aftersales.kernel.errors import InvalidInput, RuleViolation
from aftersales.kernel.money import check_amount
from aftersales.staff.models import User
from aftersales.store import dated
from aftersales.web.settings_pages import PreviewLine
from customers.enums import Tier

from ..enums import Kind, Remedy
from ..models import AuthorityRule
from ..permissions.work import can_set_authority
from ..queries.effects import CASES, authority_effects
from ..queries.settings import authority_value
from ..rules import matrix
from ..rules.authority import WAYS
from ..texts.rules import amounts_text, authority_title, proposals_text, steps_text
from .common import ensure_can

FACTS = (
    "remedy",
    "kind",
    "tier",
    "above",
    "up_to",
    "steps",
    "priority",
    "is_active",
    "effective_from",
    "effective_until",
)
MAX_ROWS = 500
MAX_PRIORITY = 9999
Write = Callable[[dict[int, AuthorityRule], date], Any]


@transaction.atomic
def create_authority_rule(*, actor: User | None, now: datetime, **facts: Any) -> AuthorityRule:
    """A new row of the matrix, in effect from today if nothing else is said."""
    row: AuthorityRule = _written(_creation(facts, actor), actor=actor, now=now).row
    return row


@transaction.atomic
def change_authority_rule(
    *, rule_id: int, actor: User | None, now: datetime, version: int | None = None, **facts: Any
) -> AuthorityRule:
    """Another row from effective_from on; the row until then ends the day before and stays as it is."""
    row: AuthorityRule = _written(_change(rule_id, version, facts, actor), actor=actor, now=now).row
    return row


@transaction.atomic
def end_authority_rule(
    *, rule_id: int, effective_until: date, actor: User | None, now: datetime, version: int | None = None
) -> AuthorityRule | None:
    """No longer in the matrix after this day; None where a row is taken back that had not begun."""

    def write(rows: dict[int, AuthorityRule], today: date) -> Any:
        row = dated.row_of(rows, rule_id, version)
        return dated.end(row, rows, effective_until, actor=actor, today=today)

    row: AuthorityRule | None = _written(write, actor=actor, now=now).row
    return row


def preview_authority_rule(
    *, actor: User | None, now: datetime, rule_id: int | None = None, version: int | None = None, **facts: Any
) -> list[PreviewLine]:
    """What creating, or with rule_id changing, would change. Refuses what saving would refuse; writes nothing."""
    write = _creation(facts, actor) if rule_id is None else _change(rule_id, version, facts, actor)
    with dated.trial():
        return authority_effects(_written(write, actor=actor, now=now))


def _creation(facts: dict[str, Any], actor: User | None) -> Write:
    def write(rows: dict[int, AuthorityRule], today: date) -> Any:
        if len(rows) >= MAX_ROWS:
            raise InvalidInput(_("You can have up to 500 entries. Edit an existing one."), code="too_many")
        return dated.begin(AuthorityRule(**_checked({"effective_from": today, **facts})), actor=actor, today=today)

    return write


def _change(rule_id: int, version: int | None, facts: dict[str, Any], actor: User | None) -> Write:
    def write(rows: dict[int, AuthorityRule], today: date) -> Any:
        row = dated.row_of(rows, rule_id, version)
        values = _checked({name: getattr(row, name) for name in FACTS} | facts)
        return dated.change(row, rows, values, actor=actor, today=today)

    return write


def _written(write: Write, *, actor: User | None, now: datetime) -> dated.Outcome:
    """Lock the matrix, ask permission, write, and look at the matrix as it is then."""
    rows = dated.locked_rows(AuthorityRule)
    ensure_can(can_set_authority, actor)
    before, today = [copy(row) for row in rows.values()], timezone.localdate(now)
    row = write(rows, today)
    outcome = dated.Outcome(before, list(AuthorityRule.objects.all()), row, today)
    for day, was, will in outcome.days():
        _no_contradiction(day, [authority_value(one) for one in will], outcome.row)
        _no_new_gap(day, [authority_value(one) for one in was], [authority_value(one) for one in will])
    return outcome


def _no_contradiction(day: date, rows: list[Any], mine: AuthorityRule | None) -> None:
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


def _no_new_gap(day: date, was: list[Any], will: list[Any]) -> None:
    """What no row covers could not be decided at all, so a gap is never made on purpose."""
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


def _checked(values: dict[str, Any]) -> dict[str, Any]:
    """The facts as they are kept, each within its limits."""
    if unknown := values.keys() - set(FACTS):
        raise TypeError(f"unknown facts: {sorted(unknown)}")
    known = {"remedy": "", "kind": "", "tier": "", "above": None, "up_to": None, **values}
    for name, choices in (("remedy", Remedy), ("kind", Kind), ("tier", Tier)):
        if known[name] and known[name] not in choices.values:
            raise _unknown(name)
    if tuple(known.get("steps") or ()) not in WAYS:
        raise _unknown("steps")
    known["steps"] = list(known["steps"])
    for name in ("above", "up_to"):
        if known[name] is not None:
            known[name] = check_amount(known[name], field=name)
    if known["up_to"] is not None and known["up_to"] <= (known["above"] or 0):
        raise InvalidInput(_("The upper limit must be above the lower one."), code="not_in_order", field="up_to")
    if not 0 <= known.get("priority", 0) <= MAX_PRIORITY:
        raise InvalidInput(
            _("Between %(least)s and %(most)s."),
            code="out_of_range",
            field="priority",
            params={"least": 0, "most": MAX_PRIORITY},
        )
    return known


def _unknown(name: str) -> InvalidInput:
    return InvalidInput(_("This option doesn’t exist."), code="unknown", field=name)
