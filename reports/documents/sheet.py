"""A dashboard as Excel: one row a figure, with what it was counted from."""

from __future__ import annotations

from collections.abc import Iterator
from typing import IO, Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from aftersales.tables.exporting import Column, Shape
from aftersales.tables.sheets import Formatted, fitted, xlsx_book
from aftersales.web.moments import on_paper

from ..enums import Unit, View
from ..presentation.dashboard import filters_of
from ..presentation.words import CERTAINTY, VERDICTS, against_name, change_text, now_name, subtitle
from ..queries.dashboard import DashboardPage
from ..queries.metrics import Figure, Told
from ..rules.metric import rounded

SIGNS = {"up": "+", "down": "−"}
FORMATS = {Unit.PERCENT: "0.0%", Unit.MONEY: "#,##0.00", Unit.MONEY_PER: "#,##0.00", Unit.COUNT: "#,##0"}


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
        (_("How sure"), Shape.TEXT),
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
        _value(figure),
        str(metric.unit.label),
        None if figure.margin is None else round(figure.margin, 1),
        figure.numerator,
        figure.denominator,
        against_name(page.asked) if then else "",
        _value(then) if then else None,
        _change(told),
        str(VERDICTS[told.move.verdict]) if told.move else "",
        str(metric.formula),
        _(", ").join(str(clause) for clause in metric.clauses),
    ]


def _value(figure: Figure) -> Any:
    """A figure as Excel computes with it: a share as 0.968, shown as 96.8%."""
    if figure.hidden:
        return _("hidden")
    value = rounded(figure.metric, figure.value)
    if figure.metric.unit == Unit.PERCENT and value is not None:
        value = value.scaleb(-2)
    return Formatted(value, FORMATS.get(Unit(figure.metric.unit), "#,##0.0"))


def _change(told: Told) -> str:
    """−10.3 points, +35; "" where there is nothing to compare with."""
    move, metric = told.move, told.figure.metric
    if move is None:
        return ""
    return f"{SIGNS[move.direction]}{change_text(metric, move)}" if move.direction else _("no change")


def dashboard_sheet(page: DashboardPage) -> IO[bytes]:
    """The figures, and a sheet that says what they are about."""
    heads = [Column(_("Field"), ""), Column(_("Value"), "")]
    return xlsx_book([fitted(_title(page), columns(), list(rows(page))), fitted(_("About"), heads, _about(page))])


def _title(page: DashboardPage) -> str:
    return str(View(page.view).label)


def _about(page: DashboardPage) -> list[list[Any]]:
    return [
        [_("Dashboard"), _title(page)],
        [pgettext("filter", "Period"), subtitle(page.asked)],
        [_("Compared with"), against_name(page.asked)],
        *([name, value] for name, value in filters_of(page)),
        [_("As of"), on_paper(page.slice.now)],
        [_("How sure"), str(CERTAINTY)],
    ]
