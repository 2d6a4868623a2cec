"""Defaults of a new installation: amounts, and the phrases of its risk rules."""

import json
from decimal import Decimal
from functools import cache
from pathlib import Path

# Several approvals may share one reason if each is at most this amount, in the company's currency and including
# everything that counts as the same case. It is a tenth of what the general manager decides alone by DEFAULT_MATRIX.
SMALL_CASE = Decimal("2000.00")
WEIGHTS = Path(__file__).with_name("threat_weights.json")
PHRASES = Path(__file__).with_name("risk_phrases.txt")


def risk_phrases() -> dict[str, list[str]]:
    """The phrases of the risk rules of a new installation, by section: an office then edits its own copy."""
    return _sections(PHRASES.read_text(encoding="utf-8"))


@cache
def threat_weights() -> dict[str, float]:
    """How much each part of a sentence speaks for a threat: what bench/learn_threats.py learned."""
    return dict(json.loads(WEIGHTS.read_text(encoding="utf-8")))


def _sections(text: str) -> dict[str, list[str]]:
    """The lines of each section, with the groups filled in."""
    groups: dict[str, str] = {}
    sections: dict[str, list[str]] = {}
    lines: list[str] = []
    for line in filter(None, (each.strip() for each in text.splitlines())):
        if line.startswith("@"):
            name, words = line[1:].split(" ", 1)
            groups[name] = words
        elif line.startswith("["):
            lines = sections.setdefault(line.strip("[]"), [])
        elif not line.startswith("#"):
            lines.append(line.format_map(groups))
    return sections
