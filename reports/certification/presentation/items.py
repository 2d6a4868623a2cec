"""What the page of one item shows: the query, its counts, the sample, and what was added by hand."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from aftersales.web.figures import percent

from ..enums import Evidence
from ..models import SelfEvaluationItem
from ..queries.drawn import drawn_names
from ..rules.evidence import COUNTED
from .words import points, whole_points

# The page of a drawn row, by its query; rows named by kind and key have it after the dash.
PAGES = {
    Evidence.ACTIONS: "action",
    Evidence.SUGGESTIONS: "ticket",
    Evidence.FIRST_TIME: "ticket",
    Evidence.DELIVERY: "ticket",
    Evidence.REPAIRS: "ticket",
    Evidence.COMPLAINTS: "ticket",
    Evidence.RESOLVED: "ticket",
    Evidence.INVESTIGATED: "investigation",
    Evidence.ROUNDS: "round",
}
KEYED = {Evidence.VISITS: "visit"}


def drawn_rows(row: SelfEvaluationItem) -> list[dict[str, Any]]:
    """The sample: number, name for the reader, whether it meets the query, and its page where it has one."""
    counts = row.counts or {}
    if not counts:
        return []
    query = Evidence(counts["query"])
    names = drawn_names(query, (one["number"] for one in counts["sample"]))
    return [
        {**one, "name": names.get(one["number"], ""), "url": _url(query, one["number"])} for one in counts["sample"]
    ]


def _url(query: Evidence, number: str) -> str:
    if query in PAGES:
        return reverse(PAGES[query], args=[number])
    if query in KEYED:
        return reverse(KEYED[query], args=[number.rpartition("-")[2]])
    return ""


def query_facts(row: SelfEvaluationItem) -> list[tuple[str, Any]]:
    """The query in words, and what it found."""
    counts = row.counts or {}
    if not counts:
        return []
    said = COUNTED[Evidence(counts["query"])]
    found = _("%(met)s of %(of)s") % {"met": f"{counts['met']:,}", "of": f"{counts['of']:,}"}
    share = f"{found} = {percent(counts['met'] / counts['of'])}" if counts["of"] else found
    evaluation = row.evaluation
    return [
        (_("Query"), f"{counts['query']} {Evidence(counts['query']).label}"),
        (_("Rows counted"), said.rows),
        (_("Rows that meet it"), said.met),
        (_("Period"), f"{evaluation.period_from.isoformat()} – {evaluation.period_to.isoformat()}"),
        (_("Result"), share),
        (_("Seed"), evaluation.seed),
        (_("Hash of all numbers"), counts["frame_hash"]),
    ]


def rule_text(row: SelfEvaluationItem) -> str:
    """How the proposal follows from the counts."""
    counts = row.counts or {}
    if row.proposed is None:
        return ""
    return _("Proposed: %(most)s × %(met)s ÷ %(of)s = %(points)s, to a tenth. The assessor decides.") % {
        "most": whole_points(row.item.points),
        "met": f"{counts['met']:,}",
        "of": f"{counts['of']:,}",
        "points": points(row.proposed),
    }


def evidence_rows(row: SelfEvaluationItem) -> list[dict[str, Any]]:
    """What was added by hand, with the address of its file."""
    return [{"row": one, "url": _file_url(row, one) if one.stored else ""} for one in row.evidence.all()]


def _file_url(row: SelfEvaluationItem, one: Any) -> str:
    return reverse("self_evaluation_item_file", args=[row.evaluation.number, row.item.code, one.pk])
