"""What bears a number of its own. An app says so in `NUMBERS` of its manifest.

How the numbers look is the administrator's (aftersales/office/services/number_formats.py); without a word of theirs
they begin with the kind: TK-2026-00001.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from aftersales.store.contributions import contributions


@dataclass(frozen=True)
class Numbered:
    """kind: as services ask for the next number. said: a sentence with %(number)s, what the next one will bear. The
    lowest place stands first."""

    kind: str
    label: Any
    said: Any
    place: int


def numbered() -> list[Numbered]:
    return sorted(contributions("NUMBERS"), key=lambda one: (one.place, one.kind))
