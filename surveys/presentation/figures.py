"""Turns figures into the tiles and tabs of pages."""

from __future__ import annotations

from typing import Any

from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ..queries import AskedResponses

VIEWS = (
    ("", gettext_lazy("All")),
    ("unhappy", gettext_lazy("Dissatisfied")),
    ("unsolved", gettext_lazy("Not solved")),
    ("words", gettext_lazy("Comments")),
)


def rows_url(figures: dict[str, Any], view: str = "") -> str:
    """The address of the page that lists the responses behind the figures."""
    return f"{reverse('responses')}?{figures['query']}" + (f"&view={view}" if view else "")


def tiles(figures: dict[str, Any], profile: dict[str, list[Any]]) -> list[dict[str, Any]]:
    """The five tiles of a quarter for parts/kpi, each with a link to its rows."""
    url, before = rows_url(figures), figures["previous_quarter"]
    named = [
        ("index", _("Satisfaction index"), ""),
        ("csat", _("Satisfied (CSAT)"), "%"),
        ("nps", _("Net promoter score (NPS)"), ""),
        ("solved", _("Problem solved"), "%"),
        ("response_rate", _("Response rate"), "%"),
    ]
    return [
        {"url": url, "name": name, "values": profile.get(key), **_value(figures[key], unit, before)}
        for key, name, unit in named
    ]


def _value(figure: dict[str, Any] | None, unit: str, before: str) -> dict[str, Any]:
    if figure is None:
        return {"value": "–", "compared": _("fewer than five responses")}
    margin = f"± {figure['margin']:.1f}" if figure["margin"] is not None else ""
    return {
        "value": f"{figure['value']:.1f}".replace("-", "−"),
        "unit": " ".join(filter(None, (unit, margin))),
        **_change(figure, before[-2:]),
    }


def _change(figure: dict[str, Any], before: str) -> dict[str, Any]:
    """The change of a figure. It is marked good or bad only if it is beyond chance. before: for example "Q3"."""
    change = figure["change"]
    if change is None:
        return {"compared": _("no comparison data for %(quarter)s") % {"quarter": before}}
    beyond = figure["significant"]
    words = _("vs %(quarter)s, significant") if beyond else _("vs %(quarter)s, not significant")
    return {
        "change": f"{abs(change):.1f}",
        "direction": "up" if change > 0 else "down" if change < 0 else "",
        "good": change > 0 if beyond else None,
        "compared": words % {"quarter": before},
    }


def response_tabs(asked: AskedResponses) -> list[dict[str, Any]]:
    """The tabs of the list of responses, all for the same quarter and region."""
    query = QueryDict(mutable=True)
    query["quarter"] = asked.quarter
    if asked.region_id is not None:
        query["region"] = str(asked.region_id)
    tabs = []
    for view, label in VIEWS:
        query["view"] = view
        tabs.append({"url": f"?{query.urlencode()}", "label": label, "current": view == asked.view})
    return tabs
