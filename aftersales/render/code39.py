"""Code 39 bars of a short text, for labels: every scanner reads it, and it needs no library.

ISO/IEC 16388: a character has nine elements, three of them wide: two of the five bars and one of the four spaces, which
names the group. Four characters have no wide bar and three wide spaces instead.
"""

from __future__ import annotations

from dataclasses import dataclass

WIDE = 3
QUIET = 10  # modules before and after the bars that stay empty
_BARS = ("10001", "01001", "11000", "00101", "10100", "01100", "00011", "10010", "01010", "00110")
_GROUPS = {"0100": "1234567890", "0010": "ABCDEFGHIJ", "0001": "KLMNOPQRST", "1000": "UVWXYZ-. *"}
_SIGNS = {"$": "1110", "/": "1101", "+": "1011", "%": "0111"}


def _elements(bars: str, spaces: str) -> str:
    return "".join(bar + space for bar, space in zip(bars, f"{spaces} ", strict=True)).strip()


PATTERNS = {
    sign: _elements(bars, spaces) for spaces, signs in _GROUPS.items() for sign, bars in zip(signs, _BARS, strict=True)
} | {sign: _elements("00000", spaces) for sign, spaces in _SIGNS.items()}


@dataclass(frozen=True)
class Barcode:
    """Bars as (left, width) in modules, and the whole width with the quiet zones."""

    text: str
    bars: tuple[tuple[int, int], ...]
    width: int


def barcode(text: str) -> Barcode:
    """The bars of a text. Raises ValueError for a character that Code 39 does not have."""
    wanted = text.upper()
    if not wanted or "*" in wanted or not set(wanted) <= set(PATTERNS):
        raise ValueError(f"not in Code 39: {text!r}")
    bars, left = [], QUIET
    for sign in f"*{wanted}*":
        for place, wide in enumerate(PATTERNS[sign]):
            width = WIDE if wide == "1" else 1
            if place % 2 == 0:
                bars.append((left, width))
            left += width
        left += 1
    return Barcode(wanted, tuple(bars), left - 1 + QUIET)
