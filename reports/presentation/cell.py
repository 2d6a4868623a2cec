"""A chart on a dashboard, and what the makers of charts share."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from aftersales.render.plots import Plot, linked

from ..enums import Unit
from ..queries.dashboard import DashboardPage
from ..queries.metrics.columns import Sums
from ..queries.metrics.figures import rows_url
from ..rules.metrics import metric_of
from .questions import Answer


@dataclass(frozen=True)
class Heat:
    """Counts by weekday and hour. rows: (weekday, cells), each cell a count, a tint from 0 to 3 and the address of its
    tickets."""

    title: str
    hours: Sequence[str]
    rows: Sequence[tuple[str, Sequence[tuple[int, int, str]]]]

    @property
    def table(self) -> SafeString:
        """The rows of the table, as Plot.table."""
        return format_html_join(
            "", '<tr><th scope="row">{}</th>{}</tr>', ((name, _hours(row)) for name, row in self.rows)
        )


def _hours(row: Sequence[tuple[int, int, str]]) -> SafeString:
    return format_html_join("", '<td class="h{}">{}</td>', ((tint, linked(count, url)) for count, tint, url in row))


@dataclass(frozen=True)
class Cell:
    """A chart on a dashboard. number: of the question that it explains. finding: what it shows, in a sentence."""

    number: int
    title: str
    finding: str
    plot: Plot | None = None
    heat: Heat | None = None
    wide: bool = False
    keys: Sequence[tuple[str, str]] = ()


# Units whose lines begin where the values do, which a sentence then says.
OFF_ZERO = (Unit.PERCENT, Unit.INDEX)
Maker = Callable[[DashboardPage, Answer | None], Cell | None]


def number_of(answer: Answer | None) -> int:
    return answer.number if answer else 0


def rows_of_page(page: DashboardPage, code: str, part: str, **more: str) -> str:
    metric = metric_of(code)
    filters = {name: value for name, value in page.slice.params.items() if name in metric.filters}
    return rows_url(code, part, page.asked.days, {**filters, **more})


def named(page: DashboardPage, name: str, key: str) -> str:
    return dict(page.slice.choices.get(name, ())).get(key, key) or _("none")


def counts_of(found: Mapping[str, Sums], column: str) -> list[tuple[str, int]]:
    """(key, count), the largest first."""
    rows = [(key, sums.columns[column]) for key, sums in found.items() if sums.columns[column]]
    return sorted(rows, key=lambda row: (-row[1], row[0]))
