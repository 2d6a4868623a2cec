"""What is wrong with a table of promises, and what a change of it would change: contradictions, tickets without one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import combinations, product

from .sla_targets import FIRST_REPLY, SOLUTION, SlaPolicy, applicable

CODES = (FIRST_REPLY, SOLUTION)
Case = tuple[str, str, str]


def contradictions(rules: Iterable[SlaPolicy]) -> list[tuple[SlaPolicy, SlaPolicy]]:
    """Promises of one code that name as much, meet on some tickets and say different things."""
    return [pair for pair in combinations([rule for rule in rules if rule.active], 2) if _contradict(*pair)]


def _contradict(one: SlaPolicy, other: SlaPolicy) -> bool:
    return (
        one.code == other.code
        and one.specificity == other.specificity
        and _said(one) != _said(other)
        and _meet(one.channels, other.channels)
        and _meet(one.kinds, other.kinds)
        and (None in (one.quality_class, other.quality_class) or one.quality_class == other.quality_class)
    )


def _said(rule: SlaPolicy) -> tuple[object, ...]:
    return rule.unit, rule.amount, rule.starts, rule.warn_percent, rule.gm_after_percent


def _meet(one: frozenset[str], other: frozenset[str]) -> bool:
    return not one or not other or bool(one & other)


def turns(
    before: Iterable[SlaPolicy],
    after: Iterable[SlaPolicy],
    *,
    kinds: Iterable[str],
    channels: Iterable[str],
    classes: Iterable[str],
) -> Iterator[tuple[str, Case, SlaPolicy | None, SlaPolicy | None]]:
    """Code and case (kind, channel, quality class) for which something else is promised, with what was and will be."""
    before, after = tuple(before), tuple(after)
    for kind, channel, quality_class in product(kinds, channels, classes):
        facts = {"kind": kind, "channel": channel, "quality_class": quality_class}
        was, will = ({rule.code: rule for rule in applicable(rules, **facts)} for rules in (before, after))
        for code in CODES:
            old, new = was.get(code), will.get(code)
            if (old and _said(old)) != (new and _said(new)):
                yield code, (kind, channel, quality_class), old, new
