"""How often customers of a tier are visited, with dates of effect. A change computes all schedules again."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from aftersales.kernel.errors import RuleViolation
from aftersales.staff.models import Actor
from aftersales.store.dated import DatedTable, TableChange, out_of_range, unknown_option
from aftersales.web.settings_pages import PreviewLine
from customers.enums import Channel, Tier

from ..enums import RunPurpose
from ..models import Cadence
from ..permissions import can_change_cadence
from ..presentation.cadence import cadence_effects
from ..rules.schedule import MOST_MONTHS
from .schedules import start_run

FACTS = ("tier", "months", "channel", "effective_from", "effective_until")


def _checked(values: dict[str, Any]) -> dict[str, Any]:
    known = {"channel": Channel.PHONE, **values}
    if known.get("tier") not in Tier.values:
        raise unknown_option("tier")
    if known["channel"] not in Channel.values:
        raise unknown_option("channel")
    if known.get("months") is None or not 1 <= known["months"] <= MOST_MONTHS:
        raise out_of_range("months", 1, MOST_MONTHS)
    return known


def _check(written: TableChange) -> None:
    """One row of a tier a day, and a row is replaced by one of the same tier."""
    for day, _before, after in written.days():
        tiers = [row.tier for row in after]
        if twice := next((tier for tier in tiers if tiers.count(tier) > 1), None):
            text = _("%(tier)s has a cadence from %(day)s on already. Change that one.")
            params = {"tier": Tier(twice).label, "day": day.isoformat()}
            raise RuleViolation(text, code="two_cadences", params=params)
    rows = {row.pk: row for row in written.after}
    if any(row.replaces_id in rows and rows[row.replaces_id].tier != row.tier for row in written.after):
        raise unknown_option("tier")


CADENCES = DatedTable(
    model=Cadence,
    facts=FACTS,
    may_write=can_change_cadence,
    checked=_checked,
    check=_check,
    effects=cadence_effects,
)


@transaction.atomic
def create_cadence(*, actor: Actor, now: datetime, **facts: Any) -> Cadence:
    """Visit the customers of a tier, from today on if no day is given."""
    row = CADENCES.create(actor=actor, now=now, **facts)
    start_run(purpose=RunPurpose.CADENCE, now=now)
    return row


@transaction.atomic
def change_cadence(*, rule_id: int, actor: Actor, now: datetime, version: int | None = None, **facts: Any) -> Cadence:
    """Change the cadence of a tier from a day on."""
    row = CADENCES.change(rule_id=rule_id, version=version, actor=actor, now=now, **facts)
    start_run(purpose=RunPurpose.CADENCE, now=now)
    return row


@transaction.atomic
def end_cadence(
    *, rule_id: int, effective_until: date, actor: Actor, now: datetime, version: int | None = None
) -> Cadence | None:
    """Visit the customers of a tier no more after this day. Visits that fall due before it stay due."""
    row = CADENCES.end(rule_id=rule_id, version=version, effective_until=effective_until, actor=actor, now=now)
    start_run(purpose=RunPurpose.CADENCE, now=now)
    return row


def preview_cadence(
    *, actor: Actor, now: datetime, rule_id: int | None = None, version: int | None = None, **facts: Any
) -> list[PreviewLine]:
    """The effects of a new cadence or, with rule_id, of a changed one. Writes nothing; raises the same errors as
    saving."""
    return CADENCES.preview(rule_id=rule_id, version=version, actor=actor, now=now, **facts)
