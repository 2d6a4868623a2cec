"""The figures of a batch, and its problems as a Pareto diagram."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from aftersales.web.figures import listed, percent, sentences
from complaints.enums import QualityClass, Remedy
from complaints.rules.problems import name_of

from ..models import BatchRecord, batch_url
from ..queries.batch_charts import BatchChart
from ..queries.batch_problems import problems_of
from ..queries.batches import (
    BatchKey,
    came_back,
)
from .chart_words import PER, per_thousand, week_name

PROBLEMS = 6
VITAL = 0.7  # the share of the complaints that the vital few make up


@dataclass(frozen=True)
class Figure:
    """A figure and the address of the rows behind it."""

    name: str
    value: str
    unit: str = ""
    said: str = ""
    url: str = ""
    change: str = ""
    direction: str = ""
    good: bool | None = None


@dataclass(frozen=True)
class Problem:
    """A bar of the Pareto diagram. share: of all complaints so far."""

    name: str
    count: int
    width: float
    share: str
    vital: bool
    url: str


def figures_of(key: BatchKey, found: BatchChart, counts: Any, sold: Any, record: BatchRecord) -> list[Figure]:
    def at(what: str, **asked: Any) -> str:
        return batch_url(key.product_id, key.batch, f"batch_{what}", **asked)

    back = came_back(key.product_id, key.batch)
    kept = sum(row.accepted for row in back if row.remedy in (Remedy.REFUND, Remedy.EXCHANGE))
    stock = [
        _("produced %(count)s") % {"count": f"{record.produced:,}"} if record.produced is not None else "",
        _("in stock %(count)s") % {"count": f"{record.in_stock:,}"} if record.in_stock is not None else "",
        _("blocked %(count)s") % {"count": f"{record.blocked:,}"} if record.blocked else "",
    ]
    classes = [f"{QualityClass(name).label} {counts[name]}" for name in ("intrinsic", "extrinsic") if counts[name]]
    units = sold["n"] or 0
    return [
        Figure(_("Sold"), f"{units:,}", _("units"), listed(stock), at("units")),
        Figure(
            _("Who has it"),
            f"{sold['who']:,}",
            _("customers"),
            _("%(count)s units still in use") % {"count": f"{found.weeks.units:,}"},
            at("holders"),
        ),
        Figure(_("Complaints"), f"{counts['n']:,}", "", listed(classes), at("complaints")),
        _rate(key, found),
        Figure(
            _("Taken back"),
            f"{kept:,}",
            _("units"),
            listed(f"{Remedy(row.remedy).label} {row.accepted}" for row in back if row.accepted),
            at("returns"),
        ),
    ]


def _rate(key: BatchKey, found: BatchChart) -> Figure:
    """The rate of the last whole week, and how it moved."""
    whole = [week for week in found.rows if week.first < found.current]
    if not whole:
        return Figure(_("Rate"), "–", _("per 1,000"))
    week = whole[-1]
    rate = week.complaints / week.units
    change = direction = ""
    good = None
    if len(whole) > 1:
        before = whole[-2].complaints / whole[-2].units
        moved = round((rate - before) * PER, 1)
        change = f"{abs(moved):.1f}" if moved else ""
        direction, good = ("up", False) if moved > 0 else ("down", True) if moved < 0 else ("", None)
    return Figure(
        _("Rate in %(week)s") % {"week": week_name(week.first)},
        per_thousand(rate),
        _("per 1,000"),
        _("against the week before"),
        batch_url(key.product_id, key.batch, "batch_complaints", week=week.first.isoformat()),
        change,
        direction,
        good,
    )


def pareto_of(key: BatchKey, total: int) -> tuple[list[Problem], str]:
    found = problems_of(key.product_id, key.batch, total)
    counts = found.counts
    if not counts:
        return [], ""
    read, highest, so_far = len(found.kinds), max(count for _kind, count in counts), 0
    rows, vital = [], 0
    for kind, count in counts[:PROBLEMS]:
        is_vital = so_far / read < VITAL and count > 1
        so_far += count
        vital += is_vital
        rows.append(
            Problem(
                name=name_of(kind),
                count=count,
                width=round(100 * count / highest, 1),
                share=percent(so_far / read, 0),
                vital=is_vital,
                url=batch_url(key.product_id, key.batch, "batch_complaints", problem=str(kind)),
            )
        )
    text = ""
    if vital and len(counts) > vital:
        share = percent(sum(row.count for row in rows if row.vital) / read, 0)
        text = _("The blue ones make up %(share)s.") % {"share": share}
    if read < total:
        text = sentences(text, _("Of the newest %(count)s complaints.") % {"count": read})
    return rows, text
