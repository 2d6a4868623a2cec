"""The page of coverage, and the customers behind each of its figures."""

from __future__ import annotations

from dataclasses import asdict, replace

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from aftersales.store.dates import company_date
from aftersales.store.paging import page_of
from aftersales.tables.exporting import export_button
from aftersales.web.policy import policy

from ..forms.coverage import CutForm
from ..permissions import READERS
from ..presentation.coverage import LIST, PAGE, chips, page_of_coverage
from ..presentation.coverage_rows import customer_rows
from ..presentation.coverage_words import address
from ..queries.coverage import counted_customers

LISTING = "visit_coverage"
BY = ("rep", "outlet")


@policy("coverage.page", roles=READERS)
@require_GET
def coverage(request: HttpRequest) -> HttpResponse:
    today, user = company_date(timezone.now()), request.user
    form, by = CutForm(request.GET), request.GET.get("by", "")
    cut = replace(form.cut(), late="", standing="")
    page = page_of_coverage(user, today, cut, by if by in BY else BY[0])
    context = {
        **page,
        "today": today,
        "chips": chips(form.fields, cut, PAGE),
        "export": export_button(user, LISTING, {**asdict(cut), "standing": "missing"}, page["whole"].missing),
    }
    return render(request, "visits/coverage.html", context)


@policy("coverage.customers", roles=READERS)
@require_GET
def coverage_customers(request: HttpRequest) -> HttpResponse:
    """The customers of any cut: missing, in time, late by a step, of a place or rep."""
    today, user, form = company_date(timezone.now()), request.user, CutForm(request.GET)
    cut = form.cut()
    page = page_of(request, counted_customers(user, today, cut))
    context = {
        "today": today,
        "page": page,
        "rows": customer_rows(page, today),
        "chips": chips(form.fields, cut, LIST),
        "cut": cut,
        "back_url": address("visit_coverage", cut, late="", standing=""),
        "export": export_button(user, LISTING, asdict(cut), page),
    }
    return render(request, "visits/coverage_customers.html", context)
