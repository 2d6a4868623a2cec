"""The cost of returns and of poor quality."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import override, pgettext, pgettext_lazy

from complaints.quality.queries.cost_sources import SOURCES
from complaints.quality.queries.costs import Share

from ...queries import period_cost
from ...rules.contents import ChartData, Section
from ...rules.library import periods_until
from ...rules.periods import Span
from .catalogue import found_in, measure
from .measures import said_if_none, table_of
from .words import LANGUAGES, both, label, period_words, said, short_period, written

MOST = 10
NAMELESS = {
    "product": _("Product unknown"),
    "batch": _("No batch"),
    "supplier": _("No supplier"),
    "cause": _("Not a quality problem"),
}


def sections(period: Span, rhythm: str, now: datetime) -> list[Section]:
    spans = periods_until(period, rhythm)
    costs = [period_cost.costs(span) for span in spans]
    return [
        _overview(spans, rhythm, costs),
        _compared(spans, now),
        _sources(costs[-1], costs[-2]),
        *_parts(period),
    ]


def _overview(spans: list[Span], rhythm: str, costs: list[period_cost.Costs]) -> Section:
    now, was = costs[-1], costs[-2]
    params = {
        "total": both(lambda: written(period_cost.yuan(now.total), "money")),
        "tickets": now.tickets,
        "returns": both(lambda: written(period_cost.yuan(now.returns), "money")),
        "before": both(lambda: written(period_cost.yuan(was.total), "money")),
        "period": period_words(spans[-2], rhythm),
    }
    words = [
        said(
            _(
                "Poor quality cost %(total)s (tickets: %(tickets)s), of which goods that came back %(returns)s; "
                "%(before)s in %(period)s."
            ),
            **params,
        )
    ]
    chart = ChartData(
        "line",
        both(lambda: _("Cost of poor quality per period, in yuan")),
        [[short_period(span, rhythm), one.total / 100] for span, one in zip(spans, costs, strict=True)],
        "money",
        both(lambda: _("Cost of poor quality")),
    )
    return Section("overview", both(lambda: _("What it cost")), words, chart=chart)


CODES = ("cost_of_poor_quality", "cost_of_returns", "recovered")


def _compared(spans: list[Span], now: datetime) -> Section:
    found = found_in(CODES, spans, now)
    measures = [measure(found, code, spans) for code in CODES]
    return Section("compared", both(lambda: _("Against the period before")), measures=measures)


def _sources(now: period_cost.Costs, was: period_cost.Costs) -> Section:
    lines: list[list[Any]] = [
        [
            label(word),
            period_cost.yuan(now.by_source.get(source, 0)),
            period_cost.yuan(was.by_source.get(source, 0)),
        ]
        for source, word in SOURCES.items()
        if source in now.by_source or source in was.by_source
    ]
    totals = [both(lambda: _("Total")), period_cost.yuan(now.total), period_cost.yuan(was.total)] if lines else []
    columns = [
        (both(lambda: _("Source")), "text"),
        (both(lambda: _("Amount")), "money"),
        (both(lambda: pgettext("report", "Before")), "money"),
    ]
    note = both(lambda: _("Goods that went back to stock are subtracted, so a line may be negative."))
    words = said_if_none(lines, _("Nothing was spent, in this period or the one before."))
    return Section(
        "sources", both(lambda: _("Where it comes from")), words, table=table_of(columns, lines, totals, note)
    )


def _parts(period: Span) -> list[Section]:
    """The parts by type, product, batch, supplier and cause. Each adds up to the total."""
    found = {language: _read(period, language) for language in LANGUAGES}
    titles = {
        "kinds": (_("By type"), _("Type")),
        "products": (_("By product"), _("Product")),
        "batches": (_("By batch"), _("Batch")),
        "suppliers": (_("By supplier"), _("Supplier")),
        "causes": (_("By cause"), pgettext_lazy("report", "Cause")),
    }
    first = next(iter(found.values()))
    return [
        _part(name, *titled, {language: rows[name] for language, rows in found.items()})
        for name, titled in titles.items()
        if first[name]
    ]


def _read(period: Span, language: str) -> dict[str, list[Share]]:
    with override(language):
        rows = period_cost.parts(period)
    return {name: getattr(rows, name) for name in ("kinds", "products", "batches", "suppliers", "causes")}


def _part(name: str, title: Any, head: Any, shares: dict[str, list[Share]]) -> Section:
    """The labels of each part in both languages; the parts are found by their values, whose order is the same."""
    words = {language: {share.value: share.label for share in rows} for language, rows in shares.items()}
    rows = sorted(next(iter(shares.values())), key=lambda share: (not share.label, -share.amount, share.value))
    lines: list[list[Any]] = []
    for share in rows[:MOST]:
        named = {language: known[share.value] for language, known in words.items()}
        lines.append([named if share.label else label(NAMELESS.get(share.name, "")), f"{share.amount:.2f}"])
    rest = sum((share.amount for share in rows[MOST:]), Decimal(0))
    if rows[MOST:]:
        lines.append([both(lambda: _("Others")), f"{rest:.2f}"])
    total = sum((share.amount for share in rows), Decimal(0))
    columns = [(both(lambda: head), "text"), (both(lambda: _("Amount")), "money")]
    totals = [both(lambda: _("Total")), f"{total:.2f}"]
    return Section(name, both(lambda: title), table=table_of(columns, lines, totals))
