"""Actions: the list, and the page of one action with its forms."""

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from aftersales.store.dates import company_date
from aftersales.store.paging import page_of
from aftersales.tables.exporting import export_button
from aftersales.web.list_columns import sort_of, table_of
from aftersales.web.policy import policy
from aftersales.web.views import submit, visible_or_404
from complaints.permissions import visible_to as visible_tickets

from .. import permissions, presentation
from ..enums import ActionKind, ActionState
from ..models import Action
from ..permissions.meetings import visible_meetings
from ..queries import actions as queries
from ..verbs import ACTIONS

READERS = permissions.READERS
TABS = queries.ACTION_LISTS
# The sheets of the page, by verb; the other verbs have their form on the page.
SHEETS = {
    "follow-up": "follow_up",
    "dismiss": "dismiss",
    "send-letter": "send_letter",
    "answer": "answer",
    "receive": "receive",
    "cancel": "cancel",
}


@policy("action.list", roles=READERS)
@require_GET
def actions(request: HttpRequest) -> HttpResponse:
    """The list of actions, the nearest due date first."""
    tab = request.GET.get("tab", "mine")
    tab = tab if tab in TABS else "mine"
    now = timezone.now()
    sort = sort_of(request, queries.ACTION_SORTS)
    page = page_of(request, queries.listed(request.user, tab, company_date(now), **sort))
    rows = presentation.action_rows(page, now)
    context = {"page": page, "rows": rows, "tabs": presentation.action_tabs(request.user, tab, now), "tab": tab}
    context |= table_of(request.user, "actions", {"tab": tab, **sort}, default="" if tab == "ended" else "due")
    context["export"] = export_button(request.user, "actions", {"tab": tab, **sort}, page)
    return render(request, "quality/actions.html", context)


@policy("action.view", roles=READERS)
@require_GET
def action(request: HttpRequest, number: str) -> HttpResponse:
    """One action: what must be done, the owner, the due date, by what it is judged, and the form of the next verb."""
    return _page(request, _visible(request, number), 200, {})


def _visible(request: HttpRequest, number: str) -> Action:
    rows = permissions.visible_actions(request.user).select_related(
        "owner",
        "verified_by",
        "created_by",
        "done_by",
        "investigation",
        "ticket__purchase__product",
        "product",
        "follows",
        "followed_by",
        "claim__supplier",
        "claim__case__meeting",
    )
    rows = rows.prefetch_related("files__stored", "recurrences__ticket", "recurrences__dismissed_by")
    return visible_or_404(rows, number=number)


def _page(request: HttpRequest, row: Action, status: int, bound: dict[str, forms.Form]) -> HttpResponse:
    now = timezone.now()
    seen = permissions.visible_investigations(request.user).filter(pk=row.investigation_id).exists()
    tickets = visible_tickets(request.user).filter(pk__in=[one.ticket_id for one in row.recurrences.all()])
    claim = row.claim if row.kind == ActionKind.RECOVERY and permissions.sees_claim(request.user, row) else None
    meetings = visible_meetings(request.user).filter(cases=claim.case_id) if claim and claim.case_id else None
    context = {
        "action": row,
        "row": presentation.action_rows([row], now)[0],
        "may": presentation.may_action(request.user, row),
        "wait": presentation.action_wait(row, request.user, now),
        "nudge_url": reverse("action_nudge", args=[row.number]),
        "comparison": presentation.comparison(row, now),
        "investigation_seen": seen,
        "tickets_seen": set(tickets.values_list("pk", flat=True)) if row.recurrences.all() else set(),
        "claim": claim,
        "meeting_seen": meetings is not None and meetings.exists(),
        "forms": {_sheet(name): verb.form(target=row, user=request.user) for name, verb in ACTIONS.items()} | bound,
        "verbs": {_sheet(name): verb for name, verb in ACTIONS.items()},
        "opened": next((name for name in bound if name in SHEETS.values()), request.GET.get("open", "")),
        "waits": row.judge_on if row.state == ActionState.DONE and row.judge_on > company_date(now) else None,
        "now": now,
    }
    return render(request, "quality/action.html", context, status=status)


def _sheet(name: str) -> str:
    return SHEETS.get(name, name)


def verb_view(name: str) -> Any:
    """The view of a verb. If the verb is refused, the page is shown again with the form."""
    verb = ACTIONS[name]

    @policy(f"action.{name}", roles=READERS)
    @require_POST
    def view(request: HttpRequest, number: str) -> HttpResponse:
        """Do what the verb says."""
        row = _visible(request, number)
        form = verb.form(request.POST, request.FILES, target=row, user=request.user)
        return submit(
            request,
            form,
            lambda data: verb.perform(form, actor=request.user, now=timezone.now()),
            done=str(verb.done),
            goto=lambda made: made.get_absolute_url(),
            again=lambda bound, status: _page(request, _visible(request, number), status, {_sheet(name): bound}),
        )

    return view
