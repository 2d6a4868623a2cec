"""The list of approvals, the page that approves several, and the page on which one is decided."""

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
from ..queries.approvals import approvals_of, may_approve_at_once, next_waiting, summed, visible_approvals
from ..services.approval_bulk import MAX_APPROVALS, approve_many
from ..services.approvals import APPROVE_LESS, REJECT, VERDICTS
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
        "lines": approval_lines(page, mine=tab == "mine", now=now, selectable=selectable),
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
        "lines": approval_lines(rows, mine=True, now=timezone.now()),
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
    form = verb.form(request.POST, target=row, user=request.user, is_meeting=_is_meeting(row))
    return submit(
        request,
        form,
        lambda data: verb.perform(form, actor=request.user, now=timezone.now()),
        done=verb.done,
        goto=lambda decided: _next_address(request, decided),
        again=lambda bound, status: _page(
            request, row, opened=request.POST.get("verdict", ""), bound=bound, status=status
        ),
    )


def _next_address(request: HttpRequest, decided: Approval) -> str:
    """The approval that waits for the user now; the list if it was the last."""
    following = next_waiting(decided, request.user, timezone.now())
    return reverse("approval", args=[following]) if following else reverse("approvals")


def _is_meeting(row: Approval) -> bool:
    return any(s.state == StepState.ACTIVE and s.code == StepCode.OFFICE_MEETING for s in row.steps.all())


def _page(
    request: HttpRequest, row: Approval, *, opened: str = "", bound: DecisionForm | None = None, status: int = 200
) -> HttpResponse:
    """The page. What needs no more than a comment is decided in the bar, the rest in a sheet."""
    now, is_meeting = timezone.now(), _is_meeting(row)
    context = decision_page(row, request.user, now)
    step, titles = context["step"], context["titles"]
    in_sheet = [verdict for verdict in titles if is_meeting or verdict == APPROVE_LESS]
    initial = {"step": step.pk if step else ""}
    sheets = []
    for verdict in in_sheet:
        form = bound if bound is not None and verdict == opened else None
        if form is None:
            form = DecisionForm(initial=initial, verdict=verdict, is_meeting=is_meeting, auto_id=f"{verdict}_%s")
        title, is_open = titles[verdict], verdict == opened
        sheets.append({"id": verdict, "title": title, "form": form, "open": is_open, "stop": verdict == REJECT})
    bar = None if is_meeting else DecisionForm(initial=initial, is_meeting=False)
    if bound is not None and opened not in in_sheet:
        bar = bound
    buttons = [
        {"verdict": verdict, "label": title, "in_sheet": verdict in in_sheet, "stop": verdict == REJECT}
        for verdict, title in titles.items()
    ]
    if not context["may_decide"]:
        # Somebody else has decided meanwhile: what was typed stays on the page, to be copied.
        sheets = [sheet for sheet in sheets if sheet["open"] and bound is not None]
        buttons, bar = [], bound if bar is bound else None
    context |= {"sheets": sheets, "buttons": buttons, "bar": bar, "now": now}
    return render(request, "complaints/approval.html", context, status=status)
