"""The words that label the points of a scale. The page shows the best first."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

# Five words each, from the lowest to the highest.
_FIVE: dict[str, tuple[Any, ...]] = {
    "satisfaction": (_("Very dissatisfied"), _("Dissatisfied"), _("Neither"), _("Satisfied"), _("Very satisfied")),
    "agreement": (
        _("Strongly disagree"),
        pgettext_lazy("survey", "Disagree"),
        _("Neither"),
        pgettext_lazy("survey", "Agree"),
        _("Strongly agree"),
    ),
    "rating": (_("Very poor"), _("Poor"), _("Fair"), _("Good"), _("Excellent")),
    "degree": (_("Very low"), _("Low"), _("Medium"), _("High"), _("Very high")),
    "comparison": (_("Much worse"), _("Worse"), _("About the same"), _("Better"), _("Much better")),
}
_SEVEN_AGREEMENT = (
    *_FIVE["agreement"][:2],
    _("Somewhat disagree"),
    _FIVE["agreement"][2],
    _("Somewhat agree"),
    *_FIVE["agreement"][3:],
)
_RECOMMEND = (
    _("Certainly not"),
    _("Very unlikely"),
    _("Unlikely"),
    _("Somewhat unlikely"),
    _("Maybe not"),
    _("Not sure"),
    _("Maybe"),
    _("Somewhat likely"),
    _("Likely"),
    _("Very likely"),
    _("Certainly"),
)
# The answers to whether scores were steered, by their numbers from 1 on (surveys/rules/flags.py).
INTEGRITY = (
    pgettext_lazy("steered", "No"),
    _("Someone hinted or asked for a high score"),
    _("Someone offered a gift or favour"),
    _("I would rather not say"),
)
YES, NO = pgettext_lazy("survey", "Yes"), pgettext_lazy("survey", "No")
DOES_NOT_APPLY = _("Does not apply to me")


def end_words(question: Any) -> tuple[str, str]:
    """The words at the lowest and at the highest number of a scale: those of the question, else those of its wording.
    question: has kind, wording, and low and high, which are in the reader's language."""
    first, last = _FIVE[question.wording][0], _FIVE[question.wording][-1]
    if question.kind == "recommend":
        first, last = _RECOMMEND[0], _RECOMMEND[-1]
    return question.low or str(first), question.high or str(last)


def scale_words(wording: str, points: int) -> list[tuple[int, str]]:
    """(answer, words) of a scale, the highest first. On a long scale the words include the number."""
    if points == 5:
        return [(n, str(_FIVE[wording][n - 1])) for n in range(5, 0, -1)]
    if points == 7 and wording == "agreement":
        return [(n, str(_SEVEN_AGREEMENT[n - 1])) for n in range(7, 0, -1)]
    return [(n, f"{n}  {_FIVE[wording][(n - 1) * 5 // points]}") for n in range(points, 0, -1)]


def recommend_words() -> list[tuple[int, str]]:
    """(answer, words) of the recommend question, from 10 to 0."""
    return [(n, f"{n}  {_RECOMMEND[n]}") for n in range(10, -1, -1)]
