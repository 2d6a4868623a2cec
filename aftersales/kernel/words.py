"""Reads words as people and programs write them: yes or no, codes, names without hidden signs."""

from __future__ import annotations

import re
import unicodedata

YES = frozenset(["是", "yes", "y", "true", "t", "1", "1.0", "on", "对", "對", "有", "真", "√", "✓", "✔", "☑"])
NO = frozenset(
    ["否", "no", "n", "false", "f", "0", "0.0", "off", "不", "不是", "无", "無", "没有", "假", "×", "✗", "✘", "☐"]
)
_CONTROL = "\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufff9-\ufffb"
# Signs that turn the writing direction of what follows, and signs that nobody sees.
_HIDDEN = re.compile(f"[{_CONTROL}\u00ad\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff]")
# In longer texts only what would turn or break the text around it.
_TURNS = re.compile(f"[{_CONTROL}\u202a-\u202e\u2066-\u2069]")
_BREAKS = re.compile(r"[ \u3000]*[\t\n\x0b\x0c\r]\s*")
_BLANKS = re.compile(r"\s+")


def read_yes_no(text: str) -> bool | None:
    """True, False, or None for any other text."""
    plain = unicodedata.normalize("NFKC", text).strip().casefold()
    return True if plain in YES else False if plain in NO else None


def without_hidden(text: str) -> str:
    """A name or another short text without control characters and direction overrides."""
    return _HIDDEN.sub("", text) if _HIDDEN.search(text) else text


def in_one_line(text: str) -> str:
    """A name or another short text: without hidden signs, and with blanks for the breaks of lines."""
    return _BREAKS.sub(" ", without_hidden(text))


def without_turns(text: str) -> str:
    """A longer text, in which lines and invisible joiners are kept."""
    return _TURNS.sub("", text) if _TURNS.search(text) else text


def code_key(text: str) -> str:
    """The form in which codes, batches and serial numbers are compared: half-width, upper case, trimmed, blanks as
    one."""
    return _BLANKS.sub(" ", unicodedata.normalize("NFKC", without_hidden(text))).strip().upper()
