"""The approvals inbox, and one decision made for a phone."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from aftersales.staff.enums import Role
from aftersales.web.paging import page_of
from aftersales.web.policy import policy
from aftersales.web.views import submit, visible_or_404

from ..enums import StepCode, StepState
from ..forms.proposal import DecisionForm
from ..models import Approval
from ..queries.approval_page import SHEETS, approvals_of, decision_page, shown_in_list, visible_approvals
from ..services.approvals import decide

READERS = frozenset({Role.SERVICE, Role.MANAGER, Role.GM, Role.EXECUTIVE, Role.AUDITOR})


@policy("approval.list", roles=READERS)
@require_GET
def approvals(request: HttpRequest) -> HttpResponse:
    """What waits for me, what I proposed, what was decided."""
    now, tab = timezone.now(), request.GET.get("tab", "")
    shown, tab, counts = approvals_of(request.user, tab, now)
    page = page_of(request, shown, size=30)
    tabs = {
        "mine": _("Wait for me"),
        "proposed": _("Proposed by me"),
        "pending": _("All pending"),
        "decided": _("Decided"),
    }
    views = [
        {"url": f"?tab={key}", "label": label, "current": key == tab, "count": counts.get(key)}
        for key, label in tabs.items()
    ]
    for row in page:
        row.__dict__.update(shown_in_list(row, mine=tab == "mine"))
    return render(request, "complaints/approvals.html", {"page": page, "views": views, "tab": tab, "now": now})


@policy("approval.view", roles=READERS)
@require_http_methods(["GET", "POST"])
def approval(request: HttpRequest, pk: int) -> HttpResponse:
    """One approval: everything needed for the decision on a phone's screen. Nothing changes on GET."""
    row = visible_or_404(visible_approvals(request.user), pk=pk)
    if request.method == "GET":
        verdict = request.GET.get("verdict", "")
        return _page(request, row, opened=verdict if verdict in SHEETS else "")
    form = DecisionForm(request.POST, is_meeting=_is_meeting(row))
    return submit(
        request,
        form,
        lambda data: _decide(request, row, data),
        done=_("Your decision is recorded."),
        goto=reverse("approvals"),
        again=lambda bound, status: _page(
            request, row, opened=request.POST.get("verdict", ""), bound=bound, status=status
        ),
    )


def _is_meeting(row: Approval) -> bool:
    return any(s.state == StepState.ACTIVE and s.code == StepCode.OFFICE_MEETING for s in row.steps.all())


def _decide(request: HttpRequest, row: Approval, data: dict[str, Any]) -> Any:
    return decide(
        approval_id=row.pk, actor=request.user, now=timezone.now(), verdict=data["verdict"], reason=data["reason"],
        amount=data.get("amount"), step_id=data["step"], minutes=data.get("minutes", ""),
        attendees=data.get("attendees", ""),
    )  # fmt: skip


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
