"""The list of approvals, the page that approves several, and the page of one approval, designed for phones."""

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
from aftersales.web.once import leads_to
from aftersales.web.policy import policy
from aftersales.web.views import submit, visible_or_404

from ..defaults import SMALL_CASE
from ..enums import StepCode, StepState
from ..forms.proposal import DecisionForm, SharedReasonForm
from ..models import Approval
from ..permissions import APPROVAL_READERS as READERS
from ..presentation.approvals import approval_lines, decision_page
from ..queries.approvals import approvals_of, may_approve_at_once, summed, visible_approvals
from ..services.approval_bulk import MAX_APPROVALS, approve_many
from ..services.approvals import REJECT, VERDICTS
from ..verbs import APPROVALS


@policy("approval.list", roles=READERS)
@require_GET
def approvals(request: HttpRequest) -> HttpResponse:
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
    selectable = may_approve_at_once(page, request.user, now) if tab == "mine" else frozenset()
    context = {
        "page": page,
        "lines": approval_lines(page, mine=tab == "mine", selectable=selectable),
        "views": views,
        "tab": tab,
        "now": now,
        "selectable": selectable,
        "limit": SMALL_CASE,
    }
    context["export"] = export_button(request.user, "approvals", {"tab": tab}, page)
    return render(request, "complaints/approvals.html", context)


@policy("approval.approve", roles=READERS)
@require_POST
def approvals_approve(request: HttpRequest) -> HttpResponse:
    """Approve several small cases. The first POST shows them and asks for the reason; the second approves them."""
    chosen = _chosen(request)
    if not 0 < len(chosen) <= MAX_APPROVALS:
        messages.error(request, _("Select 1 to 50 approvals."))
        return HttpResponseRedirect(reverse("approvals"))
    form = SharedReasonForm(request.POST if "sure" in request.POST else None)
    if not form.is_valid():
        return _bulk_page(request, chosen, form, 422 if form.is_bound else 200)
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
    return leads_to(render(request, "complaints/bulk_done.html", context), context["back_url"])


PICKED = re.compile(r"([1-9][0-9]{0,8}):([1-9][0-9]{0,8})", re.ASCII)


def _chosen(request: HttpRequest) -> list[tuple[int, int]]:
    """The selected approvals: (id, version that the user saw)."""
    found = (PICKED.fullmatch(text) for text in request.POST.getlist("approval"))
    return list(dict.fromkeys((int(match[1]), int(match[2])) for match in found if match))


def _bulk_page(
    request: HttpRequest, chosen: list[tuple[int, int]], form: SharedReasonForm, status: int
) -> HttpResponse:
    """The page that lists the approvals with customer and amount, and their sum."""
    rows = list(visible_approvals(request.user).filter(pk__in=dict(chosen)).order_by("submitted_at", "pk"))
    context = {
        "chosen": [f"{pk}:{version}" for pk, version in chosen],
        "lines": approval_lines(rows, mine=True),
        "sum": summed(rows),
        "form": form,
        "now": timezone.now(),
    }
    return render(request, "complaints/approve_many.html", context, status=status)


@policy("approval.view", roles=READERS)
@require_http_methods(["GET", "POST"])
def approval(request: HttpRequest, pk: int) -> HttpResponse:
    """One approval with everything that is needed to decide it. A GET changes nothing."""
    row = visible_or_404(visible_approvals(request.user), pk=pk)
    if request.method == "GET":
        verdict = request.GET.get("verdict", "")
        return _page(request, row, opened=verdict if verdict in VERDICTS else "")
    verb = APPROVALS["decide"]
    form = DecisionForm(request.POST, target=row, user=request.user, is_meeting=_is_meeting(row))
    return submit(
        request,
        form,
        lambda data: verb.perform(form, actor=request.user, now=timezone.now()),
        done=verb.done,
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
    for verdict, title in context["titles"].items():
        form = bound if bound is not None and verdict == opened else None
        if form is None:
            form = DecisionForm(initial={"step": step.pk if step else ""}, verdict=verdict, is_meeting=_is_meeting(row))
        sheets.append(
            {"id": verdict, "title": title, "form": form, "open": verdict == opened, "stop": verdict == REJECT}
        )
    context |= {"sheets": sheets, "stale": status == 409, "now": now}
    return render(request, "complaints/approval.html", context, status=status)
