"""A dashboard as Excel: one row a figure, with what it was counted from."""

from __future__ import annotations

from collections.abc import Iterator
from typing import IO, Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from aftersales.tables.exporting import Column, Shape
from aftersales.tables.sheets import xlsx_file

from ..enums import View
from ..presentation.words import VERDICTS, against_name, now_name
from ..queries.dashboard import DashboardPage
from ..queries.metrics import Told
from ..rules.metric import rounded


def columns() -> list[Column]:
    shapes = [
        (_("Metric"), Shape.TEXT),
        (pgettext("filter", "Period"), Shape.TEXT),
        (_("Value"), Shape.NUMBER),
        (_("Unit"), Shape.TEXT),
        (_("Margin"), Shape.NUMBER),
        (_("Numerator"), Shape.NUMBER),
        (_("Denominator"), Shape.NUMBER),
        (_("Compared with"), Shape.TEXT),
        (_("Value then"), Shape.NUMBER),
        (_("Change"), Shape.TEXT),
        (_("Formula"), Shape.TEXT),
        (_("Clause"), Shape.TEXT),
    ]
    return [Column(heading, "", shape) for heading, shape in shapes]


def rows(page: DashboardPage) -> Iterator[list[Any]]:
    for told in page.told.values():
        yield _row(told, page)


def _row(told: Told, page: DashboardPage) -> list[Any]:
    figure, metric = told.figure, told.figure.metric
    then = told.against
    return [
        str(metric.name),
        now_name(page.asked),
        _("hidden") if figure.hidden else rounded(metric, figure.value),
        str(metric.unit.label),
        None if figure.margin is None else round(figure.margin, 1),
        figure.numerator,
        figure.denominator,
        against_name(page.asked) if then else "",
        rounded(metric, then.value) if then else None,
        str(VERDICTS[told.move.verdict]) if told.move else "",
        str(metric.formula),
        _(", ").join(str(clause) for clause in metric.clauses),
    ]


def dashboard_sheet(page: DashboardPage) -> IO[bytes]:
    return xlsx_file(columns(), rows(page), str(View(page.view).label))
