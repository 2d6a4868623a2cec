"""The charts of a quarter. The page and the printed report use the same definitions."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from aftersales.render.charts import bars, line
from aftersales.render.layers import Limit
from aftersales.web.figures import listed
from surveys.rules.quarters import quarter_name

from ..queries import QuarterPage

Spec = dict[str, Any]


def complaints_by_week(page: QuarterPage) -> Spec:
    """Complaints per week, with those of a year ago and the control limits."""
    weeks, limits = page.complaints.weeks, page.complaints.limits
    named = [(_("W%(week)s") % {"week": week.number}, week) for week in weeks]
    earlier = [(name, float(week.year_before)) for name, week in named]
    year = weeks[-1].span.first.year
    return line(
        title=_weekly_finding(page),
        values=[(name, float(week.rows.count)) for name, week in named],
        name=str(year),
        before=earlier if any(value for _name, value in earlier) else (),
        before_name=str(year - 1),
        limit=Limit(limits.high, _("upper limit %(value)s") % {"value": f"{limits.high:.1f}"}) if limits else None,
        band=(limits.low, limits.high) if limits else None,
    )


def _weekly_finding(page: QuarterPage) -> str:
    limits = page.complaints.limits
    if limits is None:
        return _("Too few complaints to calculate control limits.")
    above = [week.number for week in page.complaints.weeks if limits.broken_by(week.rows.count)]
    if not above:
        return _("Within the control limits every week.")
    return _("Above the limit in week %(weeks)s.") % {"weeks": listed(above)}


def hours_by_region(page: QuarterPage) -> Spec | None:
    """The median hours until the first reply by region, compared with the quarter before."""
    if not page.hours:
        return None
    return bars(
        title=_slowest(page),
        values=[(str(each.region), round(each.hours, 1)) for each in page.hours],
        name=quarter_name(page.period.quarter),
        before=[
            (str(each.region), round(each.previous_hours, 1)) for each in page.hours if each.previous_hours is not None
        ],
        before_name=quarter_name(page.period.previous_quarter),
        text=lambda hours: _("%(hours)s h") % {"hours": f"{hours:.1f}"},
    )


def _slowest(page: QuarterPage) -> str:
    slowest = page.hours[0]
    facts = {"region": slowest.region, "hours": f"{slowest.hours:.1f}"}
    if page.scope.region is not None:
        return _("Median: %(hours)s h.") % facts
    if slowest.previous_hours is None:
        return _("%(region)s replies slowest: %(hours)s h (median).") % facts
    facts |= {"before": f"{slowest.previous_hours:.1f}", "quarter": page.period.previous_quarter[-2:]}
    return _("%(region)s replies slowest: %(hours)s h (median), %(before)s h in %(quarter)s.") % facts
