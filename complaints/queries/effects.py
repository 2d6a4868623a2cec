"""Describes the effects of a change of SLA policies or approval rules, in sentences."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from itertools import product
from typing import Any

from django.utils.translation import gettext as _

from aftersales.store.dated import TableChange
from aftersales.web.moments import moment
from aftersales.web.settings_pages import PreviewLine
from customers.enums import Channel, Tier

from ..enums import Kind, QualityClass, Remedy, SlaCode
from ..models import SlaTarget
from ..rules import matrix, sla_defaults
from ..texts.rules import amounts_text, proposals_text, sla_target_text, tickets_text, way_text
from .settings import authority_value, sla_target_value

CASES = tuple(product(Remedy.values, Kind.values, Tier.values))
SHOWN = 12


def sla_target_effects(written: TableChange) -> list[PreviewLine]:
    """The SLA targets that new tickets would get, and from when. Running targets keep their deadlines."""
    said = _by_day((day, _sla_targets_change(before, after)) for day, before, after in written.days())
    ids = {row.pk for row in written.before} & _changed(written)
    kept = SlaTarget.objects.filter(rule__in=ids, met_at=None, cancelled_at=None).count()
    if kept:
        said.append(PreviewLine(_("%(count)s running SLA targets keep their deadlines.") % {"count": kept}))
    return said


def _changed(written: TableChange) -> set[int]:
    """The ids of the rows that the change ends or removes."""
    after = {row.pk: row for row in written.after}
    return {
        row.pk for row in written.before if row.pk not in after or after[row.pk].effective_until != row.effective_until
    }


def _sla_targets_change(before: list[Any], after: list[Any]) -> list[PreviewLine]:
    groups: dict[tuple[Any, ...], set[tuple[str, ...]]] = defaultdict(set)
    was, will = ([sla_target_value(row) for row in rows] for rows in (before, after))
    scope = {"kinds": Kind.values, "channels": Channel.values, "classes": QualityClass.values}
    for code, case, old, new in sla_defaults.turns(was, will, **scope):
        groups[(code, sla_target_text(old), sla_target_text(new), new is None)].add(case)
    said = []
    for (code, old, new, lost), cases in groups.items():
        for box in matrix.boxes(cases):
            facts = {"what": SlaCode(code).label, "scope": tickets_text(*box), "was": old, "will": new}
            text = _("%(what)s for %(scope)s: no target any more (was %(was)s).")
            plain = _("%(what)s for %(scope)s: %(will)s (was %(was)s).")
            said.append(PreviewLine((text if lost else plain) % facts, "due" if lost else ""))
    return said


def authority_effects(written: TableChange) -> list[PreviewLine]:
    """The approvers that new proposals would get, and from when. Submitted proposals keep their rule."""
    return _by_day((day, _ways_turn(before, after)) for day, before, after in written.days())


def _ways_turn(before: list[Any], after: list[Any]) -> list[PreviewLine]:
    groups: dict[tuple[Any, ...], set[tuple[str, ...]]] = defaultdict(set)
    was, will = ([authority_value(row) for row in rows] for rows in (before, after))
    for case in CASES:
        for turn in matrix.turns(was, will, case):
            groups[(turn.amounts, way_text(turn.before), way_text(turn.after))].add(case)
    said = []
    for (amounts, old, new), cases in groups.items():
        for box in matrix.boxes(cases):
            facts = {
                "scope": proposals_text(*box),
                "amounts": amounts_text(amounts.above, amounts.up_to),
                "was": old,
                "will": new,
            }
            said.append(PreviewLine(_("%(scope)s, %(amounts)s: %(will)s (was %(was)s).") % facts))
    return said


def _by_day(days: Iterable[tuple[date, list[PreviewLine]]]) -> list[PreviewLine]:
    """The sentences, each with the first day on which it applies. Long lists are cut."""
    known: dict[str, PreviewLine] = {}
    for day, sentences in days:
        for one in sentences:
            if one.text not in known:
                text = _("From %(day)s: %(what)s") % {"day": moment(day), "what": one.text}
                known[one.text] = PreviewLine(text, one.tone)
    said = list(known.values())
    if len(said) > SHOWN:
        rest = _("And %(count)s more.") % {"count": len(said) - SHOWN}
        said = [*said[:SHOWN], PreviewLine(rest)]
    return said
