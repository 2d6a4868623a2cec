"""Satisfaction grades: the list, the worst first, and the page of one customer's grade with its facts."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from aftersales.store.paging import page_of
from aftersales.web.list_columns import table_of
from aftersales.web.list_search import filters_of
from aftersales.web.policy import policy
from aftersales.web.views import submit
from customers.models import Customer
from customers.permissions import READERS as CUSTOMER_READERS
from customers.permissions import can_regrade, visible_to
from customers.queries.numbers import current_number
from customers.verbs import PROFILE

from ..forms.grades import GradeFilterForm
from ..permissions import CALL_BACK_READERS
from ..presentation import grades as presentation
from ..presentation.tabs import area_tabs
from ..queries import grades as queries
from ..queries.call_backs import open_for


@policy("grade.list", roles=CUSTOMER_READERS)
@require_GET
def grades(request: HttpRequest) -> HttpResponse:
    """Customers by grade, with filters, and what changed since yesterday."""
    now, form = timezone.now(), GradeFilterForm(request.GET)
    filters: dict[str, Any] = form.cleaned_data if form.is_valid() else {}
    tab = request.GET.get("grade", "")
    tab = tab if tab in queries.TABS else ""
    params = request.GET.dict()
    page = page_of(request, queries.graded(request.user, {**filters, "grade": tab, "sort": params.get("sort")}, now))
    hidden = () if filters.get("changed") else ("changed",)
    changes = queries.changes(request.user, now)
    rest = request.GET.copy()
    for name in ("grade", "page", "filter"):
        rest.pop(name, None)
    context = {
        "page": page,
        "rows": [(row, presentation.change_words(row) if filters.get("changed") else "") for row in page],
        "area": area_tabs(request.user, "grades"),
        "tabs": presentation.tabs(queries.tab_counts(request.user), tab, rest.urlencode()),
        **filters_of(form, params),
        **table_of(request.user, "grades", params, default="grade", hidden=hidden),
        "grade": tab,
        "changes": presentation.changed_rows(changes),
        "now": now,
    }
    return render(request, "surveys/grades.html", context)


@policy("grade.view", roles=CUSTOMER_READERS)
@require_http_methods(["GET", "POST"])
def grade(request: HttpRequest, number: str) -> HttpResponse:
    """Why a customer has this grade. A POST sets it by hand, with a reason and an end date."""
    number = current_number(number)
    customer = visible_to(request.user).select_related("region", "rep").filter(number=number, erased_at=None).first()
    if customer is None:
        raise Http404
    if request.method != "POST":
        return _page(request, customer)
    verb = PROFILE["regrade"]
    form = verb.form(request.POST, target=customer, user=request.user)
    return submit(
        request,
        form,
        lambda _data: verb.perform(form, actor=request.user, now=timezone.now()),
        done=verb.done,
        goto=reverse("grade", args=[number]),
        again=lambda bound, status: _page(request, customer, bound, status),
    )


def _page(request: HttpRequest, customer: Customer, form: forms.Form | None = None, status: int = 200) -> HttpResponse:
    now, verb = timezone.now(), PROFILE["regrade"]
    context = {"customer": customer, "now": now, **presentation.grade_page(customer, request.user, now)}
    context["changes"] = presentation.changed_rows(queries.changes(request.user, now))
    if request.user.role in CALL_BACK_READERS:
        context["call_back"] = open_for(customer, request.user)
    if can_regrade(request.user):
        context["form"] = form or verb.form(target=customer, user=request.user)
        context["verb"] = verb
    return render(request, "surveys/grade.html", context, status=status)
