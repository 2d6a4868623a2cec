"""A grade by hand, and the demand of a year."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from aftersales.web.policy import policy
from aftersales.web.views import visible_or_404

from ..forms import DemandForm, GradeForm
from ..permissions import EDITORS, GRADERS, can_edit, require, visible_to
from ..rules.grading import HOLD
from ..services.grading import regrade
from ..services.profile import set_demand
from .belongings import one_form


@policy("customer.regrade", roles=GRADERS)
def customer_grade(request: HttpRequest, number: str) -> HttpResponse:
    customer = visible_or_404(visible_to(request.user), number=number)
    start = {"grade": customer.grade or "C", "is_critical": customer.is_critical, "version": customer.version}
    form = GradeForm(request.POST or None, initial={**start, "held_until": timezone.localdate() + HOLD})

    def act(data: dict[str, Any]) -> Any:
        reasons = [data["reason"]]
        return regrade(actor=request.user, now=timezone.now(), customer=customer, reasons=reasons, **data)

    words = {"title": _("Set satisfaction grade"), "button": _("Set grade"), "done": _("Grade set")}
    return one_form(request, customer, form, act, **words)


@policy("customer.edit", roles=EDITORS)
def customer_demand(request: HttpRequest, number: str) -> HttpResponse:
    customer = visible_or_404(visible_to(request.user), number=number)
    require(can_edit(request.user, customer))
    form = DemandForm(
        request.POST or None, initial={"year": timezone.localdate().year, "amount": customer.annual_demand}
    )

    def act(data: dict[str, Any]) -> Any:
        return set_demand(actor=request.user, now=timezone.now(), customer=customer, **data)

    words = {"title": _("Record annual demand"), "button": _("Save annual demand"), "done": _("Annual demand saved")}
    return one_form(request, customer, form, act, **words)
