"""How numbers of documents are written: TK-2026-00042, or without the year TK-00042."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

PREFIX = re.compile("[A-Z][A-Z0-9]{0,5}")
FEWEST, MOST = 3, 8
# Every column for numbers holds six characters of prefix, a year and eight digits.
LAST = 99_999_999
HIGHEST = 9_999_999  # the limit for raising a count by hand, which leaves ten times as many numbers


@dataclass(frozen=True)
class Format:
    prefix: str
    digits: int = 5
    with_year: bool = True

    def head(self, year: int) -> str:
        """The part before the count. Each such part has its own count."""
        return f"{self.prefix}-{year}" if self.with_year else self.prefix

    def written(self, year: int, number: int) -> str:
        """The complete number. A count with more digits than are set is not cut."""
        return f"{self.head(year)}-{number:0{self.digits}d}"


def tidy_prefix(typed: str) -> str:
    """The prefix as it is stored: half-width and in capitals."""
    return unicodedata.normalize("NFKC", typed).strip().upper()
