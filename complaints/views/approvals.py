"""The approvals inbox, and one decision made for a phone."""

import re

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from aftersales.store.paging import page_of
from aftersales.tables.exporting import export_button
from aftersales.web.policy import policy
from aftersales.web.views import submit, visible_or_404

from ..defaults import SMALL_CASE
from ..enums import StepCode, StepState
from ..forms.proposal import DecisionForm, SharedReasonForm
from ..models import Approval
from ..permissions import APPROVAL_READERS as READERS
from ..queries.approval_page import (
    SHEETS,
    approvals_of,
    decision_page,
    may_approve_at_once,
    shown_in_list,
    summed,
    visible_approvals,
)
from ..services.approval_bulk import MAX_APPROVALS, approve_many
from ..verbs import APPROVALS


@policy("approval.list", roles=READERS)
@require_GET
def approvals(request: HttpRequest) -> HttpResponse:
    """What waits for me, what I proposed, what was decided."""
    now, tab = timezone.now(), request.GET.get("tab", "")
    shown, tab, counts = approvals_of(request.user, tab, now)
    page = page_of(request, shown, size=30)
    tabs = {
        "mine": _("Awaiting my approval"),
        "proposed": _("Submitted by me"),
        "pending": _("All pending"),
        "decided": _("Decided"),
    }
    views = [
        {"url": f"?tab={key}", "label": label, "current": key == tab, "count": counts.get(key)}
        for key, label in tabs.items()
    ]
    together = may_approve_at_once(page, request.user, now) if tab == "mine" else set()
    for row in page:
        row.__dict__.update(shown_in_list(row, mine=tab == "mine"))
        row.__dict__["pick"] = f"{row.pk}:{row.version}" if row.pk in together else ""
    context = {"page": page, "views": views, "tab": tab, "now": now, "together": together, "limit": SMALL_CASE}
    context["export"] = export_button(request.user, "approvals", {"tab": tab}, page)
    return render(request, "complaints/approvals.html", context)


@policy("approval.approve", roles=READERS)
@require_POST
def approvals_approve(request: HttpRequest) -> HttpResponse:
    """Approve several small cases: first one sheet with all of them, which asks for the one reason."""
    chosen = _chosen(request)
    if not 0 < len(chosen) <= MAX_APPROVALS:
        messages.error(request, _("Select 1 to 50 approvals."))
        return HttpResponseRedirect(reverse("approvals"))
    form = SharedReasonForm(request.POST if "sure" in request.POST else None)
    if not form.is_valid():
        return _together(request, chosen, form, 422 if form.is_bound else 200)
    found = approve_many(chosen=chosen, actor=request.user, now=timezone.now(), **form.cleaned_data)
    refused = [one for one in found if not one.done]
    done = _("Approved: %(count)s") % {"count": len(found) - len(refused)}
    if not refused:
        messages.success(request, done)
        return HttpResponseRedirect(reverse("approvals"))
    context = {
        "verb": {"many": _("Approve in bulk")},
        "done": done,
        "outcomes": found,
        "refused": refused,
        "back_url": reverse("approvals"),
    }
    return render(request, "complaints/bulk_done.html", context)


PICKED = re.compile(r"([1-9][0-9]{0,8}):([1-9][0-9]{0,8})", re.ASCII)


def _chosen(request: HttpRequest) -> list[tuple[int, int]]:
    """The ids of the selected ones, each with the version that was looked at."""
    found = (PICKED.fullmatch(text) for text in request.POST.getlist("approval"))
    return list(dict.fromkeys((int(match[1]), int(match[2])) for match in found if match))


def _together(request: HttpRequest, chosen: list[tuple[int, int]], form: SharedReasonForm, status: int) -> HttpResponse:
    """The sheet: what is approved, for whom, how much, and the sum."""
    rows = list(visible_approvals(request.user).filter(pk__in=dict(chosen)).order_by("submitted_at", "pk"))
    for row in rows:
        row.__dict__.update(shown_in_list(row, mine=True))
    context = {
        "chosen": [f"{pk}:{version}" for pk, version in chosen],
        "rows": rows,
        "sum": summed(rows),
        "form": form,
        "now": timezone.now(),
    }
    return render(request, "complaints/approve_many.html", context, status=status)


@policy("approval.view", roles=READERS)
@require_http_methods(["GET", "POST"])
def approval(request: HttpRequest, pk: int) -> HttpResponse:
    """One approval: everything needed for the decision on a phone's screen. Nothing changes on GET."""
    row = visible_or_404(visible_approvals(request.user), pk=pk)
    if request.method == "GET":
        verdict = request.GET.get("verdict", "")
        return _page(request, row, opened=verdict if verdict in SHEETS else "")
    verb = APPROVALS["decide"]
    form = DecisionForm(request.POST, target=row, user=request.user, is_meeting=_is_meeting(row))
    return submit(
        request,
        form,
        lambda data: verb.perform(form, actor=request.user, now=timezone.now()),
        done=str(verb.done),
        goto=reverse("approvals"),
        again=lambda bound, status: _page(
            request, row, opened=request.POST.get("verdict", ""), bound=bound, status=status
        ),
    )


def _is_meeting(row: Approval) -> bool:
    return any(s.state == StepState.ACTIVE and s.code == StepCode.OFFICE_MEETING for s in row.steps.all())


def _page(
    request: HttpRequest, row: Approval, *, opened: str = "", bound: DecisionForm | None = None, status: int = 200
) -> HttpResponse:
    now = timezone.now()
    context = decision_page(row, request.user, now)
    step = context["step"]
    sheets = []
    for verdict, words in SHEETS.items():
        form = bound if bound is not None and verdict == opened else None
        if form is None:
            form = DecisionForm(initial={"step": step.pk if step else ""}, verdict=verdict, is_meeting=_is_meeting(row))
        sheets.append({"id": verdict, "form": form, "open": verdict == opened, **words(context["amount"])})
    context |= {"sheets": sheets, "stale": status == 409, "now": now}
    return render(request, "complaints/approval.html", context, status=status)
