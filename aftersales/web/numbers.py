"""What bears a number of its own. An app says so in its AppConfig.ready: `add_number("TK", _("Tickets"), …)`.

How the numbers look is the administrator's (aftersales/office/services/number_formats.py); without a word of theirs
they begin with the kind: TK-2026-00001.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Numbered:
    """kind: as services ask for the next number. said: a sentence with %(number)s, what the next one will bear."""

    kind: str
    label: Any
    said: Any
    place: int


_numbered: dict[str, Numbered] = {}


def add_number(kind: str, label: Any, said: Any, *, place: int = 100) -> None:
    """A kind of document with numbers; the lowest place stands first."""
    _numbered[kind] = Numbered(kind, label, said, place)


def numbered() -> list[Numbered]:
    return sorted(_numbered.values(), key=lambda one: (one.place, one.kind))
