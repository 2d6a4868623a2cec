"""Pages to record what a customer does not want, and that they have taken it back (PIPL)."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from aftersales.web.policy import policy
from aftersales.web.views import visible_or_404

from ..forms.opting import OptOutForm
from ..permissions import EDITORS
from ..queries.opting import opt_outs_seen_by
from ..services.opting import opt_out
from ..verbs import OPT_OUTS
from .customer import customer_to_edit, form_page


@policy("customer.edit", roles=EDITORS)
@require_http_methods(["GET", "POST"])
def opt_out_new(request: HttpRequest, number: str) -> HttpResponse:
    customer = customer_to_edit(request, number)
    form = OptOutForm(request.POST or None, contacts=customer.contacts.all())

    def save(_data: dict[str, Any]) -> Any:
        return opt_out(customer_id=customer.pk, actor=request.user, now=timezone.now(), **form.arguments())

    texts = {"title": _("Record an opt-out"), "button": _("Record"), "done": _("Opt-out recorded")}
    return form_page(request, customer, form, save, **texts)


@policy("customer.edit", roles=EDITORS)
@require_http_methods(["GET", "POST"])
def opt_out_end(request: HttpRequest, pk: int) -> HttpResponse:
    row = visible_or_404(opt_outs_seen_by(request.user), pk=pk)
    verb = OPT_OUTS["take-back"]
    form = verb.form(request.POST or None, target=row, user=request.user)
    customer = customer_to_edit(request, row.customer.number)

    def save(_data: dict[str, Any]) -> Any:
        return verb.perform(form, actor=request.user, now=timezone.now())

    texts = {"title": _("Take back an opt-out"), "button": str(verb.label), "done": str(verb.done)}
    return form_page(request, customer, form, save, **texts)
