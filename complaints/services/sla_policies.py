"""Creates, changes and ends SLA policies, which have dates of effect (T2, T3).

A running target keeps the policy under which it was set.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from aftersales.kernel.errors import RuleViolation
from aftersales.staff.models import Actor
from aftersales.store.dated import DatedTable, TableChange, out_of_range, unknown_option
from aftersales.web.settings_pages import PreviewLine
from customers.enums import Channel

from ..enums import Kind, QualityClass, SlaUnit
from ..models import SlaPolicy
from ..permissions.work import can_set_up
from ..queries.effects import sla_target_effects
from ..queries.settings import sla_target_value
from ..rules import sla_defaults
from ..texts.rules import sla_target_text, sla_target_title

FACTS = (
    "code",
    "channels",
    "kinds",
    "quality_class",
    "amount",
    "unit",
    "warn_percent",
    "gm_after_percent",
    "effective_from",
    "effective_until",
)
MAX_AMOUNT = 9999
MAX_PERCENT = 9999
MAX_DAYS = {SlaUnit.CALENDAR_DAYS: 3650, SlaUnit.WEEKS: 520}


def _checked(values: dict[str, Any]) -> dict[str, Any]:
    known = {"channels": [], "kinds": [], "quality_class": None, **values}
    for name, choices in (("channels", Channel), ("kinds", Kind)):
        if set(known[name]) - set(choices.values):
            raise unknown_option(name)
        known[name] = [value for value in choices.values if value in known[name]]
    one_of = {
        "code": sla_defaults.CODES,
        "unit": SlaUnit.values,
        "quality_class": [None, *QualityClass.values],
    }
    for name, allowed in one_of.items():
        if known.get(name) not in allowed:
            raise unknown_option(name)
    _check_range(known.get("amount"), "amount", MAX_DAYS.get(known["unit"], MAX_AMOUNT))
    _check_range(known.get("warn_percent", 1), "warn_percent", 99)
    if known.get("gm_after_percent") is not None:
        _check_range(known["gm_after_percent"], "gm_after_percent", MAX_PERCENT)
    return known


def _check_range(value: int | None, name: str, most: int) -> None:
    if value is None or not 1 <= value <= most:
        raise out_of_range(name, 1, most)


def _refuse_contradiction(written: TableChange) -> None:
    """Refuse two policies that apply to the same tickets if neither is more specific."""
    for day, _before, after in written.days():
        mine = [sla_target_value(row) for row in after if written.row and row.pk == written.row.pk]
        others = [sla_target_value(row) for row in after if not written.row or row.pk != written.row.pk]
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


POLICIES = DatedTable(
    model=SlaPolicy,
    facts=FACTS,
    may_write=can_set_up,
    checked=_checked,
    check=_refuse_contradiction,
    effects=sla_target_effects,
)


@transaction.atomic
def create_sla_policy(*, actor: Actor, now: datetime, **facts: Any) -> SlaPolicy:
    """Create an SLA policy, in effect from today if no day is given."""
    return POLICIES.create(actor=actor, now=now, **facts)


@transaction.atomic
def change_sla_policy(
    *, rule_id: int, actor: Actor, now: datetime, version: int | None = None, **facts: Any
) -> SlaPolicy:
    """Change a policy from a day on. The present row ends the day before and is otherwise unchanged."""
    return POLICIES.change(rule_id=rule_id, version=version, actor=actor, now=now, **facts)


@transaction.atomic
def end_sla_policy(
    *, rule_id: int, effective_until: date, actor: Actor, now: datetime, version: int | None = None
) -> SlaPolicy | None:
    """End a policy after this day. Returns None if the policy was not yet in effect and was removed."""
    return POLICIES.end(rule_id=rule_id, version=version, effective_until=effective_until, actor=actor, now=now)


def preview_sla_policy(
    *, actor: Actor, now: datetime, rule_id: int | None = None, version: int | None = None, **facts: Any
) -> list[PreviewLine]:
    """The effects of creating a policy or, with rule_id, of changing it. Writes nothing.

    Raises the same errors as saving.
    """
    return POLICIES.preview(rule_id=rule_id, version=version, actor=actor, now=now, **facts)
