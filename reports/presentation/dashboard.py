"""What a dashboard shows: the five answers, the charts, and the menus whose choices are in the address."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from aftersales.web.addresses import address as page_address
from aftersales.web.figures import sentences
from complaints.permissions import can_log
from surveys.rules.quarters import quarter_of, quarters_until

from ..enums import View
from ..queries.dashboard import DashboardPage, has_tickets
from ..rules.asked import A_YEAR_BEFORE, BEFORE, OWN, Asked, params_of
from .areas import areas_of
from .cells import cells_of
from .page import line_of
from .questions import answers_of, views_for
from .rising import rising_for
from .words import CERTAINTY, against_name, now_name, period_name, subtitle

LABELS = {
    "region": lambda: _("Region"),
    "product": lambda: _("Product"),
    "batch": lambda: _("Batch"),
    "outlet": lambda: _("Outlet"),
    "channel": lambda: _("Channel"),
    "team": lambda: pgettext("filter", "Team"),
}
QUARTERS, MONTHS, YEARS = 6, 6, 3
# The class of the last cell, by how many of three columns the others leave in their last row.
FILLS = {0: "r-whole", 1: "s-cell--wide", 2: ""}


def dashboard_context(page: DashboardPage) -> dict[str, Any]:
    """The values of the template, in the active language."""
    # The radar tells of the last weeks, so a period that is over has nothing of it.
    is_now = page.asked.days.last >= page.slice.today
    rising = rising_for(page.slice.user, page.slice.filters) if is_now else None
    answers = answers_of(page.view, page.told, page.asked, rising)
    cells = cells_of(page, answers)
    is_nothing = not any(each.figure.numerator for each in page.told.values())
    return {
        "title": str(View(page.view).label),
        "subtitle": [subtitle(page.asked), _("every figure opens the rows behind it")],
        "now": page.slice.now,
        "areas": areas_of(page.slice.user, "dashboard"),
        "answers": answers,
        "cells": cells,
        "menus": menus(page),
        "views": view_menu(page),
        "forms": period_fields(page),
        "waiting": [line_of(row, page.slice.now) for row in page.waiting],
        "ignored": ignored(page),
        "certainty": CERTAINTY,
        "pdf_url": address(page, route="dashboard_pdf"),
        "xlsx_url": address(page, route="dashboard_xlsx"),
        "metrics_url": address(page, route="metrics"),
        "fill": FILLS[sum(2 if cell.wide else 1 for cell in cells) % 3],
        "may_log": can_log(page.slice.user),
        "is_narrowed": bool(page.slice.params) or not is_now,
        "is_empty": is_nothing and not any(each.figure.denominator for each in page.told.values()),
        "is_before_tickets": is_nothing and not has_tickets(),
    }


def address(page: DashboardPage, route: str = "dashboard", **changed: str) -> str:
    """The address of the dashboard with some parameters changed; an empty value removes one."""
    params = {"view": page.view, **params_of(page.asked), **page.slice.params, **changed}
    if params["period"] != OWN:
        params = {name: value for name, value in params.items() if name not in ("from", "to")}
    if params["against"] != OWN:
        params = {name: value for name, value in params.items() if not name.startswith("against_")}
    if params["against"] == BEFORE:
        params.pop("against")
    return f"{page_address(route)}?{urlencode({name: value for name, value in params.items() if value})}"


def ignored(page: DashboardPage) -> str:
    """Which metrics do not follow which filters, in a sentence; "" if all do."""
    found: dict[str, list[str]] = {}
    for told in page.told.values():
        for name in told.figure.ignored:
            found.setdefault(name, []).append(str(told.figure.metric.name))
    parts = [
        _("%(filter)s does not apply to: %(metrics)s.") % {"filter": LABELS[name](), "metrics": _(", ").join(names)}
        for name, names in found.items()
    ]
    return sentences(*parts)


def filters_of(page: DashboardPage) -> list[tuple[str, str]]:
    """What the figures are limited to, for paper and Excel: pairs (filter, value)."""
    found = [(label(), page.slice.named(name) or page.slice.alone(name)) for name, label in LABELS.items()]
    return [(label, value) for label, value in found if value]


def view_menu(page: DashboardPage) -> list[dict[str, Any]]:
    views = views_for(page.slice.user.role)
    return [
        {"url": address(page, view=view), "label": str(View(view).label), "current": view == page.view}
        for view in views
        if len(views) > 1
    ]


def menus(page: DashboardPage) -> list[dict[str, Any]]:
    """The menus in a row: period, against, and the filters that have choices."""
    found = [_menu("period", pgettext("filter", "Period"), now_name(page.asked), _periods(page))]
    found.append(_menu("against", _("Against"), against_name(page.asked), _against(page)))
    for name, label in LABELS.items():
        if name == "region" and page.slice.is_fixed:
            continue
        choices = page.slice.choices.get(name, [])
        value = page.slice.alone(name)
        if name == "batch":
            if value:
                options = [_option(address(page, batch=""), _("all"), False), _option("", value, True)]
                found.append(_menu(name, label(), value, options))
            continue
        if not choices:
            continue
        options = [_option(address(page, **{name: ""}), _("all"), not value)]
        options += [_option(address(page, **{name: key}), text, key == value) for key, text in choices]
        found.append(_menu(name, label(), page.slice.named(name) or _("all"), options))
    return found


def _menu(name: str, label: str, value: str, options: list[dict[str, Any]]) -> dict[str, Any]:
    return {"name": name, "label": label, "value": value, "options": options}


def _option(url: str, label: str, current: bool) -> dict[str, Any]:
    return {"url": url, "label": label, "current": current}


def _periods(page: DashboardPage) -> list[dict[str, Any]]:
    today = page.slice.today
    quarters = list(reversed(quarters_until(quarter_of(today), QUARTERS)))
    at = today.year * 12 + today.month - 1
    months = [f"{(at - n) // 12}-{(at - n) % 12 + 1:02}" for n in range(MONTHS)]
    years = [str(today.year - n) for n in range(YEARS)]
    codes = [*quarters, *months, *years]
    return [
        _option(address(page, period=code), period_name(code, page.asked.days), code == page.asked.code)
        for code in codes
    ]


def _against(page: DashboardPage) -> list[dict[str, Any]]:
    choices = [(BEFORE, _("the period before")), (A_YEAR_BEFORE, _("a year before"))]
    return [_option(address(page, against=code), label, code == page.asked.against_code) for code, label in choices]


def period_fields(page: DashboardPage) -> dict[str, Any]:
    """The values of the form for an own period, and the other parameters that it sends along."""
    asked: Asked = page.asked
    kept: Mapping[str, str] = {"view": page.view, **page.slice.params}
    return {
        "kept": [(name, value) for name, value in kept.items() if name != "batch"],
        "first": asked.days.first.isoformat(),
        "last": asked.days.last.isoformat(),
        "against_first": asked.against.first.isoformat() if asked.against_code == OWN else "",
        "against_last": asked.against.last.isoformat() if asked.against_code == OWN else "",
        "batch": page.slice.alone("batch"),
    }
