"""Checks answers: only the answers that the page offers are valid (S4)."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from aftersales.kernel.errors import InvalidInput, gettext_noop

from .wording import INTEGRITY

MAX_TEXT = 2000
NOT_APPLICABLE = "na"
_KEPT = "\n\t\u200d"  # the last one joins emoji
Answer = int | bool | str | list[int]


@dataclass(frozen=True)
class Item:
    """The parts of a question that these rules need. choices: how many answers a choice offers; a single choice is
    answered by the number of one of them, a multiple choice by several."""

    key: str
    kind: str
    points: int = 5
    is_required: bool = False
    may_not_apply: bool = False
    choices: int = 0


def checked_answers(items: Sequence[Item], given: Mapping[str, Any]) -> dict[str, Answer]:
    """The clean answers by key, without skipped questions. Raises InvalidInput that names the question."""
    keys = {item.key for item in items}
    if unknown := [key for key in given if key not in keys]:
        raise InvalidInput(gettext_noop("Question not found."), code="unknown_question", field=str(unknown[0])[:50])
    found = {item.key: checked_answer(item, given.get(item.key)) for item in items}
    answers = {key: answer for key, answer in found.items() if answer is not None}
    if not answers:
        raise InvalidInput(gettext_noop("Answer at least one question."), code="empty")
    return answers


def checked_answer(item: Item, raw: Any) -> Answer | None:
    """One answer as it is stored; None if the question was skipped."""
    if raw is None or raw == "" or raw == []:
        if item.is_required:
            raise InvalidInput(gettext_noop("Choose an answer."), code="required", field=item.key)
        return None
    if item.kind == "text":
        return _checked_text(item, raw)
    if item.kind == "multiple" and isinstance(raw, list):
        return _checked_several(item, raw)
    offered = choices(item)
    # Comparing text refuses 4.0, NaN, １ and True. Both the page and the API send exactly what is offered.
    chosen = str(raw) if isinstance(raw, str | int) else ""
    if chosen not in offered:
        raise InvalidInput(gettext_noop("Choose one of the answers."), code="not_offered", field=item.key)
    answer = offered[chosen]
    return [answer] if item.kind == "multiple" and isinstance(answer, int) else answer


def numeric(kind: str, answer: Answer | None) -> int | None:
    """The number that an answer is stored as in its column: 1 for yes, 0 for no; None for several choices, for a text
    and for "does not apply"."""
    return int(answer) if isinstance(answer, int) and kind != "multiple" else None


def _checked_several(item: Item, raw: list[Any]) -> Answer:
    if len(raw) == 1 and raw[0] == NOT_APPLICABLE and item.may_not_apply:
        return NOT_APPLICABLE
    offered = choices(item)
    chosen = [str(one) for one in raw if isinstance(one, str | int)]
    found = {offered[one] for one in chosen if one in offered and one != NOT_APPLICABLE}
    if len(found) != len(raw):
        raise InvalidInput(gettext_noop("Choose one of the answers."), code="not_offered", field=item.key)
    return sorted(number for number in found if isinstance(number, int))


def choices(item: Item) -> dict[str, Answer]:
    """The possible answers, by the text that is sent for each."""
    if item.kind == "yes_no":
        return {"yes": True, "no": False, "True": True, "False": False}
    lowest, highest = 1, item.points
    if item.kind == "recommend":
        lowest, highest = 0, 10
    elif item.kind == "integrity":
        highest = len(INTEGRITY)
    elif item.kind in {"single", "multiple"}:
        highest = item.choices
    offered: dict[str, Answer] = {str(n): n for n in range(lowest, highest + 1)}
    return offered | ({NOT_APPLICABLE: NOT_APPLICABLE} if item.may_not_apply else {})


def _checked_text(item: Item, raw: Any) -> str | None:
    if not isinstance(raw, str):
        raise InvalidInput(gettext_noop("Enter text."), code="not_text", field=item.key)
    if len(raw) > MAX_TEXT:
        raise InvalidInput(
            gettext_noop("The text is too long: at most %(limit)s characters."),
            code="too_long",
            params={"limit": MAX_TEXT},
            field=item.key,
        )
    text = "".join(sign for sign in raw.replace("\r\n", "\n") if _is_written(sign)).strip()
    if not text and item.is_required:
        raise InvalidInput(gettext_noop("Enter an answer."), code="required", field=item.key)
    return text or None


def _is_written(sign: str) -> bool:
    """Whether a character may be part of a text. Control characters, direction marks and surrogates may not: databases
    refuse some of them."""
    return sign in _KEPT or unicodedata.category(sign) not in {"Cc", "Cf", "Cs"}
