"""What a version of a questionnaire must fulfil before it is sent out (S2)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from aftersales.kernel.errors import gettext_noop

MAX_QUESTIONS = 60
SECONDS_EACH = 15  # that a question takes a customer
POINTS = {"scale": (5, 7, 10), "effort": (7,), "recommend": (10,)}
NUMERIC = frozenset({"scale", "recommend", "effort", "yes_no", "single", "integrity"})
CHOSEN = frozenset({"single", "multiple"})
# The questions from which an index is computed.
ITEMS = frozenset({"scale", "recommend", "effort"})


@dataclass(frozen=True)
class Draft:
    """One question as these rules see it. choices: the texts (Chinese, English) of each."""

    key: str
    kind: str
    points: int
    slot: int | None
    text_zh: str
    text_en: str
    latent: str = ""
    choices: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Fault:
    """What is missing. key: the question, or "" for the questionnaire. message, params: what is said about it."""

    key: str
    code: str
    message: str
    params: Mapping[str, Any] | None = None


@dataclass(frozen=True)
class Scale:
    """What a key must keep in every version, so that a trend compares what can be compared."""

    kind: str
    points: int
    slot: int | None
    choices: int = 0


def scale_of(draft: Draft) -> Scale:
    return Scale(draft.kind, draft.points, draft.slot, len(draft.choices))


def faults_of(
    drafts: Sequence[Draft], *, titles: tuple[str, str], target: str, before: Mapping[str, Scale], slots: int
) -> list[Fault]:
    """Everything that keeps a version from being used. target: the latent variable that is the overall index, ""
    without an index model. before: the scales of the earlier versions by key. slots: how many columns there are."""
    found: list[Fault] = []
    if not all(title.strip() for title in titles):
        found.append(Fault("", "title", gettext_noop("The title is missing in one language.")))
    if not drafts:
        found.append(Fault("", "no_questions", gettext_noop("There are no questions.")))
    if len(drafts) > MAX_QUESTIONS:
        found.append(_fault("", "too_many", gettext_noop("At most %(limit)s questions."), limit=MAX_QUESTIONS))
    if sum(draft.slot is not None for draft in drafts) > slots:
        found.append(_fault("", "slots", gettext_noop("At most %(limit)s questions with a number."), limit=slots))
    if target and not any(draft.latent == target and draft.kind in ITEMS for draft in drafts):
        found.append(
            _fault("", "no_target", gettext_noop("The index needs a scale question for “%(latent)s”."), latent=target)
        )
    twice = [key for key, count in Counter(draft.key for draft in drafts).items() if count > 1]
    found += [Fault(key, "twice", gettext_noop("Two questions have the same key.")) for key in twice]
    return found + [fault for draft in drafts for fault in _of_question(draft, before.get(draft.key))]


def _of_question(draft: Draft, before: Scale | None) -> Iterable[Fault]:
    if not (draft.text_zh.strip() and draft.text_en.strip()):
        yield Fault(draft.key, "text", gettext_noop("The question is missing in one language."))
    if draft.kind in POINTS and draft.points not in POINTS[draft.kind]:
        yield Fault(draft.key, "points", gettext_noop("This scale has no such number of points."))
    if draft.kind in CHOSEN and len(draft.choices) < 2:
        yield Fault(draft.key, "choices", gettext_noop("A choice needs at least two answers."))
    if not all(zh.strip() and en.strip() for zh, en in draft.choices):
        yield Fault(draft.key, "choice_text", gettext_noop("An answer is missing in one language."))
    if before is not None and before != scale_of(draft):
        yield Fault(draft.key, "scale", gettext_noop("An earlier version asks this with another scale: use a new key."))


def _fault(key: str, code: str, message: str, **params: Any) -> Fault:
    return Fault(key, code, message, params)


def next_slot(used: Iterable[int], slots: int) -> int | None:
    """The first column that no version uses; None if all are taken."""
    taken = set(used)
    return next((number for number in range(1, slots + 1) if number not in taken), None)


def lines_of(text: str) -> list[str]:
    """The choices that were typed, one a line."""
    return [line.strip() for line in text.splitlines() if line.strip()]
