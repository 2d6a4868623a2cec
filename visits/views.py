"""Pages of visits: the list for a phone, one visit with its outcome."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from aftersales.office.queries import draft_of
from aftersales.staff.models import User
from aftersales.store.paging import page_of
from aftersales.tables.exporting import export_button
from aftersales.web.policy import policy
from aftersales.web.views import submit, visible_or_404

from .forms import MissedForm, OutcomeForm, ReassignForm, RepFilterForm, RescheduleForm, sheets
from .models import Visit
from .permissions import READERS
from .queries.lists import TABS, default_scope, rows, tab_counts, visits_list
from .queries.page import about, draft_key, one_visit
from .services import visits as service

LABELS = [
    ("today", gettext_lazy("Today")),
    ("week", gettext_lazy("This week")),
    ("overdue", gettext_lazy("Overdue")),
    ("done", gettext_lazy("Done")),
    ("all", gettext_lazy("Planned")),
]


def _at(tab: str, rep: str) -> str:
    return f"{reverse('visits')}?{urlencode({'tab': tab, 'rep': rep})}"


def _tabs(current: str, rep: str, counts: dict[str, int]) -> list[dict[str, Any]]:
    return [
        {"url": _at(tab, rep), "label": label, "count": counts.get(tab), "current": tab == current}
        for tab, label in LABELS
    ]


def _filter(user: User, tab: str, rep: str) -> dict[str, Any]:
    """Whose visits are shown, as a chip that can be taken away."""
    form = RepFilterForm(initial={"rep": rep, "tab": tab})
    chosen = dict(form.fields["rep"].choices).get(rep, rep)
    chips = [] if rep == "all" else [{"label": _("Rep"), "value": chosen, "remove_url": _at(tab, "all")}]
    return {"filter_form": form, "chips": chips, "filter_url": f"{_at(tab, rep)}&sheet=filter"}


@policy("visit.list", roles=READERS)
@require_GET
def visits(request: HttpRequest) -> HttpResponse:
    """Today's list, the week, what is overdue, what took place."""
    today, user = timezone.localdate(), request.user
    tab = request.GET.get("tab", "today")
    tab = tab if tab in TABS else "today"
    rep = request.GET.get("rep") or default_scope(user)
    page = page_of(request, visits_list(user, tab=tab, rep=rep, today=today))
    context = {
        "tab": tab,
        "today": today,
        "page": page,
        "rows": rows(user, page, tab=tab, today=today),
        "tabs": _tabs(tab, rep, tab_counts(user, rep=rep, today=today)),
        "week_url": _at("week", rep),
        "all_url": _at("all", rep),
        "here_url": _at(tab, rep),
        "export": export_button(user, "visits", {"tab": tab, "rep": rep}, page),
        **_filter(user, tab, rep),
        "sheet": request.GET.get("sheet"),
    }
    return render(request, "visits/list.html", context)


def _page(request: HttpRequest, visit: Visit, *, status: int = 200, sheet: str = "", **given: Any) -> HttpResponse:
    """One visit: what is known before it, the outcome form, or the record of what came of it."""
    today = timezone.localdate()
    draft = draft_of(request.user, draft_key(visit))
    context = {"visit": visit, "form": OutcomeForm(visit, draft=draft), "opened": {sheet: True}}
    context["draft"] = draft_key(visit)
    context |= about(request.user, visit, today) | sheets(visit, today) | given
    return render(request, "visits/visit.html", context, status=status)


@policy("visit.view", roles=READERS)
@require_GET
def visit(request: HttpRequest, pk: int) -> HttpResponse:
    return _page(request, visible_or_404(one_visit(request.user), pk=pk), sheet=request.GET.get("sheet", ""))


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
    return visible_or_404(one_visit(request.user), pk=pk)


@policy("visit.record", roles=READERS)
@require_POST
def visit_record(request: HttpRequest, pk: int) -> HttpResponse:
    visit = _visit(request, pk)
    done = _("Outcome saved: %(customer)s") % {"customer": visit.customer}
    return _answer(request, visit, OutcomeForm(visit, request.POST), service.record_outcome, "form", done)


@policy("visit.reschedule", roles=READERS)
@require_POST
def visit_reschedule(request: HttpRequest, pk: int) -> HttpResponse:
    form = RescheduleForm(request.POST)
    return _answer(request, _visit(request, pk), form, service.reschedule, "reschedule", _("Rescheduled"))


@policy("visit.miss", roles=READERS)
@require_POST
def visit_missed(request: HttpRequest, pk: int) -> HttpResponse:
    form = MissedForm(request.POST)
    return _answer(request, _visit(request, pk), form, service.mark_missed, "missed", _("Next attempt planned"))


@policy("visit.reassign", roles=READERS)
@require_POST
def visit_reassign(request: HttpRequest, pk: int) -> HttpResponse:
    form = ReassignForm(request.POST)
    return _answer(request, _visit(request, pk), form, service.reassign, "reassign", _("Reassigned to another rep"))
