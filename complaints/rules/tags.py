"""Tags: how their names are written and compared, and how many there may be."""

from __future__ import annotations

import re
import unicodedata

from aftersales.kernel.words import without_hidden

LONGEST = 30
# Folding a letter for comparison can make three of it.
LONGEST_KEY = LONGEST * 3
MOST_OF_TICKET = 10
MOST = 500
# They part several tags in one text, so no name contains them.
SEPARATORS = re.compile(r"[\n,;、]")
_BLANKS = re.compile(r"\s+")


def tag_name(text: str) -> str:
    """The name as it is stored: half-width, trimmed, blanks as one, without the # that some write before it."""
    plain = unicodedata.normalize("NFKC", without_hidden(text)).strip().lstrip("#")
    return _BLANKS.sub(" ", plain).strip()


def tag_names(text: str) -> list[str]:
    """The names in a text that has several."""
    return [name for part in SEPARATORS.split(unicodedata.normalize("NFKC", text)) if (name := tag_name(part))]


def tag_key(name: str) -> str:
    """Two names with the same key are the same tag."""
    return tag_name(name).casefold()
