"""Checks of a table of SLA policies: contradictions, and the tickets that get other targets by a change."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import combinations, product

from .sla_targets import FIRST_REPLY, SOLUTION, SlaPolicy, applicable

CODES = (FIRST_REPLY, SOLUTION)
Case = tuple[str, str, str]


def contradictions(rules: Iterable[SlaPolicy]) -> list[tuple[SlaPolicy, SlaPolicy]]:
    """Pairs of equally specific policies with the same code that set different times for the same tickets."""
    return [pair for pair in combinations([rule for rule in rules if rule.active], 2) if _contradict(*pair)]


def _contradict(one: SlaPolicy, other: SlaPolicy) -> bool:
    return (
        one.code == other.code
        and one.specificity == other.specificity
        and _terms(one) != _terms(other)
        and _overlap(one.channels, other.channels)
        and _overlap(one.kinds, other.kinds)
        and (None in (one.quality_class, other.quality_class) or one.quality_class == other.quality_class)
    )


def _terms(rule: SlaPolicy) -> tuple[object, ...]:
    return rule.unit, rule.amount, rule.warn_percent, rule.gm_after_percent


def _overlap(one: frozenset[str], other: frozenset[str]) -> bool:
    return not one or not other or bool(one & other)


def turns(
    before: Iterable[SlaPolicy],
    after: Iterable[SlaPolicy],
    *,
    kinds: Iterable[str],
    channels: Iterable[str],
    classes: Iterable[str],
) -> Iterator[tuple[str, Case, SlaPolicy | None, SlaPolicy | None]]:
    """(code, case, policy before, policy after) wherever the terms change. A case is (type, channel, quality class)."""
    before, after = tuple(before), tuple(after)
    for kind, channel, quality_class in product(kinds, channels, classes):
        facts = {"kind": kind, "channel": channel, "quality_class": quality_class}
        was, will = ({rule.code: rule for rule in applicable(rules, **facts)} for rules in (before, after))
        for code in CODES:
            old, new = was.get(code), will.get(code)
            if (old and _terms(old)) != (new and _terms(new)):
                yield code, (kind, channel, quality_class), old, new
