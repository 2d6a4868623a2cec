"""The pages of maintenance: what was agreed for which purchase, and when it is next due."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from aftersales.kernel.errors import ensure
from aftersales.store.paging import page_of
from aftersales.web.policy import policy
from aftersales.web.views import submit, visible_or_404
from customers.models import Purchase
from customers.permissions import seen_through

from ..forms.kinds import EndMaintenanceForm, MaintenanceForm
from ..models import MaintenancePlan
from ..permissions import READERS, can_maintain
from ..queries.kinds import maintenance_plans as plans_of
from ..queries.kinds import service_terms
from ..services.kinds import agree_maintenance
from ..verbs import MAINTENANCE

FIELDS = ("months", "starts_on", "until_on", "contract_number", "version")


@policy("maintenance_plan.list", roles=READERS)
@require_GET
def maintenance_plans(request: HttpRequest) -> HttpResponse:
    """The purchases that are maintained, the next due first."""
    page = page_of(request, plans_of(request.user))
    return render(request, "visits/maintenance.html", {"page": page, "today": timezone.localdate()})


@policy("maintenance_plan.edit", roles=READERS)
@require_http_methods(["GET", "POST"])
def maintenance_plan(request: HttpRequest, pk: int) -> HttpResponse:
    """The maintenance of a purchase: agree, change or end it. pk: the id of the purchase."""
    seen = Purchase.objects.filter(seen_through(request.user, "customer__")).select_related("customer", "product")
    purchase = visible_or_404(seen, pk=pk)
    ensure(can_maintain(request.user, purchase.customer))
    row = MaintenancePlan.objects.filter(purchase=purchase).first()
    start: dict[str, Any] = {name: getattr(row, name) for name in FIELDS} if row else {}
    if not start:
        months = service_terms(timezone.localdate()).maintenance_months
        start = {"months": months, "starts_on": purchase.installed_on or purchase.purchased_on}
    form = MaintenanceForm(request.POST or None, user=request.user, initial=start)

    def again(bound: Any, status: int = 200) -> HttpResponse:
        return _page(request, purchase, row, bound, EndMaintenanceForm(), status)

    if request.method != "POST":
        return again(form)
    return submit(
        request,
        form,
        lambda data: agree_maintenance(actor=request.user, now=timezone.now(), purchase_id=purchase.pk, **data),
        again=again,
        goto=reverse("maintenance_plans"),
        done=gettext_lazy("Maintenance saved"),
    )


@policy("maintenance_plan.edit", roles=READERS)
@require_POST
def maintenance_end(request: HttpRequest, pk: int) -> HttpResponse:
    row = visible_or_404(plans_of(request.user), purchase=pk)
    verb = MAINTENANCE["end"]
    form = verb.form(request.POST, target=row, user=request.user)

    def again(bound: Any, status: int) -> HttpResponse:
        start = {name: getattr(row, name) for name in FIELDS}
        return _page(request, row.purchase, row, MaintenanceForm(initial=start), bound, status)

    return submit(
        request,
        form,
        lambda _data: verb.perform(form, actor=request.user, now=timezone.now()),
        again=again,
        goto=reverse("maintenance_plans"),
        done=verb.done,
    )


def _page(
    request: HttpRequest, purchase: Purchase, row: MaintenancePlan | None, form: Any, end: Any, status: int
) -> HttpResponse:
    context = {"form": form, "purchase": purchase, "row": row, "end": end}
    return render(request, "visits/maintenance_plan.html", context, status=status)
