"""Phone numbers within a free text, in any writing: signs and spaces between digits, wide digits, digits as words.

Dates, batches, order numbers and amounts are none.
"""

from __future__ import annotations

import re
from collections.abc import Callable

_WORDS = "〇零一二三四五六七八九幺壹贰叁肆伍陆柒捌玖"
_VALUES = "001234567891123456789"
# Letters that stand for digits where somebody hides a number.
_ALIKE = str.maketrans("lIOo" + _WORDS, "1100" + _VALUES)
_ASCII = "0-9０-９"
_D = rf"[{_ASCII}{_WORDS}lIOo]"
_ONE = "[1１一壹幺lI]"
_ZERO = "[0０〇零Oo]"
_UNSEEN = "\u200b-\u200f\u2060\ufeff\u00ad"
_DASH = "\\-\u2010-\u2015\u2212\uff0d\u30fc_~～"
_S = rf"[\s{_UNSEEN}{_DASH}.．·•/／()（）,，、]{{0,3}}"  # between digits
_GAP = rf"[\s{_UNSEEN}{_DASH}]{{0,3}}"
_ABROAD = rf"[\s{_UNSEEN}{_DASH}.．()（）/]{{0,3}}"
_NOT_AFTER = rf"(?<![{_ASCII}])(?<![{_ASCII}][.,])"
_END = rf"(?![{_ASCII}])"
_CUE = (
    r"(?i:电话|座机|固话|手机|号码|热线|分机|拨打?|致电|打|联系"
    r"|(?<![A-Za-z])(?:tel(?:ephone)?|phone|call|ring|mobile|cell|ph|fax))"
)
_DATE = r"(?!(?:19|20)[0-9]{2}[01][0-9])"
_IN_TEXT = re.compile(
    rf"{_NOT_AFTER}(?:(?:[+＋]|00)?86{_S})?{_ZERO}?{_ONE}{_GAP}[3-9３-９三四五六七八九叁肆伍陆柒捌玖](?:{_S}{_D}){{9}}{_END}"
    rf"|{_NOT_AFTER}(?:[+＋][1-9１-９]|(?<![A-Za-z])00[1-9][0-9])(?:{_ABROAD}[{_ASCII}]){{7,13}}{_END}"
    rf"|{_NOT_AFTER}(?<![A-Za-z])[(（]?{_ZERO}(?:[1１][0０]|[2２][{_ASCII}]|[3-9３-９][{_ASCII}]{{2}})[)）]?{_GAP}"
    rf"[2-8２-８](?:{_GAP}[{_ASCII}]){{6,7}}{_END}"
    rf"|{_NOT_AFTER}(?<![A-Za-z\-])(?:10|2[0-9]|[3-9][0-9]{{2}})-[2-8][0-9]{{7}}(?![0-9\-])"
    rf"|{_NOT_AFTER}(?<![A-Za-z\-])(?!400|800)[(]?[2-9][0-9]{{2}}[)]?[\-. ][2-9][0-9]{{2}}[\-.][0-9]{{4}}(?![0-9\-])"
    rf"|(?P<cue>{_CUE}[^{_ASCII}\n]{{0,6}})(?P<local>{_DATE}[2-8２-８][{_ASCII}]{{2,3}}{_GAP}[{_ASCII}]{{4}}){_END}"
)


def found_in(text: str) -> list[str]:
    """The numbers, in plain digits with their plus."""
    return [_plain(match["local"] or match[0]) for match in _IN_TEXT.finditer(text)]


def replaced_in(text: str, mask: Callable[[str], str]) -> str:
    """The text with each number replaced by what `mask` makes of its plain digits."""
    return _IN_TEXT.sub(lambda match: (match["cue"] or "") + mask(_plain(match["local"] or match[0])), text)


def _plain(number: str) -> str:
    plain = "".join(str(int(sign)) if sign.isdecimal() else sign for sign in number.translate(_ALIKE))
    plus = "+" if plain.lstrip("(（ ").startswith(("+", "＋")) else ""
    return plus + re.sub("[^0-9]", "", plain)
