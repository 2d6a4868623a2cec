"""How much a sentence reads like a threat: weights of its parts, learned from the sentences of the tests (T10).

Phrases find what somebody thought of. A stranger says it otherwise; then the many small parts of the sentence decide
together, each with the weight that bench/learn_threats.py found for it. No single word is enough.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from itertools import combinations, pairwise
from math import log2, sqrt

from .meanings import han_meanings, latin_meanings
from .phrases import HAN

# Above it a sentence counts as a threat. How cautious that is, bench/learn_threats.py says for each language.
LIKELY = 0.0
# A long message has more chances to sound like a threat somewhere: each doubling beyond the usual length of a message
# (Chinese characters, Latin letters) asks for so much more, up to a bound.
USUAL_HAN, USUAL_LATIN, PER_DOUBLING, AT_MOST = 30, 90, 0.5, 1.5
# So many parts unknown to all weights are added to each sentence: a bare word or two says little.
DILUTION = 15
# Of Chinese characters, and of Latin words: how many stand in one part.
LENGTHS = (1, 2, 3)
# How many letters of a longer word count as its beginning; of how many meanings each two are looked at.
BEGINNINGS, MEANINGS = (4, 6), 25
SENTENCE = re.compile(r"[^。.!?;\n\x00]+")
HAN_SIGN = re.compile(f"[{HAN}]")
BREAKS = re.compile(r"[^\w@]+")
WORDS = re.compile(r"[a-z0-9']+")

Weights = Mapping[str, float]


def parts_of(sentence: str) -> set[str]:
    """The runs of characters of a Chinese sentence, the runs and beginnings of words of any other, and its meanings.

    The sentence is normalized."""
    if HAN_SIGN.search(sentence):
        rows = [list(part) for part in BREAKS.split(sentence) if part]
        runs = {"".join(row[at : at + n]) for row in rows for n in LENGTHS for at in range(len(row) - n + 1)}
        return runs | _in_order(list(han_meanings(sentence)))
    words = WORDS.findall(sentence)
    runs = {" ".join(words[at : at + n]) for n in LENGTHS for at in range(len(words) - n + 1)}
    begins = {f"{word[:n]}*" for word in words for n in BEGINNINGS if len(word) > n}
    return runs | begins | _in_order(list(latin_meanings(words)))


def _in_order(meanings: list[str]) -> set[str]:
    """Each meaning, each two that follow one another ("#"), and each two of which one comes anywhere later ("&")."""
    nearby = {f"#{one} {other}" for one, other in pairwise(meanings)}
    later = {f"&{one} {other}" for one, other in combinations(meanings[:MEANINGS], 2)}
    return {f"#{one}" for one in meanings} | nearby | later


def score(sentence: str, weights: Weights) -> float:
    """Above 0: more like the threats than like the harmless sentences that the weights were learned from."""
    parts = parts_of(sentence)
    base = weights.get("=zh" if HAN_SIGN.search(sentence) else "=en", 0.0)
    return base + sum(weights.get(part, 0.0) for part in parts) * share_of(len(parts)) if parts else -1.0


def share_of(count: int) -> float:
    """How much one part counts in a sentence of so many parts: long sentences are no threats by their length."""
    return 1 / sqrt(count + DILUTION)


def likely_threat(text: str, weights: Weights) -> str:
    """The first sentence of a normalized text that reads like a threat; empty if none does."""
    usual = USUAL_HAN if HAN_SIGN.search(text) else USUAL_LATIN
    level = LIKELY + min(AT_MOST, PER_DOUBLING * max(0.0, log2((len(text) or 1) / usual)))
    sentences = (found.group().strip() for found in SENTENCE.finditer(text))
    return next((sentence for sentence in sentences if score(sentence, weights) > level), "")
