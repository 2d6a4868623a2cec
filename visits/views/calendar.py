"""The calendar of visits by month and week, one day of it, and the load of each rep."""

from __future__ import annotations

from datetime import date, timedelta

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from aftersales.kernel.bounds import LATEST_DAY
from aftersales.store.paging import page_of
from aftersales.web.list_search import OPENED, filters_of
from aftersales.web.policy import policy

from ..forms.calendar import CalendarFilterForm
from ..permissions import READERS, can_replan
from ..presentation import visit_rows
from ..presentation.calendar import day_cells, load_notes, load_rows, query_of, title_of, week_name
from ..queries.calendar import Scope, between, days, load, team, visits_in, week_totals
from ..queries.lists import with_customer
from ..queries.load import capacity_table
from ..rules.calendar import next_month, week_of, weeks_ahead, weeks_of_month
from ..rules.placing import ONE_WEEK

REPS_ON_A_PAGE = 12
SHOWN = {"month": 2, "week": 12}
EARLIEST = date(1990, 1, 1)


def _day_of(text: str) -> date | None:
    """The day in an address, None if it is none. The years are bounded, so that a month before and after exist."""
    try:
        found = date.fromisoformat(text)
    except ValueError:
        return None
    return found if EARLIEST <= found <= LATEST_DAY - timedelta(days=60) else None


def _scope(request: HttpRequest) -> tuple[Scope, CalendarFilterForm]:
    form = CalendarFilterForm(request.GET, user=request.user)
    form.is_valid()  # a wrong filter counts as none
    rep, region = form.cleaned_data.get("rep"), form.cleaned_data.get("region")
    return Scope(rep.pk if rep else None, region.pk if region else None), form


@policy("visit.calendar", roles=READERS)
@require_GET
def visit_calendar(request: HttpRequest) -> HttpResponse:
    """A month or a week: how many visits on each day of how many that can be made. Beside it the next eight weeks."""
    user, today = request.user, timezone.localdate()
    view = "week" if request.GET.get("view") == "week" else "month"
    at = _day_of(request.GET.get("at", "")) or today
    by_week = view == "week"
    scope, form = _scope(request)
    weeks = [week_of(at)] if by_week else weeks_of_month(at)
    capacity = capacity_table()
    found = days(user, scope, weeks[0][0], weeks[-1][-1], shown=SHOWN[view], capacity=capacity)
    page = page_of(request, team(user, scope), REPS_ON_A_PAGE)
    mondays = weeks_ahead(today)
    loads = load(list(page), mondays, capacity)
    before, after = (at - ONE_WEEK, at + ONE_WEEK) if by_week else (next_month(at, -1), next_month(at))
    kept = "week" if by_week else ""
    context = {
        "today": today,
        "totals": week_totals(user, scope, today),
        "week": week_name(today),
        "title": title_of(at, by_week),
        "by_week": by_week,
        "cells": day_cells(weeks, found, scope, at=at, today=today, by_week=by_week),
        "before_url": query_of(scope, at=before.isoformat(), view=kept),
        "after_url": query_of(scope, at=after.isoformat(), view=kept),
        "today_url": query_of(scope, view=kept) or "?",
        "month_url": query_of(scope, at=at.isoformat()),
        "week_url": query_of(scope, at=at.isoformat(), view="week"),
        **filters_of(
            form,
            {
                "rep": str(scope.rep or ""),
                "region": str(scope.region or ""),
                "at": request.GET.get("at", "") and at.isoformat(),
                "view": kept,
                OPENED: request.GET.get(OPENED, ""),
            },
        ),
        "week_names": [week_name(monday) for monday in mondays],
        "loads": load_rows(loads, scope),
        "notes": load_notes(loads),
        "page": page,
        "may_replan": can_replan(user),
    }
    return render(request, "visits/calendar.html", context)


@policy("visit.calendar", roles=READERS)
@require_GET
def visit_calendar_day(request: HttpRequest, on: str) -> HttpResponse:
    """All visits of one day."""
    day = _day_of(on)
    if day is None:
        raise Http404
    user, today = request.user, timezone.localdate()
    scope, _form = _scope(request)
    view = "week" if request.GET.get("view") == "week" else ""
    visits = with_customer(between(visits_in(user, scope), day, day)).order_by("state", "due_on", "pk")
    page = page_of(request, visits)
    context = {
        "day": day,
        "page": page,
        "rows": visit_rows(user, page, tab="done", today=today),
        "back_url": reverse("visit_calendar") + query_of(scope, at=day.isoformat(), view=view),
        "back": _("Calendar"),
        "before_url": _day_url(day - timedelta(days=1), scope, view),
        "after_url": _day_url(day + timedelta(days=1), scope, view),
    }
    return render(request, "visits/calendar_day.html", context)


def _day_url(day: date, scope: Scope, view: str) -> str:
    return reverse("visit_calendar_day", args=[day.isoformat()]) + query_of(scope, view=view)
