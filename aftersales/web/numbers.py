"""The kinds of documents that are numbered. An app declares them in `NUMBERS` of its manifest.

An administrator can change the formats (aftersales/office/services/number_formats.py); by default a number begins with
its kind: TK-2026-00001.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from aftersales.store.contributions import contributions


@dataclass(frozen=True)
class Numbered:
    """kind: the argument of services that need the next number. said: a sentence about the next number, with
    %(number)s. Sorted by place."""

    kind: str
    label: Any
    said: Any
    place: int


def numbered() -> list[Numbered]:
    return sorted(contributions("NUMBERS"), key=lambda one: (one.place, one.kind))
