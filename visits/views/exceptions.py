"""The pages of exceptions from the cadence."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from aftersales.kernel.errors import ensure
from aftersales.store.paging import page_of
from aftersales.web.policy import policy
from aftersales.web.views import submit, visible_or_404
from customers.models import Customer
from customers.permissions import visible_to as visible_customers
from customers.queries.numbers import current_number

from ..forms.exceptions import EndExceptionForm, ExceptionForm
from ..models import VisitException
from ..permissions import READERS, can_except
from ..queries.exceptions import exceptions
from ..services.exceptions import set_exception
from ..verbs import EXCEPTIONS


@policy("visit_exception.list", roles=READERS)
@require_GET
def exception_list(request: HttpRequest) -> HttpResponse:
    """The customers who are visited more or less often than their tier requires."""
    page = page_of(request, exceptions(request.user))
    return render(request, "visits/exceptions.html", {"page": page})


@policy("visit_exception.edit", roles=READERS)
@require_http_methods(["GET", "POST"])
def exception(request: HttpRequest, number: str) -> HttpResponse:
    """How often a customer is visited: set it, or end the exception."""
    customer: Customer = visible_or_404(visible_customers(request.user), number=current_number(number))
    ensure(can_except(request.user, customer))
    row = VisitException.objects.filter(customer=customer).first()
    start = {"months": row.months, "reason": row.reason} if row else {}
    form = ExceptionForm(request.POST or None, target=customer, user=request.user, initial=start)

    def act(_data: dict[str, Any]) -> VisitException:
        return set_exception(actor=request.user, now=timezone.now(), **form.arguments())

    def again(form: Any, status: int = 200) -> HttpResponse:
        context = {"form": form, "customer": customer, "row": row, "end": EndExceptionForm(target=row)}
        return render(request, "visits/exception.html", context, status=status)

    if request.method != "POST":
        return again(form)
    return submit(
        request, form, act, again=again, goto=customer.get_absolute_url(), done=gettext_lazy("Follow-up interval saved")
    )


@policy("visit_exception.edit", roles=READERS)
@require_POST
def exception_end(request: HttpRequest, number: str) -> HttpResponse:
    row = visible_or_404(exceptions(request.user), customer__number=current_number(number))
    verb = EXCEPTIONS["end"]
    form = verb.form(request.POST, target=row, user=request.user)

    def again(form: Any, status: int) -> HttpResponse:
        start = {"months": row.months, "reason": row.reason}
        context = {"form": ExceptionForm(target=row.customer, initial=start), "customer": row.customer, "row": row}
        return render(request, "visits/exception.html", context | {"end": form}, status=status)

    return submit(
        request,
        form,
        lambda _data: verb.perform(form, actor=request.user, now=timezone.now()),
        again=again,
        goto=row.customer.get_absolute_url(),
        done=verb.done,
    )
