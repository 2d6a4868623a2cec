"""The promises that the house makes, as data with dates of effect (T2, T3). What was promised keeps its rule."""

from __future__ import annotations

from collections.abc import Callable
from copy import copy
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from aftersales.kernel.errors import InvalidInput, RuleViolation
from aftersales.staff.models import User
from aftersales.store import dated
from aftersales.web.settings_pages import PreviewLine
from customers.enums import Channel

from ..enums import Kind, QualityClass, SlaStart, SlaUnit
from ..models import SlaPolicy
from ..permissions.work import can_set_up
from ..queries.effects import sla_target_effects
from ..queries.settings import sla_target_value
from ..rules import sla_defaults
from ..texts.rules import sla_target_text, sla_target_title
from .common import ensure_can

FACTS = (
    "code",
    "channels",
    "kinds",
    "quality_class",
    "amount",
    "unit",
    "starts",
    "warn_percent",
    "gm_after_percent",
    "effective_from",
    "effective_until",
)
MAX_ROWS = 500
MAX_AMOUNT = 9999
MAX_PERCENT = 9999
Write = Callable[[dict[int, SlaPolicy], date], Any]


@transaction.atomic
def create_sla_policy(*, actor: User | None, now: datetime, **facts: Any) -> SlaPolicy:
    """A new promise, in effect from today if nothing else is said."""
    row: SlaPolicy = _written(_creation(facts, actor), actor=actor, now=now).row
    return row


@transaction.atomic
def change_sla_policy(
    *, rule_id: int, actor: User | None, now: datetime, version: int | None = None, **facts: Any
) -> SlaPolicy:
    """Another promise from effective_from on; the row until then ends the day before and stays as it is."""
    row: SlaPolicy = _written(_change(rule_id, version, facts, actor), actor=actor, now=now).row
    return row


@transaction.atomic
def end_sla_policy(
    *, rule_id: int, effective_until: date, actor: User | None, now: datetime, version: int | None = None
) -> SlaPolicy | None:
    """No longer promised after this day; None where a row is taken back that had not begun."""

    def write(rows: dict[int, SlaPolicy], today: date) -> Any:
        row = dated.row_of(rows, rule_id, version)
        return dated.end(row, rows, effective_until, actor=actor, today=today)

    row: SlaPolicy | None = _written(write, actor=actor, now=now).row
    return row


def preview_sla_policy(
    *, actor: User | None, now: datetime, rule_id: int | None = None, version: int | None = None, **facts: Any
) -> list[PreviewLine]:
    """What creating, or with rule_id changing, would change. Refuses what saving would refuse; writes nothing."""
    write = _creation(facts, actor) if rule_id is None else _change(rule_id, version, facts, actor)
    with dated.trial():
        return sla_target_effects(_written(write, actor=actor, now=now))


def _creation(facts: dict[str, Any], actor: User | None) -> Write:
    def write(rows: dict[int, SlaPolicy], today: date) -> Any:
        if len(rows) >= MAX_ROWS:
            raise InvalidInput(_("You can have up to 500 entries. Edit an existing one."), code="too_many")
        return dated.begin(SlaPolicy(**_checked({"effective_from": today, **facts})), actor=actor, today=today)

    return write


def _change(rule_id: int, version: int | None, facts: dict[str, Any], actor: User | None) -> Write:
    def write(rows: dict[int, SlaPolicy], today: date) -> Any:
        row = dated.row_of(rows, rule_id, version)
        values = _checked({name: getattr(row, name) for name in FACTS} | facts)
        return dated.change(row, rows, values, actor=actor, today=today)

    return write


def _written(write: Write, *, actor: User | None, now: datetime) -> dated.Outcome:
    """Lock the table, ask permission, write, and look at the table as it is then."""
    rows = dated.locked_rows(SlaPolicy)
    ensure_can(can_set_up, actor)
    before, today = [copy(row) for row in rows.values()], timezone.localdate(now)
    row = write(rows, today)
    outcome = dated.Outcome(before, list(SlaPolicy.objects.all()), row, today)
    _no_contradiction(outcome)
    return outcome


def _no_contradiction(outcome: dated.Outcome) -> None:
    """Two promises that nothing tells apart would leave it to chance which one the customer is made."""
    for day, _before, after in outcome.days():
        mine = [sla_target_value(row) for row in after if outcome.row and row.pk == outcome.row.pk]
        others = [sla_target_value(row) for row in after if not outcome.row or row.pk != outcome.row.pk]
        for pair in sla_defaults.contradictions([*mine, *others]):
            if mine and mine[0] in pair:
                other = pair[1] if pair[0] == mine[0] else pair[0]
                raise RuleViolation(
                    _(
                        "From %(day)s this conflicts with another SLA policy: %(other)s, %(said)s. It is unclear "
                        "which one applies. End that policy, or choose other tickets here."
                    ),
                    code="contradiction",
                    params={"day": day.isoformat(), "other": sla_target_title(other), "said": sla_target_text(other)},
                )


def _checked(values: dict[str, Any]) -> dict[str, Any]:
    """The facts as they are kept, each within its limits."""
    if unknown := values.keys() - set(FACTS):
        raise TypeError(f"unknown facts: {sorted(unknown)}")
    known = {"channels": [], "kinds": [], "quality_class": None, "starts": SlaStart.REPORT, **values}
    for name, choices in (("channels", Channel), ("kinds", Kind)):
        if set(known[name]) - set(choices.values):
            raise _unknown(name)
        known[name] = [value for value in choices.values if value in known[name]]
    one_of = {
        "code": sla_defaults.CODES,
        "unit": SlaUnit.values,
        "starts": SlaStart.values,
        "quality_class": [None, *QualityClass.values],
    }
    for name, allowed in one_of.items():
        if known.get(name) not in allowed:
            raise _unknown(name)
    _in_range(known, "amount", 1, MAX_AMOUNT)
    _in_range(known, "warn_percent", 1, 99)
    _in_range(known, "gm_after_percent", 1, MAX_PERCENT)
    return known


def _unknown(name: str) -> InvalidInput:
    return InvalidInput(_("This option doesn’t exist."), code="unknown", field=name)


def _in_range(values: dict[str, Any], name: str, least: int, most: int) -> None:
    value = values.get(name)
    optional = name != "amount"
    if (name not in values or (value is None and name == "gm_after_percent")) and optional:
        return
    if value is None or not least <= value <= most:
        raise InvalidInput(
            _("Between %(least)s and %(most)s."), code="out_of_range", field=name, params={"least": least, "most": most}
        )
