"""The record of an interview 面谈记录, in the order of the rule, for one of its readers."""

from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from aftersales.render.blocks import Column, Field, Signature, Table
from aftersales.render.pdf import render_pdf
from aftersales.web.moments import on_paper

from ..presentation.interviews import Paper
from .common import letterhead, page


def pdf(paper: Paper, language: str) -> bytes:
    return render_pdf(html(paper, language), timeout=30, max_pages=50)


def html(paper: Paper, language: str) -> str:
    with translation.override(language):
        return page("people/pdf/interview_record.html", _context(paper))


def _context(paper: Paper) -> dict[str, Any]:
    row = paper.interview
    return {
        "letterhead": letterhead(),
        "title": _("Record of the service quality interview"),
        "number": row.number,
        "meta": [paper.readers],
        "facts": [
            Field(_("Interviewee"), row.person),
            Field(pgettext("people", "Interviewer"), row.interviewer),
            Field(pgettext("interview", "Period"), f"{row.period_from.isoformat()} – {row.period_to.isoformat()}"),
            Field(_("Day and time"), on_paper(row.starts_at)),
            Field(_("Place"), row.place),
            Field(_("Superior"), row.superior or ""),
            Field(_("What it is about"), row.topic, wide=True),
        ],
        "own": paper.own or [],
        "lead": paper.lead or [],
        "figures": _figures(paper),
        "record": [*paper.record, *([(_("Different view of the interviewee"), row.dissent)] if row.dissent else [])],
        "targets": _targets(paper),
        "follow_ups": _follow_ups(paper),
        "closing": row.closing,
        "signatures": [
            Signature(_("Interviewee"), str(row.person) if row.own_signed_at else "", row.own_signed_at),
            Signature(
                pgettext("people", "Interviewer"),
                str(row.interviewer) if row.lead_signed_at else "",
                row.lead_signed_at,
            ),
        ],
    }


def _figures(paper: Paper) -> Table | None:
    rows = [[str(one.label), one.mine, one.everyone] for one in paper.figures]
    columns = [
        Column(_("Figure"), 4),
        Column(_("Result"), 1, number=True),
        Column(pgettext("people", "Everyone"), 1, number=True),
    ]
    return Table(columns, rows) if rows else None


def _targets(paper: Paper) -> Table | None:
    columns = [
        Column(pgettext("interview", "Target"), 4),
        Column(pgettext("interview", "Now"), 1),
        Column(pgettext("interview", "Goal"), 1),
        Column(pgettext("people", "By"), 1),
        Column(_("Who helps"), 3),
        Column(_("Result"), 2),
    ]
    rows = [[one.goal, one.now, one.target, one.until.isoformat(), one.helper, one.result] for one in paper.targets]
    return Table(columns, rows) if rows else None


def _follow_ups(paper: Paper) -> Table | None:
    columns = [
        Column(pgettext("people", "What is done"), 4),
        Column(_("By whom"), 2),
        Column(_("Due"), 1),
        Column(_("Result"), 3),
    ]
    rows = [
        [one["row"].what, one["row"].who, one["row"].due_on.isoformat(), one["row"].result] for one in paper.follow_ups
    ]
    return Table(columns, rows) if rows else None
