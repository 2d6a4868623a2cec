"""What customers say again and again: pairs of neighbouring characters (Chinese) or words (English) in their texts.
Of Chinese only what is a word, or may be one that no lexicon has; pieces of two words are no theme.

Counted is in how many texts a pair occurs. Names, phone numbers, addresses and codes are no themes. The keys of a text
are stored when it comes in; the counts are made by the database.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from .lexicon import pairs_of

MAX_KEYS = 60
MAX_TEXT = 4000
MAX_KEY = 40
FEW = 3  # below it nothing can be said of what belongs together
ALIKE = 0.75  # from this share on two overlapping pairs are one longer word: 说明 + 明书 = 说明书
LONGEST = 4  # characters of a word: 师傅专业
BREAK = " | "

_HAN = "\u3400-\u9fff"
_RUN = re.compile(rf"[{_HAN}]+|[a-z]+(?:'[a-z]+)?|[^\s]")
# Addresses, then everything with a digit in it: phones, numbers of tickets, batches, types, prices.
_NO_WORD = re.compile(
    r"https?://\S+|www\.\S+|[\w.+-]+@[\w.-]+|[a-z0-9_./#-]*[0-9][a-z0-9_./#-]*(?:[ -][0-9]+)*", re.IGNORECASE
)


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


# Characters that only hold a sentence together; a pair with one of them says nothing.
_STOP_CHARS = frozenset(
    "的了是在和与我你您他她它们有无不没能就也都把被给让要想会可很太还再只个这那哪吗呢吧啊呀嘛哦么些点一两二三几多少"
    "到来去着过得之其为以于及或从由跟等并而但又才已将请谢贵每次候"
)
_STOP_PAIRS = _words("""
建议 打电 希望 意见 客户 公司 产品 最好 觉得 感觉 认为 如果 因为 所以
应该 需要 非常 比较 有些 方面 情况 问题 东西 今天 明天 昨天 现在
目前 今年 去年 星期 进行 提供 增加 改进 改善 设备 机器 仪器 方便
先生 女士 老师 经理 电话 朋友 同事 什么 怎么 自己 大家 人员 知道
使用 同样 或者 而且 但是 不过 尽量 直接 功能 处理 起来 加个 出个
师傅 姑娘 小哥 客服 座席 员工 同志
""")
_STOP_WORDS = _words("""
a an the and or but if so as at by for from in into of off on out over to up with without is are was were be
been being am do does did done have has had having can could may might must shall should will would please it
its it's this that these those there here i we you he she they them our your their my me us his her not no nor
don't can't won't isn't very too also just only even more most some any each every all both few other another
such than then when where which who whom what why how about again because while during before after always never
often get got make made want wants need needs like suggest suggestion suggestions opinion customer company
product thank thanks dear sir madam mr mrs ms add better good great really one two everything nothing
something anything under way
""")


def theme_keys(text: str, names: Iterable[str] = ()) -> list[str]:
    """The pairs of a text, each once, in their order. names: of the customer and of contacts; they are left out, so
    that nobody becomes a theme."""
    found: dict[str, None] = {}
    before = ""
    for run in _RUN.findall(_plain(text, names)):
        if "\u3400" <= run[0] <= "\u9fff":
            found.update(dict.fromkeys(_han_pairs(run)))
            before = ""
        elif not run[0].isalpha():
            before = ""
        elif run in _STOP_WORDS or len(run) < 2:
            before = ""  # words that others stand between are no pair: "keep me posted"
        else:
            if before and before != run and len(pair := f"{before} {run}") <= MAX_KEY:
                found[pair] = None
            before = run
    return list(found)[:MAX_KEYS]


def _plain(text: str, names: Iterable[str]) -> str:
    plain = unicodedata.normalize("NFKC", text[:MAX_TEXT]).lower().replace("’", "'")
    for name in sorted(filter(None, names), key=len, reverse=True):
        known = unicodedata.normalize("NFKC", name).lower().replace("’", "'").strip()
        if len(known) > 1:
            plain = plain.replace(known, BREAK)
    return _NO_WORD.sub(BREAK, plain)


def _han_pairs(run: str) -> list[str]:
    return [pair for pair in pairs_of(run) if pair not in _STOP_PAIRS and not _STOP_CHARS & set(pair)]


@dataclass(frozen=True)
class Theme:
    """A recurring theme. key: the pair by which its rows are found; word: how it is shown; count: in how many texts it
    occurs; before: in how many of the period before."""

    key: str
    word: str
    count: int
    before: int = 0

    @property
    def change(self) -> int:
        return self.count - self.before

    @property
    def is_new(self) -> bool:
        return self.before == 0


def top_themes(
    counts: Sequence[tuple[str, int]],
    before: Mapping[str, int],
    limit: int,
    least: int = 2,
    texts: Mapping[str, frozenset[int]] | None = None,
) -> list[Theme]:
    """The most frequent themes. counts: pairs with how often they occur, the most frequent first. A pair that overlaps
    one above it is part of the same word, and no theme of its own; nor is one that occurs in exactly the same texts, as
    when several customers send the same words; nor is a stop word, which may have been stored before it was one. texts:
    the texts of each pair."""
    chosen: list[Theme] = []
    taken: set[frozenset[int]] = set()
    texts = texts or {}
    known = dict(counts)
    for key, count in counts:
        if len(chosen) == limit or count < least:
            break
        if key in _STOP_PAIRS or texts.get(key) in taken:
            continue
        if any(key in theme.word or _overlap(key, theme.key) for theme in chosen):
            continue
        chosen.append(Theme(key, _word(key, count, known), count, before.get(key, 0)))
        if count >= FEW and key in texts:
            taken.add(texts[key])
    return chosen


def _overlap(one: str, other: str) -> bool:
    if " " in one or " " in other:
        return bool(set(one.split()) & set(other.split()))
    return one[0] == other[-1] or one[-1] == other[0]


def _word(key: str, count: int, counts: Mapping[str, int]) -> str:
    """The pair, with the characters before and after it that nearly always belong to it."""
    if " " in key or count < FEW:
        return key
    always = [other for other, n in counts.items() if len(other) == 2 and ALIKE * count <= n <= count / ALIKE]
    word = key
    while len(word) < LONGEST:
        after = next((other[1] for other in always if other[0] == word[-1]), "")
        before = "" if after else next((other[0] for other in always if other[1] == word[0]), "")
        if not after + before or after + before in word:
            break
        word = before + word + after
    return word


def months_before(day: date, months: int) -> date:
    """The first day of the month that is so many months before that of the day."""
    index = day.year * 12 + day.month - 1 - months
    return date(index // 12, index % 12 + 1, 1)


def next_month(day: date) -> date:
    return months_before(day, -1)
