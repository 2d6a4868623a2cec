"""How names sound: a key that is equal for names that may be read the same, and the exact comparison.

Many characters have several readings (单 is dan, shan or chan), and ü is typed as v, u or yu. The key folds readings
that belong to one character, so that one index finds them all; `sounds_same` then compares the readings themselves.
"""

from __future__ import annotations

import re
from functools import cache
from itertools import product

from .text import normalise, squeeze, ways

_HAN = re.compile("[\u3007\u3400-\u9fff]")
_RUNS = re.compile(r"[\u3007\u3400-\u9fff]|[^\W_\u3007\u3400-\u9fff]+")
MAX_SIGNS, MAX_SPELLINGS = 40, 64
# Characters of names that have several usual readings; each group of readings has one key.
_SEVERAL = "单曾仇覃解翟柏葛盖重行长乐朝调参都厦传降觉仝尉查区朴缪乜种员华任折召便奇薄"
_INITIALS = "b p m f d t n l g k h j q x zh ch sh r z c s y w"
_FINALS = """
a o e i u v ai ei ao ou an en ang eng ong er ia ie iao iu ian in iang ing iong ua uo uai ui uan un uang ve van vn ue
"""
_ALONE = "a ai an ang ao e ei en er o ou lyu nyu lyue nyue"


def readings(sign: str) -> list[str]:
    """The readings of a character without tones, ü as u; a word of letters is its own reading."""
    return list(dict.fromkeys(_plain(way) for way in ways(sign))) if _HAN.match(sign) else [_plain(sign)]


def _plain(reading: str) -> str:
    """lv, lyu and lu are one spelling: nobody types ü."""
    return re.sub(r"(?<![a-z])([ln])(?:yu|v|u:)(?=[e]?\b)", r"\1u", normalise(reading))


@cache
def _folds() -> dict[str, str]:
    groups: list[set[str]] = []
    for sign in _SEVERAL:
        new = set(readings(sign))
        groups, touched = [g for g in groups if g.isdisjoint(new)], [g for g in groups if not g.isdisjoint(new)]
        groups.append(new.union(*touched))
    return {way: min(group) for group in groups for way in group}


def sound_key(text: str) -> str:
    """The syllables of a text, folded, with spaces between them; pinyin that was typed without spaces is divided."""
    syllables: list[str] = []
    for run in _RUNS.findall(normalise(text[: MAX_SIGNS * 4]))[:MAX_SIGNS]:
        ways = [readings(run)[0]] if _HAN.match(run) else divided(run) or [run]
        syllables += [_folds().get(way, way) for way in ways]
    return " ".join(syllables)


def divided(typed: str) -> list[str]:
    """The syllables of a text in pinyin: the fewest that make it; empty if it is no pinyin."""
    best: dict[int, list[str]] = {0: []}
    known = _syllables()
    for end in range(1, len(typed) + 1):
        for size in range(1, min(6, end) + 1):
            before = best.get(end - size)
            if before is None or typed[end - size : end] not in known:
                continue
            if end not in best or len(before) + 1 < len(best[end]):
                best[end] = [*before, _plain(typed[end - size : end])]
    return best.get(len(typed), []) if len(typed) > 1 else []


@cache
def _syllables() -> frozenset[str]:
    whole = {first + last for first, last in product(_INITIALS.split(), _FINALS.split())}
    return frozenset(whole.union(_ALONE.split()))


def sounds_same(one: str, other: str) -> bool:
    """Whether two names may be read the same, sign by sign, or as pinyin that somebody typed."""
    first, second = _RUNS.findall(normalise(one)), _RUNS.findall(normalise(other))
    spoken = [all(map(_HAN.match, runs)) for runs in (first, second)]
    if all(spoken):
        if len(first) != len(second):
            return False
        return all(a == b or not set(readings(a)).isdisjoint(readings(b)) for a, b in zip(first, second, strict=True))
    if any(spoken):
        han, typed = (first, other) if spoken[0] else (second, one)
        return "".join(divided(squeeze(typed))) in _spellings(tuple(han))
    return squeeze(one) == squeeze(other)


def _spellings(signs: tuple[str, ...]) -> frozenset[str]:
    ways = [readings(sign) for sign in signs[:MAX_SIGNS]]
    total = 1
    for place, way in enumerate(ways):
        total *= len(way)
        if total > MAX_SPELLINGS:
            ways[place:] = [way[:1] for way in ways[place:]]
            break
    return frozenset("".join(spelling) for spelling in product(*ways))
