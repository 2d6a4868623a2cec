"""What the page of the service quality of teams shows."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from aftersales.web.figures import percent
from aftersales.web.moments import MONTHS
from surveys.rules.quarters import quarter_name

from ..queries.teams import Cell, Team, Teams
from ..rules.fair import periods_until
from ..rules.metrics import metric_of
from .page import days_of

METRICS = {
    "in_time": "first_reply_in_time",
    "at_once": "solved_at_once",
    "reopened": "reopened",
    "satisfied": "satisfied",
}


def teams_context(page: Teams, today: Any) -> dict[str, Any]:
    """The values of the template, in the active language."""
    return {
        "teams": page,
        "by": page.by,
        "subtitle": [days_of(page.span), _("first replies by the day of logging, the rest by the day of closing")],
        "rows": [_row(team, team.name) for team in page.rows],
        "total": _row(page.total, _("All together")),
        "own": _row(page.own, _("Your own tickets")) if page.own else None,
        "heads": [_("Tickets closed"), *(label for _name, label, _text in meanings())],
        "meanings": meanings(),
        "by_menu": [
            {"url": _url(page.period, by), "label": label, "current": by == page.by}
            for by, label in (("department", _("By department")), ("region", _("By region")))
        ],
        "period_menu": [
            {"url": _url(period, page.by), "label": period_name(period), "current": period == page.period}
            for period in dict.fromkeys([*periods_until(today), page.period])
        ],
    }


def meanings() -> list[tuple[str, str, str]]:
    """Each figure: its name, its label and its formula, as in the catalogue of metrics."""
    found = [(name, metric_of(code)) for name, code in METRICS.items()]
    return [(name, str(metric.name), str(metric.formula)) for name, metric in found]


def _row(team: Team, name: str) -> dict[str, Any]:
    whole = team.closed.share
    return {
        "name": name,
        "closed": {
            "value": str(whole.whole) if whole else "",
            "url": team.closed.whole.url if team.closed.whole else "",
            "hidden": team.closed.hidden,
            "label": _("Tickets closed"),
        },
        "cells": [{**_cell(getattr(team, name)), "label": label} for name, label, _text in meanings()],
    }


def _cell(cell: Cell) -> dict[str, Any]:
    """A share, of how many, and the two lists that it opens."""
    share = cell.share
    if share is None:
        return {"value": "", "hidden": cell.hidden}
    return {
        "value": percent(share.value, 0),
        "hidden": False,
        "part": share.part,
        "whole": share.whole,
        "part_url": cell.part.url if cell.part else "",
        "whole_url": cell.whole.url if cell.whole else "",
    }


def period_name(period: str) -> str:
    if "Q" in period:
        return quarter_name(period)
    year, _dash, month = period.partition("-")
    if not month:
        return _("Year %(year)s") % {"year": year}
    return _("%(month)s %(year)s") % {"month": MONTHS[int(month) - 1], "year": year}


def _url(period: str, by: str) -> str:
    return f"{reverse('teams')}?{urlencode({'period': period, 'by': by})}"
