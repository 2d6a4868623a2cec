"""Search text: what is stored with a record so that any part of it can be found, in any script.

Chinese has no spaces, and two characters are too few for a trigram. So the grams are made here, the same for every
database: two characters in a row of Chinese, three signs in a row of anything else.

    stored:   grams("客户张三, 138-1234-5678")     asked:   query_grams("户张"), query_grams("1234")
              word_grams(["b260317"])                       asked_grams(["60317"])

A record matches when it holds every gram of the query. Names and numbers are also kept as words (`squeeze`), so that
the few records with the right grams can be compared with the query itself. Four digits in a row are grams too, because
three digits occur in too many numbers.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import islice, product
from math import prod

from aftersales.kernel.phones import phone_of

MAX_TEXT = 20_000  # characters; later ones are not searched
MAX_QUERY = 64
MAX_NAME = 40
MAX_PERSON = 4
MAX_SPELLINGS = 16

_HAN = "\u3007\u3400-\u9fff\U00020000-\U0003ffff"
_BIGRAM = _HAN + "\u3040-\u30ff\uac00-\ud7af"  # also kana and Hangul, which are written without spaces
_RUN = re.compile(rf"[{_BIGRAM}]+|[^\W_{_BIGRAM}]+")
_BIGRAM_SIGN = re.compile(f"[{_BIGRAM}]")
_HAN_RUN = re.compile(rf"[{_HAN}]+")
_FOUR_DIGITS = re.compile(r"(?=([0-9]{4}))")
_LAST_DIGITS = re.compile(r"[0-9]{4}$")
_NOT_WORD = re.compile(r"[\W_]+")
_ACCENT = re.compile("[\u0300-\u036f]")
_UMLAUT = re.compile("(?<=[ln])v")
_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff\ud800-\udfff]")
_SIGNS = re.compile(r"[^\w\s]{17,}")
# A number written in groups: 138-1234-5678, (021) 8888 6666
_GROUPED = re.compile(r"\d(?:[ ()\-.]{0,2}\d){5,24}")


def normalise(text: str) -> str:
    """One spelling: half-width, lower case, single spaces, no accents, no invisible characters."""
    # Long runs of combining signs carry no information and make the reordering of Unicode quadratic.
    text = _SIGNS.sub(" ", _CONTROL.sub(" ", text[:MAX_TEXT]))
    plain = _ACCENT.sub("", unicodedata.normalize("NFKD", text.casefold()))
    return " ".join(unicodedata.normalize("NFKC", plain).split())


def grams(text: str) -> str:
    """The search column of a text: its grams, each once, separated by spaces."""
    plain = normalise(text)
    joined = (re.sub(r"\D", "", number) for number in _GROUPED.findall(plain))
    found: dict[str, None] = {}
    for run in [*_RUN.findall(plain), *joined]:
        found.update(dict.fromkeys(_stored(run)))
    return " ".join(found)


def squeeze(text: str) -> str:
    """One word in one spelling: letters and digits only ("HC-2026-0418" → "hc20260418")."""
    return _NOT_WORD.sub("", normalise(text))


def name_words(name: str) -> list[str]:
    """The words of a name: itself, its pinyin, its initials."""
    parts = _parts(name)
    spoken = [way for spelling in _spellings(parts) for way in _with_umlaut(spelling)]
    return [squeeze(name), *spoken, *_spellings(_letters(parts))]


def _with_umlaut(spelling: str) -> list[str]:
    """ü as people type it: lv as in an input method, lu as without dots, lyu as in a passport."""
    return [spelling, *(_UMLAUT.sub(typed, spelling) for typed in ("u", "yu") if _UMLAUT.search(spelling))]


def word_grams(words: Iterable[str]) -> list[str]:
    """The grams of squeezed words, each once."""
    found: dict[str, None] = {}
    for word in words:
        runs = _RUN.findall(word)
        found.update(dict.fromkeys(gram for run in runs for gram in (_asked(run) if run.isdigit() else _stored(run))))
        if runs and _is_bigram(runs[0]):
            found[word[0]] = None  # so that the surname alone is found
        found.update(dict.fromkeys(_FOUR_DIGITS.findall(word)))
        found.update(dict.fromkeys(end_gram(word)))
    return list(found)


def end_gram(word: str) -> list[str]:
    """The gram for the end of a number: people know the last four digits."""
    end = _LAST_DIGITS.search(word)
    return [f"{end[0]}end"] if end else []


def asked_grams(words: Iterable[str]) -> list[str]:
    """The grams that a record must hold to contain these squeezed words; of a long number its last digits are
    enough."""
    wanted = (_FOUR_DIGITS.findall(word)[-3:] or query_grams(word) for word in words)
    return list(islice(dict.fromkeys(gram for grams in wanted for gram in grams), MAX_QUERY))


def query_grams(question: str) -> list[str]:
    """The grams that a record must all hold; empty if the text cannot be searched for."""
    runs = _RUN.findall(normalise(question[:400]))
    return list(islice(dict.fromkeys(gram for run in runs for gram in _asked(run)), MAX_QUERY))


def _stored(run: str) -> Iterator[str]:
    yield from _asked(run)
    if not _is_bigram(run):
        # The first one and two signs, so that the search finds something from the first key on.
        yield from (run[:1], run[:2])


def _asked(run: str) -> Iterable[str]:
    size = 2 if _is_bigram(run) else 3
    if len(run) <= size:
        return (run,)
    return (run[i : i + size] for i in range(len(run) - size + 1))


def is_full(gram: str) -> bool:
    """Whether a gram has full length, so that it is part of no other gram."""
    return len(gram) == (2 if _is_bigram(gram) else 3)


def _is_bigram(run: str) -> bool:
    return _BIGRAM_SIGN.match(run) is not None


def pinyin(name: str) -> str:
    """A name as it is typed, without tones: each reading, separated by spaces ("张三" → "zhangsan")."""
    return " ".join(_spellings(_parts(name)))


def initials(name: str) -> str:
    """The first letters of the syllables of a name: each reading ("张三" → "zs", "单飞" → "df cf sf")."""
    return " ".join(_spellings(_letters(_parts(name))))


def _letters(parts: list[tuple[bool, list[str]]]) -> list[tuple[bool, list[str]]]:
    return [(spoken, [way[0] for way in ways] if spoken else ways) for spoken, ways in parts]


def _parts(name: str) -> list[tuple[bool, list[str]]]:
    """The syllables of a name, each with its readings, and its Latin words."""
    plain = normalise(name[: MAX_NAME * 4])[:MAX_NAME]
    if not _HAN_RUN.search(plain):
        return []
    parts: list[tuple[bool, list[str]]] = []
    for run in _RUN.findall(plain):
        if _HAN_RUN.fullmatch(run):
            parts += [(True, ways) for ways in _readings(run)]
        else:
            parts.append((False, [run]))
    return parts


def _spellings(parts: list[tuple[bool, list[str]]]) -> list[str]:
    ways = [list(dict.fromkeys(ways)) for _, ways in parts]
    if prod(len(way) for way in ways) > MAX_SPELLINGS:
        ways = [ways[0], *(way[:1] for way in ways[1:])]
    return list(dict.fromkeys("".join(spelling) for spelling in product(*ways) if spelling))


def _readings(run: str) -> list[list[str]]:
    """The usual readings of each character. In a long run, which is a company, only the first character may have
    several."""
    doubtful = len(run) if len(run) <= MAX_PERSON else 1
    return [
        list(dict.fromkeys([spoken, *(ways(sign) if place < doubtful else ())]))
        for place, (sign, spoken) in enumerate(zip(run, _spoken(run), strict=True))
    ]


def _spoken(run: str) -> list[str]:
    from pypinyin import lazy_pinyin  # its dictionary is slow to load

    spoken = lazy_pinyin(run)
    # A rare character without a known reading is its own reading, so that the counts agree.
    return spoken if len(spoken) == len(run) else [way for sign in run for way in ways(sign)[:1]]


@lru_cache(maxsize=4096)
def ways(sign: str) -> list[str]:
    """The usual readings of a character, without tones."""
    from pypinyin import Style
    from pypinyin import pinyin as readings

    # The first three hold the surname reading of every common surname (单 shan, 仇 qiu, 覃 qin).
    return readings(sign, style=Style.NORMAL, heteronym=True)[0][:3]


def phone_gram(text: str) -> str:
    """The gram of a whole phone number; "" for a text that is none."""
    phone = phone_of(text)
    return f"{phone.key}tel" if phone.is_whole else ""
