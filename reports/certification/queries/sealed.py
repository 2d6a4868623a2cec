"""What is sealed of a self-evaluation, as the database has it now."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from aftersales.audit.rules.faults import DIFFERS
from aftersales.store.dates import company_date
from aftersales.store.personal import mask_text

from ..enums import Evidence, SelfEvaluationState
from ..models import SelfEvaluation, SelfEvaluationItem
from ..rules.evidence import COUNTED
from ..rules.export import decimal_text, sealed_document
from .evaluations import evaluations, whole


def document_of(evaluation: SelfEvaluation) -> dict[str, Any]:
    """The sealed document of a closed evaluation. Its seal is the stored one unless something was changed since."""
    found = whole(evaluation)
    sections = {section.pk: section.code for section in found.sections}
    catalogue = evaluation.catalogue
    facts = {
        "number": evaluation.number,
        "standard": evaluation.standard.title,
        "standard_en": evaluation.standard.title_en,
        "graded": evaluation.standard.has_grades,
        "catalogue": {
            "edition": catalogue.edition,
            "effective_from": catalogue.effective_from.isoformat(),
            "split_evenly": catalogue.is_even,
            "sections": {section.code: decimal_text(section.points) for section in found.sections},
        },
        "period": [evaluation.period_from.isoformat(), evaluation.period_to.isoformat()],
        "seed": evaluation.seed,
        "conclusion": mask_text(evaluation.conclusion),
        "assessed_on": company_date(evaluation.assessed_at).isoformat() if evaluation.assessed_at else "",
        "closed_on": company_date(evaluation.closed_at).isoformat() if evaluation.closed_at else "",
    }
    marks = [
        {"kind": mark.kind, "title": mask_text(mark.title), "facts": mask_text(mark.facts)} for mark in found.marks
    ]
    score = {
        "earned": decimal_text(evaluation.earned),
        "applicable": decimal_text(evaluation.applicable),
        "deductions": evaluation.deductions,
        "bonus": evaluation.bonus,
        "score": decimal_text(evaluation.score),
        "grade": evaluation.grade,
    }
    return sealed_document(facts, [_item(row, sections) for row in found.items], marks, score)


def _item(row: SelfEvaluationItem, sections: dict[int, str]) -> dict[str, Any]:
    clause, counts = row.item, row.counts or {}
    return {
        "code": clause.code,
        "section": sections[clause.parent_id or 0],
        "title": clause.title,
        "title_en": clause.title_en,
        "most": decimal_text(clause.points),
        "applies": row.applies,
        "reason": mask_text(row.reason),
        "points": decimal_text(row.points),
        "finding": mask_text(row.finding),
        "proposed": decimal_text(row.proposed),
        "query": clause.evidence,
        "counts": COUNTED[Evidence(clause.evidence)].plain if clause.evidence else "",
        "met": counts.get("met"),
        "of": counts.get("of"),
        "frame_hash": counts.get("frame_hash", ""),
        "sample": counts.get("sample", []),
        "counted_on": company_date(row.gathered_at).isoformat() if row.gathered_at else "",
        "evidence": [
            {
                "text": mask_text(one.text),
                "dated": one.dated.isoformat(),
                "sha256": one.stored.sha256 if one.stored else "",
            }
            for one in row.evidence.all()
        ],
    }


def broken_seals() -> Iterator[tuple[str, int, str]]:
    """Closed evaluations whose content no longer agrees with their seal. No erasure looks into them (personal.py)."""
    for row in evaluations().filter(state=SelfEvaluationState.CLOSED):
        if document_of(row)["seal"] != row.seal:
            yield SelfEvaluation._meta.label_lower, row.pk, DIFFERS
