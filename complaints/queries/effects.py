"""What a change of the set-up would change, in sentences."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from itertools import product
from typing import Any

from django.utils.translation import gettext as _

from aftersales.store.dated import Outcome
from aftersales.web.moments import moment
from aftersales.web.setup import Said
from customers.enums import Channel, Tier

from ..enums import Kind, PromiseCode, QualityClass, Remedy
from ..models import TicketPromise
from ..rules import matrix, promise_table
from ..texts.rules import amounts_text, promise_text, proposals_text, tickets_text, way_text
from .setup import authority_value, promise_value

CASES = tuple(product(Remedy.values, Kind.values, Tier.values))
SHOWN = 12


def promise_effects(outcome: Outcome) -> list[Said]:
    """What would be promised from when, for which tickets; what was promised stays."""
    said = _by_day((day, _promises_turn(before, after)) for day, before, after in outcome.days())
    ids = {row.pk for row in outcome.before} & _changed(outcome)
    kept = TicketPromise.objects.filter(rule__in=ids, met_at=None, cancelled_at=None).count()
    if kept:
        said.append(
            Said(_("%(count)s running promises stay as they were made, with their deadlines.") % {"count": kept})
        )
    return said


def _changed(outcome: Outcome) -> set[int]:
    """The rows that end or go."""
    after = {row.pk: row for row in outcome.after}
    return {
        row.pk for row in outcome.before if row.pk not in after or after[row.pk].effective_until != row.effective_until
    }


def _promises_turn(before: list[Any], after: list[Any]) -> list[Said]:
    groups: dict[tuple[Any, ...], set[tuple[str, ...]]] = defaultdict(set)
    was, will = ([promise_value(row) for row in rows] for rows in (before, after))
    scope = {"kinds": Kind.values, "channels": Channel.values, "classes": QualityClass.values}
    for code, case, old, new in promise_table.turns(was, will, **scope):
        groups[(code, promise_text(old), promise_text(new), new is None)].add(case)
    said = []
    for (code, old, new, lost), cases in groups.items():
        for box in matrix.boxes(cases):
            facts = {"what": PromiseCode(code).label, "scope": tickets_text(*box), "was": old, "will": new}
            text = _("%(what)s for %(scope)s: nothing is promised any more, so far %(was)s.")
            plain = _("%(what)s for %(scope)s: %(will)s, so far %(was)s.")
            said.append(Said((text if lost else plain) % facts, "due" if lost else ""))
    return said


def authority_effects(outcome: Outcome) -> list[Said]:
    """Who would decide from when on, about which proposals; what was routed keeps its way."""
    return _by_day((day, _ways_turn(before, after)) for day, before, after in outcome.days())


def _ways_turn(before: list[Any], after: list[Any]) -> list[Said]:
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
            said.append(Said(_("%(scope)s, %(amounts)s: %(will)s; so far %(was)s.") % facts))
    return said


def _by_day(days: Iterable[tuple[date, list[Said]]]) -> list[Said]:
    """Each sentence with the first day on which it is true."""
    known: dict[str, Said] = {}
    for day, sentences in days:
        for one in sentences:
            if one.text not in known:
                text = _("From %(day)s: %(what)s") % {"day": moment(day), "what": one.text}
                known[one.text] = Said(text, one.tone)
    said = list(known.values())
    if len(said) > SHOWN:
        rest = _("And %(count)s more like these.") % {"count": len(said) - SHOWN}
        said = [*said[:SHOWN], Said(rest)]
    return said
