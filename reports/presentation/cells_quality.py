"""Charts of quality and cost: products, batches, the bridge of costs."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from django.utils.translation import gettext as _

from aftersales.web.figures import listed
from complaints.quality.enums import CostKind

from ..queries.dashboard import (
    BATCHES,
    COST_BEFORE,
    COST_NOW,
    PRODUCTS,
    UNITS,
    DashboardPage,
)
from ..queries.metrics.columns import Sums
from ..queries.metrics.figures import NUMERATOR, rows_url
from ..rules.metrics import metric_of
from . import drawn, drawn_quality
from .cell import Cell, counts_of, number_of, rows_of_page
from .drawn import Bar
from .questions import Answer

PER_THOUSAND = "complaints_per_thousand"
MOST = 8
MOST_BATCHES = 12
NAMED = 3
# Of fewer units, one complaint would already break the limit.
FEWEST_UNITS = 20


def by_product(page: DashboardPage, answer: Answer | None) -> Cell | None:
    """Complaints, returns, exchanges and repairs by product: a Pareto chart."""
    counts = counts_of(page.found.get(PRODUCTS, {}), "about_products")
    if not counts:
        return None
    whole = sum(count for _key, count in counts)
    rows = [
        Bar(
            key or _("not named"),
            count,
            f"{count:,}",
            rows_of_page(page, "complaints_per_thousand", NUMERATOR, product=key) if key else "",
        )
        for key, count in counts[:MOST]
    ]
    if rest := whole - sum(count for _key, count in counts[:MOST]):
        rows.append(Bar(_("others"), rest, f"{rest:,}", ""))
    first = sum(count for _key, count in counts[:3])
    finding = _(
        "Complaints, returns, exchanges and repairs: %(count)s; the first three products make %(share)s%%. "
        "At the end the share up to each."
    ) % {
        "count": f"{whole:,}",
        "share": f"{100 * first / whole:.0f}",
    }
    columns = [_("Product"), _("Tickets"), _("up to here")]
    return Cell(
        number_of(answer), _("Tickets about products, by product"), finding, drawn.pareto(rows, finding, columns)
    )


def by_batch(page: DashboardPage, answer: Answer | None) -> Cell | None:
    """Complaints per 1,000 units by batch, with the limit that follows from the size of each: a control chart."""
    units = {key: sums.columns["units"] for key, sums in page.found.get(UNITS, {}).items() if key}
    counts = {key: sums.columns["about_products"] for key, sums in page.found.get(BATCHES, {}).items()}
    large = [key for key, n in units.items() if n >= FEWEST_UNITS]
    chosen = sorted(large, key=lambda key: (-counts.get(key, 0), -units[key], key))[:MOST_BATCHES]
    groups = [
        drawn_quality.Group(
            key, counts.get(key, 0), units[key], rows_of_page(page, "complaints_per_thousand", NUMERATOR, batch=key)
        )
        for key in sorted(chosen)
    ]
    columns = [_("Batch"), _("Complaints"), _("Units"), _("per 1,000"), _("Limit")]
    found = drawn_quality.control(groups, _batch_finding, columns)
    if found.plot is None:
        return None
    return Cell(number_of(answer), _("Complaints per 1,000 units, by batch"), found.plot.title, found.plot, wide=True)


def _batch_finding(mean: float, beyond: Sequence[drawn_quality.Group]) -> str:
    if not beyond:
        return _("Every batch is within its limit; the mean is %(mean)s.") % {"mean": f"{mean:.1f}"}
    return _("Beyond the 3σ limit, which is the narrower the larger a batch: %(batches)s.") % {
        "batches": listed([*(group.name for group in beyond[:NAMED]), *(["…"] if len(beyond) > NAMED else [])])
    }


def cost_bridge(page: DashboardPage, answer: Answer | None) -> Cell | None:
    """What each kind of cost added or took away since the other period."""
    now, before = page.found.get(COST_NOW, {}), page.found.get(COST_BEFORE, {})
    if not now and not before:
        return None
    nothing = Sums({"fen": 0}, Decimal(0))
    code = "cost_of_poor_quality"
    metric = metric_of(code)
    filters = {name: value for name, value in page.slice.params.items() if name in metric.filters}

    def urls(**more: str) -> tuple[str, str]:
        spans = (page.asked.against, page.asked.days)
        earlier, later = (rows_url(code, NUMERATOR, span, {**filters, **more}) for span in spans)
        return earlier, later

    steps = [
        drawn_quality.Step(
            str(kind.label),
            before.get(kind.value, nothing).of("fen"),
            now.get(kind.value, nothing).of("fen"),
            urls(cost=kind.value),
        )
        for kind in CostKind
    ]
    change = sum(step.now - step.before for step in steps)
    most = max(steps, key=lambda step: abs(step.now - step.before))
    finding = _("%(change)s in all; most of it %(kind)s. In ¥1,000.") % {
        "change": f"{'+' if change >= 0 else '−'}¥{abs(change):,.0f}",
        "kind": most.name,
    }
    plot = drawn_quality.bridge(steps, finding, page.asked.against_period, page.asked.code, urls())
    return Cell(number_of(answer), _("Cost of poor quality, from then to now"), finding, plot)
