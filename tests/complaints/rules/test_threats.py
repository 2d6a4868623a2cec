"""How well the default phrases recognise threats and like problems in sentences that customers say.

The sentences were written before the phrases and split at random. Phrases may be improved by the seen half alone; the
unseen half only measures. The plain sentences were written later, set by set, each before the phrases were widened by
it. All of them are what bench/learn_threats.py learns from.
"""

import csv
import runpy
import time
from pathlib import Path

import pytest

from complaints.defaults import threat_weights
from complaints.rules.alike import alike
from complaints.rules.risk import CRITICAL_COMPLAINANT, MAJOR_DEFECT, THREAT_TO_PUBLISH, find_phrase, find_threat
from complaints.services.risk import default_rules

SENTENCES = Path(__file__).with_name("threats")
REVIEWS = Path(__file__).resolve().parents[4] / "shared" / "data" / "real-feedback-zh.csv"
PARAMETERS = {rule.code: rule.parameters for rule in default_rules()}
RULES = [PARAMETERS[THREAT_TO_PUBLISH] | {"weights": threat_weights()}, PARAMETERS[CRITICAL_COMPLAINANT]]
HAZARDS = PARAMETERS[MAJOR_DEFECT]
FOUND, FALSE_ALARMS, REVIEW_ALARMS, PAIRS = 0.85, 0.10, 0.015, 0.85
HALVES = [(language, half) for language in ("zh", "en") for half in ("seen", "unseen")]
SETS = [f"threats_{language}_{half}" for language, half in HALVES]
PLAIN = [f"plain{number}_threats_{language}" for number in range(1, 15) for language in ("zh", "en")]
# What disappointed customers write who threaten nobody.
GRUMBLES = [f"grumbles_harmless_{language}" for language in ("zh", "en")]
LENGTH = 20_000


def is_flagged(sentence: str) -> bool:
    return any(find_threat(sentence, parameters) for parameters in RULES)


def lines(name: str) -> list[str]:
    return (SENTENCES / f"{name}.txt").read_text(encoding="utf-8").splitlines()


@pytest.mark.parametrize("name", SETS + PLAIN)
def test_threats_are_recognised(name):
    sentences = lines(name)
    missed = [sentence for sentence in sentences if not is_flagged(sentence)]
    assert len(missed) <= (1 - FOUND) * len(sentences), missed


@pytest.mark.parametrize("name", SETS + PLAIN + GRUMBLES)
def test_harmless_sentences_raise_few_flags(name):
    sentences = lines(name.replace("threats", "harmless"))
    flagged = [sentence for sentence in sentences if is_flagged(sentence)]
    assert len(flagged) <= FALSE_ALARMS * len(sentences), flagged


@pytest.mark.parametrize("language", ["zh", "en"])
def test_no_sentence_is_in_both_halves(language):
    for kind in ("threats", "harmless", "like", "unlike"):
        assert not set(lines(f"{kind}_{language}_seen")) & set(lines(f"{kind}_{language}_unseen"))


@pytest.mark.parametrize(("language", "half"), HALVES)
@pytest.mark.parametrize(("kind", "expected"), [("like", True), ("unlike", False)])
def test_like_problems_are_told_from_other_matters(kind, expected, language, half):
    pairs = [line.split("\t") for line in lines(f"{kind}_{language}_{half}")]
    wrong = [pair for pair in pairs if alike(*pair) is not expected]
    assert len(wrong) <= (1 - PAIRS) * len(pairs), wrong


if REVIEWS.exists():

    def test_product_reviews_raise_few_flags():
        with REVIEWS.open(encoding="utf-8-sig") as file:
            reviews = [row["text"] for row in csv.DictReader(file)]
        flagged = [review for review in reviews if is_flagged(review)]
        assert len(flagged) < REVIEW_ALARMS * len(reviews), flagged


@pytest.mark.parametrize(
    "part",
    [
        "热水器漏水了，请尽快派人来看看",
        "The heater leaks since Monday ",
        "我要",
        "i will ",
        "不想起诉",
        "i will not sue, never court ",
        " ",
        "\n ",
        "a",
        "a ",
        "我要去到给让律师",
    ],
)
def test_long_messages_are_read_within_a_second(part):
    message = (part * LENGTH)[:LENGTH]
    began = time.process_time()
    for parameters in RULES:
        find_threat(message, parameters)
    assert time.process_time() - began < 1


@pytest.mark.parametrize("name", [f"severe{number}_{language}" for number in (7, 8) for language in ("zh", "en")])
def test_fire_shock_gas_and_injury_are_recognised(name):
    missed = [sentence for sentence in lines(name) if not find_phrase(sentence, HAZARDS)]
    assert len(missed) <= (1 - FOUND) * len(lines(name)), missed


@pytest.mark.parametrize("name", [f"mild{number}_{language}" for number in (7, 8) for language in ("zh", "en")])
def test_everyday_defects_are_no_hazards(name):
    flagged = [sentence for sentence in lines(name) if find_phrase(sentence, HAZARDS)]
    assert len(flagged) <= FALSE_ALARMS * len(lines(name)), flagged


def test_sentence_is_read_as_a_whole_where_no_phrase_stands():
    found = find_threat("机器是五月买的。你们不讲理，总有讲理的地方。", RULES[0])
    assert found is not None
    assert "讲理的地方" in found.words
    assert find_threat("机器是五月买的。维修工来过两次。", RULES[0]) is None


def test_rule_without_phrases_listens_to_nothing():
    assert find_threat("不退款咱们法院见", {"words": [], "exceptions": []}) is None


def test_exception_of_the_office_silences_a_sentence():
    sentence = "Next time it won't be me at your door, it'll be an enforcement officer"
    assert find_threat(sentence, RULES[0])
    quiet = {**RULES[0], "words": ["起诉"], "exceptions": [*RULES[0]["exceptions"], sentence]}
    assert find_threat(sentence, quiet) is None


def test_weights_are_those_of_the_sentences():
    """Whoever adds a sentence runs bench/learn_threats.py."""
    learned = runpy.run_path(str(Path(__file__).parents[3] / "bench" / "learn_threats.py"))
    weights = {}
    for language in ("zh", "en"):
        weights |= learned["learned"](learned["rows_of"](language), language)
    known = threat_weights()
    apart = {part: abs(weights.get(part, 0.0) - known.get(part, 0.0)) for part in weights | known}
    # The last digit may differ between machines, and so may whether a weight is too small to be kept.
    assert [part for part, difference in apart.items() if difference > 0.06] == []
