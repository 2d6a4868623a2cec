"""How numbers of documents are written: TK-2026-00042, or without the year TK-00042."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

PREFIX = re.compile("[A-Z][A-Z0-9]{0,5}")
FEWEST, MOST = 3, 8
# Six signs, a year, eight digits: what every column of numbers holds.
LAST = 99_999_999
HIGHEST = 9_999_999  # as far as somebody may raise it: ten times as many may follow


@dataclass(frozen=True)
class Format:
    prefix: str
    digits: int = 5
    with_year: bool = True

    def head(self, year: int) -> str:
        """What stands before the counted part; each has a count of its own."""
        return f"{self.prefix}-{year}" if self.with_year else self.prefix

    def written(self, year: int, number: int) -> str:
        """One that needs more digits than are set gets them."""
        return f"{self.head(year)}-{number:0{self.digits}d}"


def tidy_prefix(typed: str) -> str:
    """As it is kept: half-width, in capitals."""
    return unicodedata.normalize("NFKC", typed).strip().upper()
