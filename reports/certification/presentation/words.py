"""Numbers and words of self-evaluations as pages and the dossier show them."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from django.utils.translation import gettext as _

from aftersales.store.dates import company_date
from aftersales.web.figures import percent

from ..enums import Evidence, Grade
from ..models import Catalogue, SelfEvaluation, SelfEvaluationItem, Standard
from ..queries.evaluations import Whole
from ..rules.evidence import COUNTED
from ..rules.score import CENT, TENTH, rounded

GRADE_TONES = {Grade.FAILED: "late", Grade.BELOW: "late"}


def points(value: Decimal | None) -> str:
    """6.5, 7.0, 5.72: at least one decimal, and all that count."""
    if value is None:
        return "–"
    short = value.quantize(TENTH, ROUND_HALF_UP)
    return f"{short if short == value else value.normalize():f}"


def gain_text(value: Decimal) -> str:
    """+1.1; of less than a tenth +0.02, because +0.0 would say that nothing is missing."""
    short = value.quantize(TENTH, ROUND_HALF_UP)
    return f"+{short or value.quantize(CENT, ROUND_HALF_UP)}"


def whole_points(value: Decimal) -> str:
    """40, 96, 31.5: without needless decimals."""
    return f"{value.normalize():f}"


def shown_score(evaluation: SelfEvaluation) -> str:
    """The score of a closed evaluation."""
    return "–" if evaluation.score is None else str(rounded(evaluation.score))


def grade_text(grade: str) -> str:
    return str(Grade(grade).label) if grade else ""


def counted_text(row: SelfEvaluationItem) -> str:
    """What the query found, in a sentence."""
    counts = row.counts
    if not counts:
        return ""
    if not counts["of"]:
        return _("nothing to count in the period")
    values = {
        "met": f"{counts['met']:,}",
        "of": f"{counts['of']:,}",
        "share": percent(counts["met"] / counts["of"]),
    }
    return str(COUNTED[Evidence(counts["query"])].text) % values


def files_text(row: SelfEvaluationItem) -> str:
    """How much evidence was added by hand."""
    count = len(row.evidence.all())
    return _("added by hand: %(count)s") % {"count": count} if count else ""


def evidence_text(row: SelfEvaluationItem) -> str:
    """The evidence of an item in one line: what was counted, or what was added by hand."""
    if row.counts:
        return " · ".join(filter(None, [counted_text(row), files_text(row)]))
    added = row.evidence.all()
    if not added:
        return _("no evidence yet")
    first = added[0].text.splitlines()[0][:80]
    return f"{first} · {files_text(row)}" if len(added) > 1 else first


def exempt_text(row: SelfEvaluationItem) -> str:
    """Why an item does not apply, who decided that and when."""
    return _("Does not apply: %(reason)s; decided by %(who)s on %(day)s, left out of the denominator") % {
        "reason": row.reason,
        "who": row.decided_by or _("System"),
        "day": company_date(row.decided_at).isoformat() if row.decided_at else "",
    }


def score_text(found: Whole) -> str:
    """The score, or that of what is assessed so far; a dash before the first item is."""
    return "–" if found.is_unrated or found.score.shown is None else str(found.score.shown)


def points_note(standard: Standard, catalogue: Catalogue) -> str:
    """Where the points of the items come from."""
    if not standard.has_grades:
        if catalogue.is_even:
            return _("The standard has no points; here all sections have the same, split evenly over their items.")
        return _("The standard has no points; they come from the company’s own table.")
    if catalogue.is_even:
        return _("Points below a section are not public; here each section is split evenly over its items.")
    return _("Points below a section are not public; they come from the company’s own table.")


def sum_parts(found: Whole) -> list[dict[str, Any]]:
    """The score as a sum: label and value of each part, or the sign between two. Nothing before an item is assessed."""
    score = found.score
    if found.is_unrated:
        return []
    base = "–" if score.base is None else str(score.base.quantize(TENTH, ROUND_HALF_UP))
    parts: list[dict[str, Any]] = [
        {"label": _("Earned"), "value": points(score.earned)},
        {"sign": "÷"},
        {"label": _("Applicable"), "value": whole_points(score.applicable)},
        {"sign": "× 100 ="},
    ]
    if found.evaluation.standard.has_grades:
        parts += [
            {"label": _("Base score"), "value": base},
            {"sign": "−"},
            {"label": _("Deductions"), "value": str(score.deductions)},
            {"sign": "+"},
            {"label": _("Bonus"), "value": str(score.bonus)},
            {"sign": "="},
        ]
    return parts
