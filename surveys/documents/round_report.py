"""The quarterly satisfaction report on paper: the same figures, sentences and drawings as on the page (S6)."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from aftersales.render.blocks import Column, Table
from aftersales.render.charts import PAPER
from aftersales.render.pdf import render_pdf
from complaints.documents.common import letterhead, page

from ..presentation.assessment import TITLES, Breakdown, Line, assessment_of, round_facts
from ..presentation.honesty import honesty_of
from ..presentation.path_drawing import drawing_of
from ..presentation.research import Research, research_of
from ..presentation.strategy import Strategy, strategy_of
from ..presentation.trend import trend_of
from ..queries.results import Results
from ..rules.quarters import quarter_name

WIDTH = 650  # CSS pixels: an A4 page without its margins
ARROWS = {"up": "↑", "dn": "↓", "": ""}
# The rules of static/css/results.css that a drawing on paper needs.
STYLE = """
text{font-family:'Noto Sans SC',sans-serif;font-size:11px;fill:--ink-2}
.gr,.ax{stroke:--line;stroke-width:1}.ref,.cross{stroke:--ink-3;stroke-dasharray:2 3}
.iv{stroke:--info-mark;stroke-width:2}.pt{fill:--info-mark}.ln{fill:none;stroke:--info-mark;stroke-width:2}
.lbl{fill:--ink;font-weight:600}.zone{fill:#fff6db}.wh{stroke:--paused-mark}.no{fill:#fff;stroke:--info-mark}
.fix{fill:#f2b600;stroke:#7a5000}.n{fill:--ink;stroke:none}.q{font-weight:600}.node{fill:#fff;stroke:--ink-3}
.goal{fill:--info-bg;stroke:--info-mark;stroke-width:2}.nm{fill:--ink;font-weight:600}
.e{fill:none;stroke:--info-mark}.hd{fill:--info-mark}.e1{stroke-width:1}.e2{stroke-width:1.5}.e3{stroke-width:2.5}
.e4{stroke-width:3.5}.e.is-open{stroke:--paused-mark;stroke-dasharray:4 4}.hd.is-open{fill:--paused-mark}
.co{fill:--ink;font-weight:600}.halo{fill:#fff;stroke:#fff;stroke-width:5}.is-long{font-size:10px}
"""


def pdf(read: Callable[[], Results], language: str) -> bytes:
    """read: reads the results in the active language, because names are in it."""
    return render_pdf(html(read, language), timeout=60, max_pages=30)


def html(read: Callable[[], Results], language: str) -> str:
    return page("pdf/round_report.html", language, lambda: context(read()))


def context(found: Results) -> dict[str, Any]:
    it, research, strategy = assessment_of(found, tuple(TITLES)), research_of(found), strategy_of(found)
    drawing, trend = drawing_of(found), trend_of(found)
    return {
        "letterhead": letterhead(),
        "title": _("Quarterly satisfaction report"),
        "subtitle": quarter_name(found.round.quarter),
        "number": found.round.quarter,
        "meta": round_facts(found)[1:],
        "headline": it.headline,
        "points": it.points,
        "key_figures": _key_figures(found, it.tiles),
        "honesty": _pairs([(row["name"], f"{row['value']} {row['note']}") for row in honesty_of(found)]),
        "finding": it.finding,
        "dimensions": _lines([*it.latents, *it.aspects]),
        "trend": _drawn("_trend", {"trend": trend}, 260) if trend else "",
        "trend_note": trend.note if trend else "",
        "breakdowns": [(one, _members(one)) for one in it.breakdowns],
        "research": research,
        "matrix": _drawn("_matrix", {"matrix": research.matrix}, 384) if research.matrix else "",
        "drivers": _drivers(research),
        "path": _drawn("_path", {"form": drawing.forms[0], "drawing": drawing}, 318) if drawing else "",
        "path_words": drawing.finding if drawing else "",
        "reliability": _reliability(research),
        "strategy": strategy,
        "themes": _themes(strategy),
        "funnel": _pairs(
            [(step.name, f"{step.count} ({step.share})" if step.share else step.count) for step in strategy.funnel]
        ),
        "seal": found.round.seal,
        "facts": _pairs(
            [
                (capfirst(_("hash of the frame")), found.round.frame_hash),
                (capfirst(_("seed")), found.round.seed),
                (capfirst(_("seal")), found.round.seal),
                (_("Version of the rules"), found.round.code_version),
            ]
        ),
    }


def _drawn(part: str, values: dict[str, Any], height: int) -> SafeString:
    """A drawing of the page with the colours of paper in it, because a drawing in a document sees no style sheet."""
    drawing: str = render_to_string(f"surveys/results/{part}.html", values)
    # Paper knows no paint-order: a white text below keeps the lines off the numbers.
    drawing = re.sub(r'<text class="co(.*?</text>)', r'<text class="halo\1<text class="co\1', drawing, flags=re.DOTALL)
    style = re.sub(r"--[a-z0-9-]+", lambda name: PAPER[name[0]], STYLE)
    drawing = drawing.replace('width="100%"', f'width="{WIDTH}"', 1)
    if "viewBox" in drawing[: drawing.index(">")]:
        drawing = drawing.replace("<svg", f'<svg width="{WIDTH}" height="{height}"', 1)
    head = drawing.index(">", drawing.index("<svg")) + 1
    return mark_safe(f"{drawing[:head]}<style>{style}</style>{drawing[head:]}")  # noqa: S308  (our own template)


def _key_figures(found: Results, tiles: list[Any]) -> Table:
    before = _("Compared with")
    if found.before:
        before = _("Compared with %(quarter)s") % {"quarter": quarter_name(found.before)}
    columns = [
        Column(_("Metric"), 5),
        Column(_("Value"), 4, number=True),
        Column(_("Change"), 2, number=True),
        Column(before, 4),
    ]
    return Table(columns, [[one.name, f"{one.value} {one.margin}", *_change(one.change)] for one in tiles])


def _change(change: Any) -> tuple[str, str]:
    return (f"{ARROWS[change.icon]} {change.amount}", change.short) if change else ("", "")


def _lines(lines: list[Line]) -> Table:
    columns = [
        Column(_("Latent variable"), 5),
        Column(_("Index"), 3, number=True),
        Column(_("Change"), 2, number=True),
        Column("", 4),
    ]
    return Table(columns, [[one.name, f"{one.value} {one.margin}", *_change(one.change)] for one in lines])


def _members(one: Breakdown) -> Table:
    columns = [
        Column(one.title, 5),
        Column(_("Answers"), 2, number=True),
        Column(_("Index"), 3, number=True),
        Column(_("Change"), 2, number=True),
        Column("", 3),
    ]
    hidden = ["", _("under 5, hidden"), "", ""]
    rows = [
        [line.name, *hidden]
        if line.is_hidden
        else [line.name, line.n or "", f"{line.value} {line.margin}", *_change(line.change)]
        for line in one.lines
    ]
    return Table(columns, rows)


def _drivers(research: Research) -> Table | None:
    if research.matrix is None:
        return None
    columns = [
        Column("", 1, number=True),
        Column(pgettext("survey", "Item"), 8),
        Column(_("score").capitalize(), 3, number=True),
        Column(_("effect").capitalize(), 3, number=True),
        Column(_("+5 here"), 2, number=True),
    ]
    rows = [
        [one.number, one.name, f"{one.score} {one.margin}", f"{one.effect} ({one.span})", one.gain]
        for one in research.matrix.drivers
    ]
    return Table(columns, rows)


def _reliability(research: Research) -> Table | None:
    if not research.reliability:
        return None
    columns = [Column(_("Latent variable"), 5)]
    columns += [Column(name, 2, number=True) for name in ("α ≥ .70", "CR ≥ .70", "AVE ≥ .50", _("Total effect"))]
    return Table(
        columns, [[row.name, *(value for value, _weak in row.values), row.effect] for row in research.reliability]
    )


def _themes(strategy: Strategy) -> Table | None:
    if not strategy.themes:
        return None
    columns = [Column(_("Theme"), 5), Column(_("Promoters"), 3, number=True), Column(_("Detractors"), 3, number=True)]
    rows = [[one.word, one.pro.value if one.pro else "–", one.det.value if one.det else "–"] for one in strategy.themes]
    return Table(columns, rows)


def _funnel(strategy: Strategy) -> Table:
    rows = [(step.name, f"{step.count} ({step.share})" if step.share else step.count) for step in strategy.funnel]
    return _pairs(rows)


def _pairs(rows: list[tuple[str, Any]]) -> Table:
    return Table([Column("", 4), Column("", 10)], [[name, value] for name, value in rows])
