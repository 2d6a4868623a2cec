"""Names of companies compared by their core: place, legal form, branch and trade are apart (A5).

    杭州蓝鲸乳业（集团）股份有限公司上海分公司
    places {杭州}, brand 蓝鲸, trade 乳业, branch 上海分公司

Two names may be one company if their brands are equal or sound the same and nothing else contradicts: another city,
another trade, another branch.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass

from .places import big_cities, latin_places, provinces
from .trades import LATIN_TRADES, LONGEST_TRADE, TRADES
from .writing import simplified

_HAN = "\u3007\u3400-\u9fff"
_OTHER_SIGNS = re.compile(rf"[^\w{_HAN}()]+")
_BRACKETS = re.compile(r"\(([^()]*)\)")
_LEGAL = re.compile(
    r"(?:股份有限责任公司|集团股份有限公司|集团有限责任公司|集团有限公司|股份有限公司|有限责任公司|有限公司"
    r"|股份公司|集团公司|股份合作公司|总公司|公司|有限合伙|合伙企业|个人独资企业|集团|股份|个体户)$"
    r"|^个体户[:： ]*(?=..)"
)
_LEGAL_LATIN = re.compile(
    r"\b(?:co|company|corp|corporation|inc|incorporated|ltd|limited|llc|llp|plc|gmbh|ag|sa|srl|bv|pte|pty|group|holdings?"
    r"|the|china)\b"
)
_LEGAL_PINYIN = re.compile(r" ?(?:ji ?tuan)? ?(?:gu ?fen)? ?(?:you ?xian)? ?(?:ze ?ren)? ?gong ?si$| ?ji ?tuan$")
_BRANCH = (
    "分公司|子公司|分店|分厂|分行|支行|分部|分院|办事处|代表处|营业部|门市部|经营部|销售部|事业部|售后部|采购部"
    "|财务部|工厂|厂区|门店|店|部|厂"
)
_AFTER_LEGAL = re.compile(rf"(?<=公司)([{_HAN}0-9a-z]{{1,16}}?(?:{_BRANCH})|总部|总店|本部)$")
_BARE_BRANCH = re.compile(rf"(?:[{_HAN}]{{0,4}}?)(?:第?[一二三四五六七八九十0-9]+)?(?:分公司|办事处|代表处)$")
_ANY_TRADE = re.compile("控股|投资|企业|产业|集团")  # what a group of companies calls itself
_HEAD = re.compile("^(?:总部|总店|本部)$")
_OFFICE = re.compile("(?:总公司|总部)$")
_NOBODY = re.compile("(?:先生|女士|小姐|太太|老师|师傅|老板|经理)$")
_SUFFIX = r"(?:省|市|新区|特别行政区|维吾尔自治区|壮族自治区|回族自治区|自治区|自治州|地区|盟|州|县|区)?"
_DISTRICT = re.compile(rf"^[{_HAN}]{{2,4}}?(?:经济技术开发区|经济开发区|高新区|开发区|新区|自治县|区|县|镇|乡|街道)")
_TOWN = re.compile(rf"^[{_HAN}]{{1,3}}?(?:自治县|县|(?<![城超都门夜菜股集])市)")
_COUNTRY = re.compile("^(?:中国|中华)|中国$")
# What people write in front of a name or around it about the record, not about the company.
_NOTE = re.compile(r"【[^】]*】|〔[^〕]*〕|\[[^\]]*\]|^[\s*#]*(?:已?停用|已?作废|已?注销|重复)[\s:：\-_—]*")
_FORMERLY = re.compile("^(?:原|前)(?=..)")
MIN_BRAND = 2
Sounds = Callable[[str, str], bool]


@dataclass(frozen=True)
class Name:
    """The parts of a name. is_bare: it has no legal form, so that it may be a short name."""

    brand: str
    trade: str = ""
    places: frozenset[str] = frozenset()
    branch: str = ""
    is_bare: bool = True

    @property
    def core(self) -> str:
        return self.brand + self.trade


def parts_of(name: str) -> Name:
    """The parts of a name. What is left when everything else is apart is never empty if the name is not."""
    noted = simplified(unicodedata.normalize("NFKC", name)).casefold()
    noted = _NOTE.sub("", noted).strip() or noted
    plain = _OTHER_SIGNS.sub(" ", noted.replace("_", " ")).strip()
    if not re.search(f"[{_HAN}]", plain):
        return _latin(plain)
    plain = plain.replace(" ", "")
    places: set[str] = set()
    for inside in _BRACKETS.findall(plain):
        places |= {place for place in (_place(inside),) if place}
    text = _BRACKETS.sub("", plain).replace("(", "").replace(")", "") or plain
    text, branch = _without_branch(text)
    bare = text
    while (shorter := _LEGAL.sub("", text)) != text and shorter:
        text = shorter
    is_bare = bare == text and not branch
    person = _NOBODY.sub("", text)
    text = person if len(person) >= MIN_BRAND else text
    former = _FORMERLY.sub("", text)
    text = former if _without_places(former)[1] else text
    text, found = _without_places(text)
    brand, trade = _without_trade(text)
    if not brand:  # 杭州银行: the place is the name
        brand, trade = "".join([*found, trade]) or plain, ""
    return Name(brand, trade, frozenset(places | set(found)), branch, is_bare)


def _latin(plain: str) -> Name:
    inside = {known for text in _BRACKETS.findall(plain) if (known := latin_places().get(text.replace(" ", "")))}
    words = " ".join(_BRACKETS.sub(" ", plain).replace("(", " ").replace(")", " ").split())
    core = " ".join(_LEGAL_PINYIN.sub("", _LEGAL_LATIN.sub(" ", words)).split()) or words or plain
    rest, place = _without_latin_place(core.split())
    trades: list[str] = []
    while len(rest) > 1 and rest[-1] in LATIN_TRADES:
        trades.insert(0, LATIN_TRADES[rest.pop()])
    return Name(" ".join(rest), "".join(trades), frozenset(inside | place), is_bare=core == words)


def _without_latin_place(words: list[str]) -> tuple[list[str], set[str]]:
    """The words without the place in front of them: shanghai weiye, xi an weiye."""
    for size in (3, 2, 1):
        place = latin_places().get("".join(words[:size]))
        if place and len(words) > size and len("".join(words[size:])) > MIN_BRAND:
            rest = words[size:]
            return (rest[1:] if rest[0] in ("city", "province") and len(rest) > 1 else rest), {place}
    return words, set()


def _without_branch(text: str) -> tuple[str, str]:
    """The name without its branch, and the branch; a head office is no branch."""
    if match := _AFTER_LEGAL.search(text):
        return text[: match.start()], "" if _HEAD.match(match[1]) else match[1]
    if _OFFICE.search(text):
        return _OFFICE.sub("", text) or text, ""
    for size in range(len(text) - MIN_BRAND):
        rest, tail = text[: MIN_BRAND + size], text[MIN_BRAND + size :]
        if (_place(tail[:2]) or _place(tail[:3])) and _BARE_BRANCH.fullmatch(tail):
            return rest, tail
    match = re.search(r"(?:第?[一二三四五六七八九十0-9]+)?(?:分公司|办事处|代表处|分店|分厂)$", text)
    return (text[: match.start()], match[0]) if match and match.start() >= MIN_BRAND else (text, "")


def _place(text: str) -> str:
    """The place that this text is, or ""."""
    plain = re.sub(_SUFFIX + "$", "", text) or text
    return plain if plain in provinces() else text if text in provinces() else ""


def _without_places(text: str) -> tuple[str, list[str]]:
    """The name without the places in front of it, or behind it before the legal form."""
    found: list[str] = []
    rest, is_within = text, False
    if len(_COUNTRY.sub("", rest)) >= MIN_BRAND:
        rest = _COUNTRY.sub("", rest)
    while len(rest) > MIN_BRAND:
        place = next((rest[:size] for size in (4, 3, 2) if rest[:size] in provinces()), "")
        if place:
            shorter = re.sub(f"^{place}{_SUFFIX}", "", rest)
            if len(shorter) < MIN_BRAND:
                shorter = rest.removeprefix(place)
            if len(shorter) < MIN_BRAND:
                break
            found, rest, is_within = [*found, place], shorter, True
        elif is_within and (district := _DISTRICT.match(rest)) and len(rest) - district.end() >= MIN_BRAND:
            rest = rest[district.end() :]
        elif (town := _TOWN.match(rest)) and len(rest) - town.end() >= MIN_BRAND:
            rest, is_within = rest[town.end() :], True
        else:
            break
    if not found:
        tail = next((rest[-size:] for size in (4, 3, 2) if rest[-size:] in provinces()), "")
        if tail and len(rest) - len(tail) >= MIN_BRAND and tail != rest:
            return rest.removesuffix(tail), [tail]
    return rest, found


def _without_trade(text: str) -> tuple[str, str]:
    rest = text
    while True:
        tail = next((rest[-n:] for n in range(LONGEST_TRADE, 0, -1) if rest[-n:] in TRADES), "")
        if not tail or 0 < len(rest) - len(tail) < MIN_BRAND:
            return rest, text[len(rest) :]
        rest = rest.removesuffix(tail)
        if not rest:
            return "", text


def alike(one: Name, other: Name, sounds_same: Sounds) -> bool:
    """Whether two names may be of one company."""
    if one.branch and other.branch and one.branch != other.branch:
        return False
    if _elsewhere(one.places, other.places):
        return False
    if _same(one.brand, other.brand, sounds_same):
        return _trades_agree(one.trade, other.trade, sounds_same)
    if _same(one.core, other.core, sounds_same):
        return True
    return _is_short(one, other, sounds_same) or _is_short(other, one, sounds_same)


def _same(one: str, other: str, sounds_same: Sounds) -> bool:
    return one == other or sounds_same(one, other)


def _trades_agree(one: str, other: str, sounds_same: Sounds) -> bool:
    one, other = _ANY_TRADE.sub("", one), _ANY_TRADE.sub("", other)
    return one in other or other in one or sounds_same(one, other)


def _elsewhere(one: frozenset[str], other: frozenset[str]) -> bool:
    """Whether the places contradict each other: two provinces, or two cities of one province."""
    known = provinces()
    if not one or not other:
        return False
    if {known[place] for place in one}.isdisjoint({known[place] for place in other}):
        return True
    cities = [places & big_cities() for places in (one, other)]
    if all(cities):
        return cities[0].isdisjoint(cities[1])
    towns = [{place for place in places - big_cities() if known[place] != place} for places in (one, other)]
    return all(towns) and towns[0].isdisjoint(towns[1])


def _is_short(short: Name, full: Name, sounds_same: Sounds) -> bool:
    """Whether one is the short name of the other: its first signs, at the border of a word."""
    said = short.core
    if not short.is_bare or len(said) < MIN_BRAND:
        return False
    if said.isascii() and not full.core.isascii():  # pinyin, which is longer than what it stands for
        return any(sounds_same(said, full.core[:size]) for size in range(MIN_BRAND, len(full.core)))
    size = len(said)
    if len(full.core) <= size:
        return False
    rest = full.brand[size:]
    if rest and rest.isascii():
        return rest.startswith(" ") and said == full.brand[:size]
    return len(rest) != 1 and _same(said, full.core[:size], sounds_same)
