"""The list of care plans, the page of one, and what is done there."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from aftersales.kernel.errors import ensure
from aftersales.store.paging import page_of
from aftersales.tables.exporting import export_button
from aftersales.web.list_columns import sort_of, table_of
from aftersales.web.list_search import OPENED, filters_of
from aftersales.web.policy import policy
from aftersales.web.views import submit, visible_or_404
from customers.models import Customer
from customers.permissions import visible_to as visible_customers
from customers.queries.numbers import current_number

from ..forms.care import NewPlanForm, PlanFilterForm
from ..models import CareNeed, CarePlan
from ..permissions import READERS, can_plan_care
from ..presentation.care import page_of_plan, plan_rows
from ..presentation.care_waiting import action_wait, plan_wait
from ..presentation.care_words import suggested_title
from ..queries import care as queries
from ..services.care_plans import make_plan
from ..verbs import CARE_ACTIONS, CARE_SUGGESTIONS, NEEDS, PLANS
from .steps import NUDGE, Bound, do, number_of, offered, sheet

LABELS = {
    "mine": gettext_lazy("Mine"),
    "running": pgettext_lazy("care plan", "Running"),
    "late": gettext_lazy("Overdue"),
    "draft": gettext_lazy("To approve"),
    "ended": pgettext_lazy("care plan", "Ended"),
}
FILTERS = ("region", "owner", "tier")
ROWS: dict[str, Any] = {"need": NEEDS, "action": CARE_ACTIONS, "suggestion": CARE_SUGGESTIONS}


def _at(tab: str, asked: dict[str, str]) -> str:
    return f"{reverse('care_plans')}?{urlencode({'tab': tab, **asked})}"


@policy("care_plan.list", roles=READERS)
@require_GET
def care_plans(request: HttpRequest) -> HttpResponse:
    """The care plans: mine, running, with overdue actions, drafts, past ones."""
    user, today = request.user, timezone.localdate()
    tab = request.GET.get("tab", "running")
    tab = tab if tab in queries.TABS else "running"
    asked = {name: value for name in FILTERS if (value := request.GET.get(name, "")[:40]) and "\0" not in value}
    sort = sort_of(request, queries.SORTS)
    page = page_of(request, queries.plans_list(user, tab=tab, asked={**asked, **sort}, today=today))
    counts = queries.tab_counts(user, asked=asked, today=today)
    form = PlanFilterForm(initial=asked)
    context = {
        "page": page,
        "rows": plan_rows(page, today),
        "tab": tab,
        "tabs": [
            {"url": _at(name, asked), "label": label, "count": counts.get(name), "current": name == tab}
            for name, label in LABELS.items()
        ],
        **filters_of(form, {"tab": tab, **asked, OPENED: request.GET.get(OPENED, "")}),
        **table_of(user, "care_plans", {"tab": tab, **asked, **sort}, default="-until" if tab == "ended" else "until"),
        "export": export_button(user, "care_plans", {"tab": tab, **asked, **sort}, page),
    }
    return render(request, "visits/care_plans.html", context)


@policy("care_plan.create", roles=READERS)
@require_http_methods(["GET", "POST"])
def care_plan_new(request: HttpRequest, number: str) -> HttpResponse:
    """Draft a care plan for a customer."""
    customer: Customer = visible_or_404(visible_customers(request.user), number=current_number(number))
    ensure(can_plan_care(request.user, customer))

    def again(form: Any, status: int = 200) -> HttpResponse:
        return render(request, "visits/care_plan_new.html", {"form": form, "customer": customer}, status=status)

    if request.method != "POST":
        return again(NewPlanForm(target=customer, user=request.user))
    form = NewPlanForm(request.POST, target=customer, user=request.user)
    return submit(
        request,
        form,
        lambda data: make_plan(actor=request.user, now=timezone.now(), **form.arguments()),
        done=_("Care plan drafted"),
        goto=lambda plan: plan.get_absolute_url(),
        again=again,
    )


@policy("care_plan.view", roles=READERS)
@require_GET
def care_plan(request: HttpRequest, number: str) -> HttpResponse:
    return _page(request, _plan(request, number))


@policy("care_plan.step", roles=READERS)
@require_POST
def care_plan_step(request: HttpRequest, number: str, name: str) -> HttpResponse:
    """Do something to the plan itself."""
    plan = _plan(request, number)
    goto = plan.get_absolute_url()
    return do(
        request,
        PLANS,
        name,
        plan,
        goto=goto,
        again=lambda form, status: _page(request, plan, Bound(name, form, status)),
    )


@policy("care_plan.row", roles=READERS)
@require_POST
def care_plan_row(request: HttpRequest, number: str, kind: str, pk: int, name: str) -> HttpResponse:
    """Do something to a need, an action or a suggestion of the plan."""
    plan = _plan(request, number)
    row = _row_of(plan, kind, pk)
    return do(
        request,
        ROWS[kind],
        name,
        row,
        goto=plan.get_absolute_url(),
        again=lambda form, status: _page(request, _plan(request, number), Bound(name, form, status, kind, pk)),
    )


def _plan(request: HttpRequest, number: str) -> CarePlan:
    found: CarePlan = visible_or_404(queries.whole(queries.plans(request.user)), number=number)
    return found


def _row_of(plan: CarePlan, kind: str, pk: int) -> Any:
    """A row of the plan, with the plan as it was read."""
    sets: dict[str, Any] = {"need": plan.needs, "action": plan.actions, "suggestion": plan.suggestions}
    if kind not in sets:
        raise Http404
    row = next((one for one in sets[kind].all() if one.pk == pk), None)
    if row is None:
        raise Http404
    row.plan = plan
    return row


def _page(request: HttpRequest, plan: CarePlan, bound: Bound | None = None) -> HttpResponse:
    user, today = request.user, timezone.localdate()
    may, now = offered(PLANS, user, plan), timezone.now()
    own = bound if bound and not bound.kind else None
    names = dict.fromkeys([*may, *([own.name] if own else [])])
    names.pop(NUDGE, None)
    sheets = [
        sheet(
            PLANS[name],
            plan,
            user,
            reverse("care_plan_step", args=[plan.number, name]),
            own.form if own and own.name == name else None,
        )
        for name in names
    ]
    kind, pk = (bound.kind, bound.pk) if bound else (request.GET.get("row", ""), number_of(request.GET.get("id", "")))
    context = {
        **page_of_plan(user, plan, today),
        "may": {name.replace("-", "_"): True for name in may},
        "sheets": sheets,
        "opened": own.name if own else request.GET.get("open", ""),
        "row": _row_sheet(request, plan, kind, pk, bound) if kind in ROWS else None,
        "url": plan.get_absolute_url(),
        "wait": plan_wait(plan, user, now),
        "nudge_url": reverse("care_plan_step", args=[plan.number, NUDGE]),
        "now": now,
    }
    return render(request, "visits/care_plan.html", context, status=bound.status if bound else 200)


def _row_sheet(request: HttpRequest, plan: CarePlan, kind: str, pk: int, bound: Bound | None) -> dict[str, Any]:
    """Everything that the user may do to one row, in a sheet."""
    row, verbs, user = _row_of(plan, kind, pk), ROWS[kind], request.user
    title = suggested_title(row) if kind == "suggestion" else row.need if isinstance(row, CareNeed) else row.title
    names = dict.fromkeys([*offered(verbs, user, row), *([bound.name] if bound and bound.kind else [])])
    names.pop(NUDGE, None)
    return {
        "title": title,
        "object": row,
        "kind": kind,
        "wait": action_wait(row, user, timezone.now()) if kind == "action" else None,
        "nudge_url": reverse("care_plan_row", args=[plan.number, kind, pk, NUDGE]),
        "forms": [
            sheet(
                verbs[name],
                row,
                user,
                reverse("care_plan_row", args=[plan.number, kind, pk, name]),
                bound.form if bound and bound.name == name else None,
            )
            for name in names
        ],
    }
