"""A dashboard as Excel: one row a figure, with what it was counted from."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import IO, Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from aftersales.tables.exporting import Column, Shape
from aftersales.tables.sheets import Formatted, SheetOf, xlsx_book

from ..enums import Unit, View
from ..presentation.dashboard import filters_of
from ..presentation.words import CERTAINTY, VERDICTS, against_name, now_name, subtitle
from ..queries.dashboard import DashboardPage
from ..queries.metrics import Told
from ..rules.metric import Metric, rounded

FORMATS = {Unit.MONEY: "#,##0.00", Unit.MONEY_PER: "#,##0.00", Unit.COUNT: "#,##0"}


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
        _("hidden") if figure.hidden else _shown(metric, figure.value),
        str(metric.unit.label),
        None if figure.margin is None else round(figure.margin, 1),
        figure.numerator,
        figure.denominator,
        against_name(page.asked) if then else "",
        _shown(metric, then.value) if then else None,
        str(VERDICTS[told.move.verdict]) if told.move else "",
        str(metric.formula),
        _(", ").join(str(clause) for clause in metric.clauses),
    ]


def _shown(metric: Metric, value: Decimal | None) -> Formatted:
    return Formatted(rounded(metric, value), FORMATS.get(Unit(metric.unit), "#,##0.0"))


def dashboard_sheet(page: DashboardPage) -> IO[bytes]:
    """The figures, and a sheet that says what they are about."""
    heads = [Column(_("Field"), ""), Column(_("Value"), "")]
    return xlsx_book([SheetOf(_title(page), columns(), rows(page)), SheetOf(_("About"), heads, _about(page))])


def _title(page: DashboardPage) -> str:
    return str(View(page.view).label)


def _about(page: DashboardPage) -> list[list[Any]]:
    return [
        [_("Dashboard"), _title(page)],
        [pgettext("filter", "Period"), subtitle(page.asked)],
        [_("Compared with"), against_name(page.asked)],
        *([name, value] for name, value in filters_of(page)),
        [_("As of"), f"{timezone.localtime(page.slice.now):%Y-%m-%d %H:%M}"],
        [_("How sure"), str(CERTAINTY)],
    ]
