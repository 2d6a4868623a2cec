"""You said, we did: the lines of a quarter, in the language that is active."""

from __future__ import annotations

from django.utils import translation
from django.utils.translation import gettext as _

from aftersales.store.personal import mask_text

from ..enums import Verdict
from ..models import Measure
from ..queries.measures import adopted_suggestions, told_measures
from ..rules.quarters import quarter_name

Line = dict[str, str]
MOST = 12


def lines_of(quarter: str) -> list[Line]:
    """Measures, then adopted suggestions: said, did, since, and a result or the date of one. No customer is named."""
    measures = [_of_measure(row) for row in told_measures(quarter)[:MOST]]
    suggestions = [
        {
            "said": mask_text(row.ticket.subject),
            "did": mask_text(row.action.title if row.action else row.message or row.reason)[:300],
            "since": "",
            "result": mask_text(row.result)[:300] if row.result else _due(row.due_on.isoformat() if row.due_on else ""),
        }
        for row in adopted_suggestions(quarter)[:MOST]
    ]
    return [*measures, *suggestions]


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
    """The lines as plain text for a mail."""
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
        ]
        return "\n\n".join([head, *parts])
