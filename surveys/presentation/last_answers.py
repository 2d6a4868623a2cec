"""The answers of the last round beside the wording of a question, as bars."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from aftersales.web.figures import sentences

from ..enums import QuestionKind
from ..models import Question
from ..queries.last_answers import LastAnswers
from ..rules.drafting import ITEMS
from ..rules.quarters import quarter_name
from .offered import words_of
from .words import margin, number

HEIGHT, TOP = 70.0, 16.0  # of the highest bar, and of the number above it


def last_answers_of(found: LastAnswers | None, question: Question) -> dict[str, Any] | None:
    """quarter, facts; bars: of a scale standing, of words lying; none if hidden."""
    if found is None:
        return None
    facts = [
        quarter_name(found.round.quarter),
        _("version %(version)s") % {"version": found.version},
        _("%(n)s answers") % {"n": found.n} if found.counts else _("under 5, hidden"),
    ]
    said = []
    if found.figure:
        mean = {"value": number(found.figure.value), "margin": margin(found.figure)}
        said.append(_("Average %(value)s %(margin)s of 100.") % mean)
    if found.na:
        said.append(_("%(n)s said that it does not apply.") % {"n": found.na})
    is_scale = question.kind in ITEMS
    return {"facts": facts, "said": sentences(*said), "is_scale": is_scale, "bars": _bars(found, question)}


def _bars(found: LastAnswers, question: Question) -> list[dict[str, Any]]:
    if not found.counts:
        return []
    most, step = max(found.counts.values()), 100 / len(found.counts)
    words = _words(question)
    return [
        {
            "label": words.get(value, str(value)),
            "n": n,
            "x": f"{place * step + step * 0.08:.2f}%",
            "wide": f"{step * 0.84:.2f}%",
            "middle": f"{place * step + step / 2:.2f}%",
            "top": f"{TOP + HEIGHT * (1 - n / most):.1f}",
            "above": f"{TOP + HEIGHT * (1 - n / most) - 5:.1f}",
            "high": f"{HEIGHT * n / most:.1f}",
            "share": f"{100 * n / most:.1f}%",
        }
        for place, (value, n) in enumerate(found.counts.items())
    ]


def _words(question: Question) -> dict[int, str]:
    if question.kind == QuestionKind.YES_NO:
        return dict(zip((1, 0), (words for _value, words in words_of(question)), strict=False))
    if question.kind in (QuestionKind.SINGLE, QuestionKind.INTEGRITY):
        return {int(value): words for value, words in words_of(question) if value.isdigit()}
    return {}
