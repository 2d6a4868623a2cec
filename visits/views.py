"""Pages of visits: the list for a phone, one visit with its outcome."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from aftersales.web.policy import policy
from aftersales.web.views import page_of, submit, visible_or_404

from . import queries
from .forms import MissedForm, OutcomeForm, ReassignForm, RepFilterForm, RescheduleForm, sheets
from .models import Visit
from .permissions import READERS, can_plan, can_reassign, can_record
from .services import visits as service


@policy("visit.list", roles=READERS)
@require_GET
def visits(request: HttpRequest) -> HttpResponse:
    """Today's list, the week, what is overdue, what took place."""
    today, user = timezone.localdate(), request.user
    tab = request.GET.get("tab", "today")
    tab = tab if tab in queries.TABS else "today"
    rep = request.GET.get("rep") or queries.default_scope(user)
    page = page_of(request, queries.visits_list(user, tab=tab, rep=rep, today=today))
    filter_form = RepFilterForm(initial={"rep": rep, "tab": tab})
    context = {
        "tab": tab,
        "today": today,
        "page": page,
        "rows": queries.rows(user, page, tab=tab, today=today),
        "counts": queries.tab_counts(user, rep=rep, today=today),
        "rep": rep,
        "rep_name": dict(filter_form.fields["rep"].choices).get(rep, ""),
        "filter_form": filter_form,
        "sheet": request.GET.get("sheet"),
    }
    return render(request, "visits/list.html", context)


def _page(request: HttpRequest, visit: Visit, *, status: int = 200, sheet: str = "", **forms_given: Any) -> HttpResponse:
    """One visit: what is known before it, the outcome form, or the record of what came of it."""
    user, today = request.user, timezone.localdate()
    context = {
        "visit": visit,
        "title": queries.title(visit),
        "today": today,
        "contact": visit.contact or visit.customer.main_contact,
        "before": queries.visits_before(visit),
        "tickets": queries.open_tickets(user, visit.customer),
        "next": None if visit.is_planned else queries.next_visit(visit),
        "facts": queries.facts(visit),
        "can_record": visit.is_planned and can_record(user, visit),
        "can_plan": visit.is_planned and can_plan(user, visit),
        "can_reassign": visit.is_planned and can_reassign(user, visit),
        "form": OutcomeForm(visit),
        "sheet": sheet,
        **sheets(visit, today),
        **forms_given,
    }
    return render(request, "visits/visit.html", context, status=status)


@policy("visit.view", roles=READERS)
@require_GET
def visit(request: HttpRequest, pk: int) -> HttpResponse:
    return _page(request, visible_or_404(queries.one_visit(request.user), pk=pk), sheet=request.GET.get("sheet", ""))


def _answer(
    request: HttpRequest, visit: Visit, form: forms.Form, act: Callable[..., Any], name: str, done: str
) -> HttpResponse:
    """One verb of a visit: call its service, go back to the visit, or show the form again."""
    return submit(
        request,
        form,
        lambda data: act(actor=request.user, now=timezone.now(), visit=visit, **data),
        done=done,
        goto=reverse("visits") if name == "form" else visit.get_absolute_url(),
        again=lambda form, status: _page(request, visit, status=status, sheet=name, **{name: form}),
    )


def _visit(request: HttpRequest, pk: int) -> Visit:
    return visible_or_404(queries.one_visit(request.user), pk=pk)


@policy("visit.record", roles=READERS)
@require_POST
def visit_record(request: HttpRequest, pk: int) -> HttpResponse:
    visit = _visit(request, pk)
    done = _("Outcome saved: %(customer)s.") % {"customer": visit.customer}
    return _answer(request, visit, OutcomeForm(visit, request.POST), service.record_outcome, "form", done)


@policy("visit.reschedule", roles=READERS)
@require_POST
def visit_reschedule(request: HttpRequest, pk: int) -> HttpResponse:
    form = RescheduleForm(request.POST)
    return _answer(request, _visit(request, pk), form, service.reschedule, "reschedule", _("Moved to another day."))


@policy("visit.miss", roles=READERS)
@require_POST
def visit_missed(request: HttpRequest, pk: int) -> HttpResponse:
    form = MissedForm(request.POST)
    return _answer(request, _visit(request, pk), form, service.mark_missed, "missed", _("The next attempt is planned."))


@policy("visit.reassign", roles=READERS)
@require_POST
def visit_reassign(request: HttpRequest, pk: int) -> HttpResponse:
    form = ReassignForm(request.POST)
    return _answer(request, _visit(request, pk), form, service.reassign, "reassign", _("Given to another rep."))
