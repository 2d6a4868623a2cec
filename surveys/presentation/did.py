"""You said, we did: the lines of a quarter, in the language that is active."""

from __future__ import annotations

from django.utils import translation
from django.utils.translation import gettext as _

from aftersales.store.personal import mask_text
from complaints.quality.models import SuggestionReview
from complaints.quality.presentation.suggestions import is_chinese, told_in_public

from ..enums import Verdict
from ..models import Measure
from ..queries.measures import adopted_suggestions, told_measures
from ..rules.quarters import quarter_name

Line = dict[str, str]
MOST = 12


def lines_of(quarter: str) -> list[Line]:
    """Measures, then adopted suggestions: said, did, since, and a result or the date of one. No customer is named.

    Nothing is told twice: suggestions that led to the action of a measure are left out, and those that led to the same
    action, or say the same, are one line. missing: of a suggestion, that it is written in the other language only, and
    number: its number, under which the words of this language can be entered; the words of a measure are in both.
    """
    measures = list(told_measures(quarter)[:MOST])
    lines = [_of_measure(row) for row in measures]
    actions: dict[int, Line] = {row.action_id: {} for row in measures}
    words: set[str] = {line["said"].casefold() for line in lines}
    for row in adopted_suggestions(quarter)[:MOST]:
        line = _of_suggestion(row)
        known = actions.get(row.action_id) if row.action_id else None
        if known and line["said"].casefold() not in words:
            known["said"] = _("; ").join([known["said"], line["said"]])
            known |= {name: line[name] for name in ("missing", "number") if line["missing"] and not known["missing"]}
        if known is None and line["said"].casefold() not in words:
            lines.append(line)
            actions |= {row.action_id: line} if row.action_id else {}
        words.add(line["said"].casefold())
    return lines


def _of_suggestion(row: SuggestionReview) -> Line:
    written = told_in_public(row)
    entered = {"said": row.said, "did": row.did, "came": row.came}
    words = {name: mask_text(entered[name]) or written[name] for name in written}
    came = words["came"] or ("" if row.result else _due(row.due_on.isoformat() if row.due_on else ""))
    missing = _missing(*(text for name, text in written.items() if text and not entered[name]))
    about = {"said": words["said"], "did": words["did"], "since": "", "result": came}
    return {**about, "missing": missing, "number": row.number}


def _missing(*texts: str) -> str:
    """That texts are not in the active language; "" if they are."""
    in_chinese = any(is_chinese(text) for text in texts)
    if translation.get_language() == "en":
        return _("Only in Chinese so far") if in_chinese else ""
    return "" if in_chinese or not texts else _("Only in English so far")


def _of_measure(row: Measure) -> Line:
    done = row.action.done_at
    return {
        "said": row.said,
        "did": row.did,
        "since": _("since %(day)s") % {"day": done.date().isoformat()} if done else "",
        "result": result_words(row) if row.verdict else _after(row),
    }


def result_words(row: Measure) -> str:
    """From 66.8 to 70.9, reached. Without a value only that it is too early."""
    verdict = str(Verdict(row.verdict).label)
    if row.value is None:
        return verdict
    return _("from %(start)s to %(value)s: %(verdict)s") % {
        "start": f"{row.start:.1f}",
        "value": f"{row.value:.1f}",
        "verdict": verdict,
    }


def _after(row: Measure) -> str:
    if row.action.done_at is None:
        return _due(row.action.due_on.isoformat())
    return _("We tell you after the survey of %(quarter)s.") % {"quarter": quarter_name(row.check_quarter)}


def _due(day: str) -> str:
    return _("In place by %(day)s.") % {"day": day}


def text_of(lines: list[Line], language: str) -> str:
    """The lines as plain text for a mail of both languages: what is only in the other one is left out."""
    with translation.override(language):
        labels = {"said": _("You said"), "did": _("We did"), "result": _("Result")}
        head = _("Thank you for your answers. This is what came of them.")
        parts = [
            "\n".join(
                f"{label}: {line[name]}" + (f" ({line['since']})" if name == "did" and line["since"] else "")
                for name, label in labels.items()
                if line[name]
            )
            for line in lines
            if not line.get("missing")
        ]
        return "\n\n".join([head, *parts])
