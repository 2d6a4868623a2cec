"""What the pages of a self-evaluation show: the sum, the scale, the items, the gaps and the trend."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from aftersales.audit.texts.reasons import reasons_of
from aftersales.store.dates import company_date
from aftersales.web.history import Change, Source, changes
from complaints.quality.enums import ActionState
from complaints.quality.models import Action

from ..enums import SelfEvaluationState
from ..models import CatalogueItem, SelfEvaluation, SelfEvaluationItem
from ..queries.evaluations import Whole, trend
from ..rules.score import GRADES, Gap, gaps_of, gaps_to_close, next_grade
from .words import (
    counted_text,
    evidence_text,
    exempt_text,
    gain_text,
    grade_text,
    points,
    points_note,
    score_text,
    shown_score,
    sum_parts,
    whole_points,
)

REASON_OF = reasons_of("certification")
STATE_DOTS = {
    SelfEvaluationState.DRAFT: "now",
    SelfEvaluationState.ASSESSED: "due",
    SelfEvaluationState.CLOSED: "done",
}
ACTION_DOTS = {ActionState.EFFECTIVE: "done", ActionState.DONE: "now", ActionState.CANCELLED: "paused"}
SCALE_FROM, SCALE_TO = Decimal(60), Decimal(100)


@dataclass(frozen=True)
class ItemLine:
    """A line of the item table. share: how much of the bar is filled, in percent. gap: the points that it lacks, if
    they are among those that lead to the next grade."""

    row: SelfEvaluationItem
    url: str
    points: str
    most: str
    share: str
    gap: str
    text: str
    query: str
    sample: str
    day: date | None


@dataclass(frozen=True)
class SectionLines:
    section: CatalogueItem
    points: str
    most: str
    lines: list[ItemLine]


@dataclass(frozen=True)
class GapLine:
    """A gap with what closes it. state: of its action; late while there is none."""

    row: SelfEvaluationItem
    url: str
    gain: str
    text: str
    state: str
    action: Action | None


def page_context(found: Whole, today: date) -> dict[str, Any]:
    """The values of the page of an evaluation."""
    gaps = gaps_of(found.rated, found.score.applicable)
    above = None if found.is_partial else next_grade(found.score)
    wanted = gaps_to_close(gaps, above[1] if above else None)
    lines = gap_lines(found, wanted, today)
    return {
        "whole": found,
        "parts": sum_parts(found),
        "score": score_text(found),
        "points_note": points_note(found.evaluation.standard, found.evaluation.catalogue),
        "grade": "" if found.is_partial else grade_text(found.score.grade or ""),
        "scale": None if found.is_partial else scale(found),
        "sections": section_lines(found, wanted),
        "gaps": lines,
        "gaps_head": gaps_head(wanted, above),
        "without_action": next((line for line in lines if line.action is None), None),
        "points": trend_points(
            trend(found.evaluation.standard, found.evaluation), found.evaluation.standard.has_grades
        ),
        "changes": evaluation_changes(found.evaluation),
    }


def section_lines(found: Whole, wanted: list[Gap]) -> list[SectionLines]:
    lacking = {gap.code: gap.points for gap in wanted}
    return [_section(found, section, lacking) for section in found.sections]


def _section(found: Whole, section: CatalogueItem, lacking: dict[str, Decimal]) -> SectionLines:
    rows = found.items_of(section)
    applied = [row for row in rows if row.applies]
    most = sum((row.item.points for row in applied), Decimal(0))
    return SectionLines(
        section, points(found.earned_in(section)), whole_points(most), [_line(row, lacking) for row in rows]
    )


def _line(row: SelfEvaluationItem, lacking: dict[str, Decimal]) -> ItemLine:
    counts = row.counts or {}
    share = (row.points or Decimal(0)) / row.item.points * 100
    added = row.evidence.all()
    return ItemLine(
        row=row,
        url=row.get_absolute_url(),
        points=points(row.points),
        most=whole_points(row.item.points),
        share=f"{share:.1f}%",
        gap=points(lacking[row.item.code]) if row.item.code in lacking else "",
        text=evidence_text(row) if row.applies else exempt_text(row),
        query=row.item.evidence,
        sample=sample_text(counts),
        day=company_date(row.gathered_at) if row.gathered_at else max((one.dated for one in added), default=None),
    )


def sample_text(counts: dict[str, Any]) -> str:
    if not counts:
        return ""
    drawn, of = len(counts["sample"]), counts["of"]
    if drawn == of:
        return _("all")
    return _("%(drawn)s drawn") % {"drawn": drawn}


def scale(found: Whole) -> dict[str, Any] | None:
    """The grades on a line from 60 to 100, and where the score stands. None without grades."""
    score = found.score
    if not found.evaluation.standard.has_grades or score.exact is None:
        return None
    limits = [SCALE_FROM, *(Decimal(needs) for _grade, needs in reversed(GRADES)), SCALE_TO]
    names = ["", *(grade_text(grade) for grade, _needs in reversed(GRADES))]
    zones = [
        {
            "x": _place(low),
            "width": f"{(high - low) / (SCALE_TO - SCALE_FROM) * 100:.2f}%",
            "on": low <= score.exact < high or (high == SCALE_TO and score.exact >= SCALE_TO),
            "label": f"{name} {low}" if name else "",
        }
        for low, high, name in zip(limits[:-1], limits[1:], names, strict=True)
    ]
    above = next_grade(score)
    missing = ""
    if above:
        values = {"points": points(_up(above[1])), "grade": grade_text(above[0])}
        missing = _("%(points)s points to “%(grade)s”") % values
    here = min(max(score.exact, SCALE_FROM), SCALE_TO)
    label = _("Score %(score)s on a scale from 60 to 100: %(grade)s") % {
        "score": score.shown,
        "grade": grade_text(score.grade or ""),
    }
    return {"zones": zones, "here": _place(here), "score": str(score.shown), "missing": missing, "label": label}


def _place(value: Decimal) -> str:
    return f"{(value - SCALE_FROM) / (SCALE_TO - SCALE_FROM) * 100:.2f}%"


def _up(value: Decimal) -> Decimal:
    """What is missing, never rounded down to less than is needed."""
    return value.quantize(Decimal("0.1"), "ROUND_CEILING")


def gaps_head(wanted: list[Gap], above: Any) -> str:
    """What closing these gaps leads to."""
    if not wanted or above is None or sum(gap.gain for gap in wanted) < above[1]:
        return ""
    return _("closing these leads to %(grade)s") % {"grade": grade_text(above[0])}


def gap_lines(found: Whole, wanted: list[Gap], today: date) -> list[GapLine]:
    rows = {row.item.code: row for row in found.items}
    return [_gap(rows[gap.code], gap, found.actions.get(rows[gap.code].source_key), today) for gap in wanted]


def _gap(row: SelfEvaluationItem, gap: Gap, action: Action | None, today: date) -> GapLine:
    return GapLine(
        row=row,
        url=row.get_absolute_url(),
        gain=gain_text(gap.gain),
        text=row.finding.splitlines()[0][:80] if row.finding else counted_text(row),
        state=action_dot(action, today),
        action=action,
    )


def action_dot(action: Action | None, today: date) -> str:
    if action is None:
        return "late"
    if action.state == ActionState.OPEN:
        return "late" if action.due_on < today else "due" if action.due_on == today else "ok"
    return ACTION_DOTS.get(ActionState(action.state), "late")


def trend_points(rows: list[SelfEvaluation], graded: bool) -> dict[str, Any] | None:
    """The scores of the last evaluations as points of a line; None before there are two. line: the next grade above
    the lowest score, for comparison."""
    if len(rows) < 2:
        return None
    values = [row.score or Decimal(0) for row in rows]
    limit = next((Decimal(needs) for _grade, needs in reversed(GRADES) if needs > min(values)), None)
    limit = limit if graded and limit is not None and limit - max(values) < 10 else None
    known = [*values, *([limit] if limit is not None else [])]
    low, high = min(known), max(known)
    step = Decimal(100) / len(rows)
    marks = [
        {
            "x": f"{step * place + step / 2:.1f}",
            "y": _height(value, low, high),
            "above": place == len(rows) - 1,
            "score": shown_score(row),
            "label": row.period_to.strftime("%Y-%m"),
            "url": row.get_absolute_url(),
        }
        for place, (row, value) in enumerate(zip(rows, values, strict=True))
    ]
    path = " ".join(f"{'L' if place else 'M'}{mark['x']} {mark['y']}" for place, mark in enumerate(marks))
    grade = next((name for name, needs in GRADES if limit == needs), None)
    return {
        "marks": marks,
        "path": path,
        "limit": _height(limit, low, high) if limit is not None else "",
        "limit_label": f"{grade_text(grade)} {limit}" if grade else "",
        "label": ", ".join(f"{mark['label']}: {mark['score']}" for mark in marks),
    }


def _height(value: Decimal, low: Decimal, high: Decimal) -> str:
    """From 26 (the highest) to 62 (the lowest) of 96 pixels."""
    share = (value - low) / (high - low) if high > low else Decimal("0.5")
    return f"{62 - 36 * share:.1f}"


def evaluation_changes(row: SelfEvaluation) -> list[Change]:
    names = ("state", "conclusion", "score")
    return changes(
        [Source(row.history.all(), lambda past: past.number, _labels(row, names))], reasons_of("certification")
    )


def item_changes(row: SelfEvaluationItem) -> list[Change]:
    names = ("applies", "reason", "proposed", "points", "finding")
    return changes(
        [Source(row.history.all(), lambda past: str(row.item), _labels(row, names))], reasons_of("certification")
    )


def _labels(row: Any, names: tuple[str, ...]) -> dict[str, Any]:
    return {name: row._meta.get_field(name).verbose_name for name in names}


def subtitle(found: Whole, place: int) -> list[str]:
    """The line below the heading. That it is no certificate is always said."""
    row = found.evaluation
    when = row.closed_at or row.assessed_at or row.created_at
    return [
        _("%(from)s to %(to)s, no. %(place)s") % {"from": row.period_from, "to": row.period_to, "place": place},
        _("%(state)s, %(day)s") % {"state": row.get_state_display(), "day": company_date(when).isoformat()},
        _("a self-assessment, not a certificate"),
    ]


def list_lines(rows: Any) -> list[dict[str, Any]]:
    return [
        {
            "row": row,
            "state": STATE_DOTS[SelfEvaluationState(row.state)],
            "score": shown_score(row),
            "grade": grade_text(row.grade),
        }
        for row in rows
    ]


def tabs(standards: Any, current: Any) -> list[dict[str, Any]]:
    """The standards as tabs of the list."""
    here = reverse("self_evaluations")
    return [
        {"url": f"{here}?standard={one.code}", "label": str(one), "current": one.pk == current.pk} for one in standards
    ]
