"""Whether two tickets about one product tell of a like problem (T10).

Two texts are alike when both name a kind of problem in problem_kinds.py, or when they share enough of what they say:
pairs of Chinese characters, and stems of Latin words, without the words that every complaint has and without the names
of products, which two tickets about one purchase share in any case.
"""

from __future__ import annotations

import re

from .phrases import HAN, find, normalized
from .problem_kinds import KINDS

# Of the shorter text, how much the longer one must hold; one shared pair by chance is not enough for long texts.
ENOUGH = 0.2
# Products are named in every ticket about them.
PRODUCTS = re.compile(
    "二氧化碳培养箱|培养箱|恒温箱|热水器|电子天平|天平|离心机|超低温冰箱|冰箱|水浴锅|马弗炉|烘箱|干燥箱|显微镜|"
    r"\b(?:water heaters?|heaters?|incubators?|balances?|centrifuges?|freezers?|fridges?|refrigerators?|ovens?|"
    r"microscopes?|boilers?)\b"
)
# Characters that join words in any sentence, and what complaints about any problem say.
JOINS = "的了是在我你您他她它们有没不又再就也都和与吗呢吧啊请把被给让说来去个这那还很太到后已经才只从对上下里为"
COMMON = re.compile(
    "客户|用户|反映|反馈|来电|问题|产品|设备|仪器|机器|故障|情况|今天|昨天|上次|这次|之前|现在|一直|仍然|依然|依旧|仍旧|重新|再次|多次|处理|解决|维修|修理|"
    "修过|修好|售后|服务|要求|希望|尽快|公司|购买|使用|时候|出现|发现|发生|需要|可以|能否|电话|工程师|师傅"
)
LATIN_COMMON = frozenset(
    re.findall(
        r"\w+",
        """
        the a an is are was were be been it its this that these those of on in at to for from with and or but not
        no again still same problem issue product device unit machine customer our we i you your my has have had
        after before since please repair repaired fix fixed fault faulty does do did will would can could when
        while there they them as by so reported complaint ticket yesterday today last week month time times once
        twice more very new back now get got
        """,
    )
)
STEM = 5


def alike(one: str, two: str) -> bool:
    """Whether both tell of a like problem. A text that says nothing is like any other."""
    first, second = _signs(one), _signs(two)
    if not first or not second or _kinds(one) & _kinds(two):
        return True
    return len(first & second) / min(len(first), len(second)) >= ENOUGH


def _kinds(text: str) -> set[int]:
    plain = PRODUCTS.sub(" ", normalized(text))
    return {number for number, lines in enumerate(KINDS) if find(plain, lines)}


def _signs(text: str) -> set[str]:
    plain = PRODUCTS.sub(" ", normalized(text))
    words = {word[:STEM] for word in re.findall(r"[a-z][a-z0-9]+", plain) if word not in LATIN_COMMON}
    runs = re.findall(f"[{HAN}]+", re.sub(f"[{JOINS}]", " ", COMMON.sub(" ", plain)))
    return words | {run[at : at + 2] for run in runs for at in range(max(len(run) - 1, 1))}
