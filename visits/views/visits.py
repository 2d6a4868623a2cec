"""The list of visits, and the page of one."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from aftersales.office.queries import draft_of
from aftersales.store.paging import page_of
from aftersales.tables.exporting import export_button
from aftersales.web.list_search import chips_of
from aftersales.web.policy import policy
from aftersales.web.views import submit, visible_or_404
from complaints.quality.permissions import visible_actions
from complaints.quality.queries.actions import of_source

from ..forms.visits import OutcomeForm, RepFilterForm
from ..models import Visit
from ..permissions import READERS
from ..presentation import page_of_visit, visit_rows, visit_wait
from ..queries.lists import TABS, default_scope, draft_key, one_visit, tab_counts, visits_list
from ..services.improving import source_of
from ..verbs import VISITS, offered

LABELS = [
    ("today", gettext_lazy("Today")),
    ("week", gettext_lazy("This week")),
    ("overdue", gettext_lazy("Overdue")),
    ("done", gettext_lazy("Done")),
    ("all", gettext_lazy("Planned")),
    ("undecided", gettext_lazy("Manager decides")),
]


def _at(tab: str, rep: str) -> str:
    return f"{reverse('visits')}?{urlencode({'tab': tab, 'rep': rep})}"


def _tabs(current: str, rep: str, counts: dict[str, int]) -> list[dict[str, Any]]:
    return [
        {"url": _at(tab, rep), "label": label, "count": counts.get(tab), "current": tab == current}
        for tab, label in LABELS
    ]


def _filters(tab: str, rep: str) -> list[dict[str, Any]]:
    """Whose visits are shown. Without the chip they are those of all."""
    (chip,) = chips_of(RepFilterForm(initial={"rep": rep}), tab=tab)
    return [chip | {"remove_url": "" if rep == "all" else _at(tab, "all")}]


@policy("visit.list", roles=READERS)
@require_GET
def visits(request: HttpRequest) -> HttpResponse:
    """The list of visits, with tabs for today, this week, overdue visits, and visits that took place."""
    today, user = timezone.localdate(), request.user
    tab = request.GET.get("tab", "today")
    tab = tab if tab in TABS else "today"
    rep = request.GET.get("rep") or default_scope(user)
    page = page_of(request, visits_list(user, tab=tab, rep=rep, today=today))
    context = {
        "tab": tab,
        "today": today,
        "page": page,
        "rows": visit_rows(user, page, tab=tab, today=today),
        "tabs": _tabs(tab, rep, tab_counts(user, rep=rep, today=today)),
        "week_url": _at("week", rep),
        "all_url": _at("all", rep),
        "export": export_button(user, "visits", {"tab": tab, "rep": rep}, page),
        "filters": _filters(tab, rep),
    }
    return render(request, "visits/list.html", context)


@policy("visit.view", roles=READERS)
@require_GET
def visit(request: HttpRequest, pk: int) -> HttpResponse:
    row = visible_or_404(one_visit(request.user), pk=pk)
    opened = request.GET.get("sheet", "")
    return _page(request, row, opened=opened if opened in VISITS else "")


@policy("visit.step", roles=READERS)
@require_POST
def visit_step(request: HttpRequest, pk: int, name: str) -> HttpResponse:
    row = visible_or_404(one_visit(request.user), pk=pk)
    verb = VISITS.get(name)
    if verb is None:
        raise Http404
    made = verb.form if name == "record" else verb.sheet_form  # the outcome is no sheet
    form = made(request.POST, request.FILES, target=row, user=request.user)
    return submit(
        request,
        form,
        lambda data: verb.perform(form, actor=request.user, now=timezone.now()),
        done=str(verb.done) % {"customer": row.customer},
        goto=reverse("visits") if name == "record" else row.get_absolute_url(),
        again=lambda bound, status: _page(request, row, opened=name, form=bound, status=status),
    )


def _page(
    request: HttpRequest, row: Visit, *, opened: str = "", form: forms.Form | None = None, status: int = 200
) -> HttpResponse:
    """The page of a visit, with its outcome or the form of the outcome. form: a form that came back with errors."""
    user, key, verbs = request.user, draft_key(row), offered(request.user, row)
    improvement = of_source(source_of(row).key)
    context = {
        "visit": row,
        "improvement": improvement,
        "improvement_seen": improvement is not None and visible_actions(user).filter(pk=improvement.pk).exists(),
        "draft": key,
        "can_record": "record" in verbs,
        "form": form
        if opened == "record" and form
        else OutcomeForm(target=row, user=user, initial=draft_of(user, key)),
        "sheets": {
            name: {
                "label": verb.label,
                "submit": verb.submit,
                "url": reverse("visit_step", args=[row.pk, name]),
                "form": form if opened == name and form else verb.sheet_form(target=row, user=user),
                "open": opened == name,
            }
            for name, verb in verbs.items()
            if name not in {"record", "nudge"}
        },
        "wait": visit_wait(row, user, timezone.now()),
        "nudge_url": reverse("visit_step", args=[row.pk, "nudge"]),
        "now": timezone.now(),
    }
    context |= page_of_visit(user, row, timezone.localdate())
    return render(request, "visits/visit.html", context, status=status)
