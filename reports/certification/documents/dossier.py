"""The dossier 卷宗 of a self-evaluation: the sum, every item with its evidence, samples and seed, in one language."""

from __future__ import annotations

from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from aftersales.people.documents.common import letterhead, page
from aftersales.render.blocks import Column, Field, Signature, Table
from aftersales.render.pdf import render_pdf
from aftersales.store.dates import company_date
from aftersales.store.personal import mask_text
from aftersales.web.figures import listed, sentences

from ..enums import Evidence
from ..models import SelfEvaluationItem, SpecialMark
from ..presentation.words import (
    counted_text,
    exempt_text,
    gain_text,
    grade_text,
    points,
    points_note,
    score_text,
    sum_parts,
    whole_points,
)
from ..queries.drawn import drawn_names
from ..queries.evaluations import Whole
from ..rules.evidence import COUNTED
from ..rules.score import GRADES, gaps_of

NO_BREAK = "\u00a0"  # between a number and its mark


def pdf(found: Whole, language: str) -> bytes:
    return render_pdf(html(found, language), timeout=60, max_pages=100)


def html(found: Whole, language: str) -> str:
    with translation.override(language):
        return page("certification/pdf/dossier.html", _context(found))


def _context(found: Whole) -> dict[str, Any]:
    row = found.evaluation
    return {
        "letterhead": letterhead(),
        "title": _("Dossier of the self-evaluation"),
        "subtitle": str(row.standard),
        "number": row.number,
        "meta": [_("a self-assessment, not a certificate"), str(row.get_state_display())],
        "facts": _facts(found),
        "parts": sum_parts(found),
        "score": score_text(found),
        "grade": _grade(found),
        "sections": [(str(section), _section(found, section)) for section in found.sections],
        "marks": _marks(found.marks) if row.standard.has_grades else None,
        "gaps": _gaps(found),
        "conclusion": mask_text(row.conclusion),
        "items": [_item(one, row.period_from, row.period_to) for one in found.items if one.applies],
        "note": sentences(
            _("This is a self-assessment and no certificate. Items that do not apply leave the denominator."),
            points_note(row.standard, row.catalogue),
        ),
        "scale": listed(f"{needs} {grade_text(grade)}" for grade, needs in reversed(GRADES))
        if row.standard.has_grades
        else "",
        "seal": row.seal,
        "signatures": [
            Signature(_("Assessed by"), str(row.assessed_by or ""), row.assessed_at),
            Signature(_("Closed by"), str(row.closed_by or ""), row.closed_at),
        ],
    }


def _grade(found: Whole) -> str:
    if found.is_unrated:
        return _("not assessed yet")
    return _("so far") if found.is_partial else grade_text(found.score.grade or "")


def _facts(found: Whole) -> list[Field]:
    row = found.evaluation
    catalogue = _("Edition %(edition)s, effective from %(day)s") % {
        "edition": row.catalogue.edition,
        "day": row.catalogue.effective_from.isoformat(),
    }
    return [
        Field(_("Standard"), str(row.standard), wide=True),
        Field(_("Period"), f"{row.period_from.isoformat()} – {row.period_to.isoformat()}"),
        Field(_("Catalogue"), catalogue),
        Field(_("Seed of the samples"), row.seed),
        Field(pgettext("self-evaluation", "Begun"), company_date(row.created_at).isoformat()),
    ]


def _section(found: Whole, section: Any) -> Table:
    columns = [
        Column(_("Clause"), 5),
        Column(_("Points"), 1, number=True),
        Column(_("Most"), 1, number=True),
        Column(_("Evidence and finding"), 10),
    ]
    rows = found.items_of(section)
    applied = [row for row in rows if row.applies]
    totals = [
        _("Total"),
        points(found.earned_in(section)),
        whole_points(sum((row.item.points for row in applied), start=section.points * 0)),
        "",
    ]
    return Table(columns, [_row(row) for row in rows], totals)


def _row(row: SelfEvaluationItem) -> list[Any]:
    most = whole_points(row.item.points)
    if not row.applies:
        return [str(row.item), "–", most, mask_text(exempt_text(row))]
    said = [f"{row.item.evidence} {counted_text(row)}" if row.counts else "", mask_text(row.finding)]
    return [str(row.item), points(row.points), most, "\n".join(filter(None, said))]


def _marks(marks: list[SpecialMark]) -> Table | None:
    columns = [Column("", 1, number=True), Column(pgettext("self-evaluation", "Title"), 5), Column(_("Facts"), 8)]
    rows = [
        ["−1" if mark.kind == "deduction" else "+1", mask_text(mark.title), mask_text(mark.facts)] for mark in marks
    ]
    return Table(columns, rows) if rows else None


def _gaps(found: Whole) -> Table | None:
    columns = [
        Column(_("Clause"), 5),
        Column(_("Lacks"), 1, number=True),
        Column(_("Would add"), 2, number=True),
        Column(_("Improvement measure"), 6),
    ]
    by_code = {row.item.code: row for row in found.items}
    rows = []
    for gap in gaps_of(found.rated, found.score.applicable):
        row = by_code[gap.code]
        action = found.actions.get(row.source_key)
        known = f"{action.number} {action.title}{_(', ')}{action.due_on.isoformat()}" if action else ""
        said = known or _("no action yet")
        rows.append([str(row.item), points(gap.points), gain_text(gap.gain), mask_text(said)])
    return Table(columns, rows) if rows else None


def _item(row: SelfEvaluationItem, first: Any, last: Any) -> dict[str, Any]:
    """An item with its evidence in full: the query, the sample and what was added by hand."""
    return {"title": str(row.item), "facts": _counts(row, first, last), "added": _added(row)}


def _counts(row: SelfEvaluationItem, first: Any, last: Any) -> list[Field]:
    counts = row.counts
    if not counts:
        return []
    said = COUNTED[Evidence(counts["query"])]
    names = drawn_names(counts["query"], (one["number"] for one in counts["sample"]))
    marks = [_drawn(one, names.get(one["number"], "")) for one in counts["sample"]]
    drawn = _("%(name)s (%(part)s/%(of)s)") % {
        "name": pgettext("self-evaluation", "Sample"),
        "part": len(marks),
        "of": f"{counts['of']:,}",
    }
    fields = [
        Field(_("Query"), f"{counts['query']} {Evidence(counts['query']).label}"),
        Field(_("Counted on"), company_date(row.gathered_at).isoformat() if row.gathered_at else ""),
        Field(_("Rows counted"), said.rows),
        Field(_("Rows that meet it"), said.met),
        Field(
            _("Result"),
            _("%(met)s of %(of)s") % {"met": f"{counts['met']:,}", "of": f"{counts['of']:,}"},
        ),
        Field(_("Proposed points"), points(row.proposed)),
        Field(_("Hash of all numbers"), counts["frame_hash"], wide=True),
    ]
    return [*fields, Field(drawn, _("; ").join(marks) or "–", wide=True)]


def _drawn(one: dict[str, Any], name: str) -> str:
    """What a reader finds the row by, its number, from which the sample can be drawn again, and its mark."""
    return f"{name} {one['number']}{NO_BREAK}{'✓' if one['met'] else '✗'}".strip()


def _added(row: SelfEvaluationItem) -> Table | None:
    columns = [Column(_("Date"), 1), Column(pgettext("self-evaluation", "What it shows"), 6), Column(_("File"), 6)]
    rows = [
        [
            one.dated.isoformat(),
            mask_text(one.text),
            f"{mask_text(one.stored.name)}\nSHA-256 {one.stored.sha256}" if one.stored else "–",
        ]
        for one in row.evidence.all()
    ]
    return Table(columns, rows) if rows else None
