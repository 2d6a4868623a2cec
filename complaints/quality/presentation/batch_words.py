"""What the chart of a batch says in words: the answer, the formula, how often it alarms falsely."""

from __future__ import annotations

from math import inf

from django.utils.translation import gettext as _

from aftersales.web.figures import sentences

from ..queries.batch_charts import BatchChart
from ..rules.control_chart import FEWEST_PERIODS, TOO_FEW, Chart
from ..rules.false_alarms import LONGEST, Steady, weeks_between
from .chart_words import per_thousand, week_name


def answer_of(found: BatchChart) -> tuple[str, str]:
    """The state of the batch, and why, in two sentences."""
    if not found.rows:
        return _("No rate yet."), _("No unit of this batch has a sale date in the past.")
    if not found.chart.has_limits:
        return _("Too early to tell."), _no_limits(found.chart)
    week, point = found.told[-1]
    params = {
        "week": week_name(week.first),
        "rate": per_thousand(point.rate),
        "limit": per_thousand(point.upper or 0),
        "centre": per_thousand(found.chart.centre or 0),
    }
    if point.beyond:
        return _("Beyond the limit."), _(
            "In %(week)s there were %(rate)s complaints per 1,000 units in use; the u′ limit is %(limit)s."
        ) % params
    if point.ends_run:
        return _("Above the centre line for weeks."), _(
            "In %(week)s there were %(rate)s complaints per 1,000 units in use; the centre line is %(centre)s."
        ) % params
    text = _("In %(week)s there were %(rate)s complaints per 1,000 units in use; the u′ limit is %(limit)s.") % params
    last = found.alarm_weeks("beyond")
    if last:
        before = _("It was beyond it in %(week)s.") % {"week": week_name(last[-1])}
        return _("Back within the limit."), sentences(text, before)
    return _("Within the limit."), text


def _no_limits(chart: Chart) -> str:
    if chart.why == TOO_FEW:
        return _("Limits need %(weeks)s whole weeks with units in use; there are %(count)s.") % {
            "weeks": FEWEST_PERIODS,
            "count": chart.baseline,
        }
    return _("There was no complaint yet, so there are no limits.")


def no_chart_text(found: BatchChart) -> str:
    if found.rows:
        return ""
    if found.weeks.undated:
        return _("The units have no sale date, so nobody knows since when they are in use.")
    return _("No units in use yet.")


def chart_text_of(chart: Chart) -> str:
    if not chart.has_limits:
        return _no_limits(chart) if chart.points else ""
    return _("The red line alarms; the dashed one only explains. Every point opens its complaints.")


def formula_of(found: BatchChart) -> str:
    """How centre and limits were reckoned, with the figures of this batch and the sources."""
    chart = found.chart
    if not chart.has_limits:
        return ""
    base = found.rows[: chart.baseline]
    params = {
        "first": week_name(base[0].first),
        "last": week_name(base[-1].first),
        "complaints": sum(week.complaints for week in base),
        "units": f"{sum(week.units for week in base):,}",
        "centre": per_thousand(chart.centre or 0, 2),
        "sigma": f"{chart.sigma_z:.2f}",
    }
    return (
        _(
            "Centre ū = %(complaints)s complaints from %(first)s to %(last)s ÷ %(units)s units in use, added up by "
            "week = %(centre)s ‰. u limit: ū + 3√(ū/n). Laney u′ limit: ū + 3σz√(ū/n) with σz = %(sigma)s, the mean "
            "moving range of the standardized values ÷ 1.128; never below 0. In use: sold until the end of the week, "
            "less accepted back. Sources: ISO 7870-2; Montgomery, Introduction to Statistical Quality Control; Laney "
            "2002, Quality Engineering 14(4)."
        )
        % params
    )


def false_alarms_text(found: BatchChart) -> str:
    """How often a steady batch of this size would alarm all the same."""
    chart, units = found.chart, found.weeks.units
    if not chart.has_limits or not units or not (chart.alarms.beyond or chart.alarms.run):
        return ""
    steady = Steady(mean=(chart.centre or 0) * units, sigma_z=chart.sigma_z or 0)
    plain = _weeks_said(weeks_between(steady, chart.alarms))
    text = _("False alarms: a steady batch with %(units)s units in use alarms about once in %(weeks)s weeks (Poisson).")
    said = text % {"units": f"{units:,}", "weeks": plain}
    if steady.sigma_z > 1:
        spread = Steady(steady.mean, steady.sigma_z, spread=steady.sigma_z)
        more = _("With the scatter of its baseline: once in %(weeks)s weeks.")
        said = sentences(said, more % {"weeks": _weeks_said(weeks_between(spread, chart.alarms))})
    return said


def _weeks_said(weeks: float) -> str:
    """Two digits are as much as such a figure is worth."""
    if weeks == inf or weeks > LONGEST:
        return _("more than %(weeks)s") % {"weeks": f"{LONGEST:,}"}
    return f"{float(f'{weeks:.2g}'):,.0f}"
