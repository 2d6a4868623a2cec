"""The Product Quality Incident Investigation Report 《产品质量事故调查报告》 and the 8D of the same record (Q2).

Both are printed from the snapshot of a version alone, so that a version reads the same whenever it is printed again.
"""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from aftersales.render.pdf import render_pdf
from aftersales.store.personal import mask_text
from complaints.documents import common

from ..models import InvestigationReport
from ..presentation import report_words as words
from ..presentation.report_lines import differences, lines
from . import analysis, blocks

REPORT, EIGHT_D = "report", "8d"
LAYOUTS = (REPORT, EIGHT_D)
TEMPLATES = {REPORT: "pdf/investigation_report.html", EIGHT_D: "pdf/eight_d.html"}


def pdf(report: InvestigationReport, *, language: str = "", layout: str = REPORT, costs: bool = True) -> bytes:
    """The PDF of a version, with the signature if it is signed. language: by default its own. costs: whether they are
    printed; not for those who may not see them."""
    return render_pdf(html(report, language=language, layout=layout, costs=costs), timeout=90, max_pages=100)


def html(report: InvestigationReport, *, language: str = "", layout: str = REPORT, costs: bool = True) -> str:
    fill = context if layout == REPORT else eight_d
    return common.page(TEMPLATES[layout], language or report.language, lambda: fill(report, costs))


def has_costs(report: InvestigationReport) -> bool:
    """Whether the printed report says something of costs; what changed against the version before may, too."""
    before = _before(report)
    return any(lines(row.snapshot, costs=True) != lines(row.snapshot, costs=False) for row in (report, before) if row)


def context(report: InvestigationReport, costs: bool) -> dict[str, Any]:
    """The values of the report, in the active language."""
    said = report.snapshot
    contained = words.actions_of(said, "containment")
    return {
        **_head(report, _("Product quality incident investigation report"), costs),
        "incident": blocks.incident(said),
        "contained": blocks.actions(contained),
        "findings": [
            (name, label, mask_text(said["findings"][name]))
            for name, label in words.headings()
            if said["findings"][name]
        ],
        "actions": blocks.actions([row for row in words.actions_of(said) if row not in contained]),
        "costs": blocks.costs(said) if costs else None,
        "claims": blocks.claims(said) if costs else None,
    }


def eight_d(report: InvestigationReport, costs: bool) -> dict[str, Any]:
    """The values of the 8D, in the active language."""
    said = report.snapshot
    return {
        **_head(report, _("8D report"), costs),
        "problem": blocks.incident(said),
        "seen": [words.finding(said, name) for name in ("on_site_findings", "identification")],
        "contained": blocks.actions(words.actions_of(said, "containment")),
        "cause": words.finding(said, "cause"),
        "corrective": blocks.actions(words.actions_of(said, "corrective", "recovery")),
        "done": words.validated(said),
        "preventive": blocks.actions(words.actions_of(said, "preventive", "improvement")),
        "thanks": words.recognition(said),
    }


def _head(report: InvestigationReport, title: str, costs: bool) -> dict[str, Any]:
    """What both have: head, team, photos, analysis, decision, changes, signatures."""
    said = report.snapshot
    before = _before(report)
    return {
        "letterhead": blocks.letterhead(said["company"]),
        "title": title,
        "subtitle": mask_text(said["title"]),
        "number": f"{said['number']}-V{report.version}",
        "meta": blocks.meta(report, said),
        "team": blocks.team(said),
        "team_notes": blocks.team_notes(said),
        "plan": mask_text(said.get("plan", "")),
        "specimens": analysis.specimens(said),
        "examined": [note] if (note := words.examined(said)) else [],
        "pictures": blocks.pictures(said),
        "documents": blocks.documents(said),
        "whys": analysis.whys(said),
        "fish": analysis.fish(said),
        "causes": analysis.causes(said),
        "decisions": blocks.decisions(said),
        "decided": blocks.decided(said),
        "resolution": blocks.resolution(said),
        "samples": blocks.samples(said),
        "objections": blocks.objections(said),
        "replaced": before.version if before else None,
        "changes": differences(before, report, costs=costs) if before else [],
        "signatures": blocks.signatures(report, said),
    }


def _before(report: InvestigationReport) -> InvestigationReport | None:
    """The version that this one replaces."""
    replaced = report.snapshot.get("replaces")
    if not replaced:
        return None
    rows = InvestigationReport.objects.filter(investigation=report.investigation_id, version=replaced["version"])
    return rows.first()
