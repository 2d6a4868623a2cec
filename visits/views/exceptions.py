"""The pages of cadence and exceptions: the list, and the schedule of one customer with its exceptions."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from aftersales.kernel.errors import ensure
from aftersales.store.paging import page_of
from aftersales.web.policy import policy
from aftersales.web.views import submit, visible_or_404
from customers.models import Customer
from customers.permissions import visible_to as visible_customers
from customers.queries.numbers import current_number

from ..enums import ExceptionKind
from ..forms.exceptions import EndExceptionForm, ExceptionForm
from ..models import VisitException
from ..permissions import CADENCE_READERS, CADENCE_WRITERS, READERS, can_except
from ..presentation.cadence import tier_rows
from ..presentation.schedules import check_words, due_words, exception_rows, run_words, why_words
from ..queries.exceptions import exceptions, exceptions_of
from ..queries.schedules import cadences, last_check, running, schedule_of
from ..services.exceptions import set_exception
from ..verbs import EXCEPTIONS


@policy("visit_exception.list", roles=READERS)
@require_GET
def exception_list(request: HttpRequest) -> HttpResponse:
    """How often each tier is visited, and the customers whose visits differ from it."""
    user, today = request.user, timezone.localdate()
    kind = request.GET.get("kind", "")
    kind = kind if kind in ExceptionKind.values else ""
    page = page_of(request, exceptions(user, kind))
    context = {
        "page": page,
        "rows": exception_rows(page, today),
        "tiers": tier_rows(list(cadences()), today, linked=user.role in CADENCE_READERS),
        "running": run_words(running()),
        "check_words": check_words(last_check()),
        "kinds": _kinds(kind),
        "settings_url": reverse("visit_cadences") if user.role in CADENCE_WRITERS else "",
    }
    return render(request, "visits/exceptions.html", context)


def _kinds(current: str) -> list[dict[str, Any]]:
    choices = [("", _("All")), *ExceptionKind.choices]
    return [
        {"url": f"?kind={kind}" if kind else "?", "label": label, "current": kind == current} for kind, label in choices
    ]


@policy("visit_exception.edit", roles=READERS)
@require_http_methods(["GET", "POST"])
def exception(request: HttpRequest, number: str) -> HttpResponse:
    """When the next visit of a customer is due and why, and the exceptions: set and end them."""
    customer: Customer = visible_or_404(visible_customers(request.user), number=current_number(number))
    ensure(request.method == "GET" or can_except(request.user, customer))
    form = ExceptionForm(request.POST or None, target=customer, user=request.user)

    def act(_data: dict[str, Any]) -> VisitException:
        return set_exception(actor=request.user, now=timezone.now(), **form.arguments())

    if request.method != "POST":
        return _page(request, customer, form=form)
    return submit(
        request,
        form,
        act,
        again=lambda bound, status: _page(request, customer, form=bound, status=status),
        goto=reverse("visit_exception", args=[customer.number]),
        done=gettext_lazy("Exception saved"),
    )


@policy("visit_exception.end", roles=READERS)
@require_POST
def exception_end(request: HttpRequest, number: str, pk: int) -> HttpResponse:
    row = visible_or_404(exceptions(request.user), customer__number=current_number(number), pk=pk)
    verb = EXCEPTIONS["end"]
    form = verb.form(request.POST, target=row, user=request.user)
    return submit(
        request,
        form,
        lambda _data: verb.perform(form, actor=request.user, now=timezone.now()),
        again=lambda bound, status: _page(request, row.customer, ended=(row.pk, bound), status=status),
        goto=reverse("visit_exception", args=[row.customer.number]),
        done=verb.done,
    )


def _page(
    request: HttpRequest, customer: Customer, *, form: Any = None, ended: Any = None, status: int = 200
) -> HttpResponse:
    """form, ended: the forms that came back with errors; ended with the id of its exception."""
    user, schedule = request.user, schedule_of(customer)
    rows = exception_rows(exceptions_of(customer), timezone.localdate())
    blank = {row.exception.pk: EndExceptionForm(target=row.exception, user=user) for row in rows}
    ends = {**blank, **({ended[0]: ended[1]} if ended else {})}
    context = {
        "customer": customer,
        "due": due_words(schedule),
        "why": why_words(schedule),
        "rows": [{"row": row, "end": ends[row.exception.pk]} for row in rows],
        "form": form or ExceptionForm(target=customer, user=user),
        "may_change": can_except(user, customer) and not customer.erased_at,
    }
    return render(request, "visits/exception.html", context, status=status)
