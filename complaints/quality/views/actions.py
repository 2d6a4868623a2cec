"""Corrective, preventive and improvement actions: the list, and the page of one action with its forms."""

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from aftersales.store.paging import page_of
from aftersales.tables.exporting import export_button
from aftersales.web.policy import policy
from aftersales.web.views import submit, visible_or_404

from .. import permissions, presentation
from ..enums import ActionState
from ..models import Action
from ..queries import actions as queries
from ..verbs import ACTIONS

READERS = permissions.READERS
TABS = queries.ACTION_LISTS


@policy("action.list", roles=READERS)
@require_GET
def actions(request: HttpRequest) -> HttpResponse:
    """The list of actions, the nearest due date first."""
    tab = request.GET.get("tab", "mine")
    tab = tab if tab in TABS else "mine"
    state, mine = TABS[tab]
    page = page_of(request, queries.actions(request.user, state, mine=mine))
    rows = presentation.action_rows(page, timezone.now())
    context = {"page": page, "rows": rows, "tabs": presentation.tabs(request.user, tab), "tab": tab}
    context["export"] = export_button(request.user, "actions", {"tab": tab}, page)
    return render(request, "quality/actions.html", context)


@policy("action.view", roles=READERS)
@require_GET
def action(request: HttpRequest, number: str) -> HttpResponse:
    """One action: what must be done, the owner, the due date, and the form of the next verb."""
    return _page(request, _visible(request, number), 200, {})


def _visible(request: HttpRequest, number: str) -> Action:
    rows = permissions.visible_actions(request.user).select_related(
        "owner", "verified_by", "created_by", "investigation", "ticket__purchase__product"
    )
    return visible_or_404(rows.prefetch_related("files__stored"), number=number)


def _page(request: HttpRequest, row: Action, status: int, bound: dict[str, forms.Form]) -> HttpResponse:
    now = timezone.now()
    seen = permissions.visible_investigations(request.user).filter(pk=row.investigation_id).exists()
    context = {
        "action": row,
        "state": presentation.due_state(row.due_on, now, over=row.state in (ActionState.DONE, ActionState.EFFECTIVE)),
        "may": presentation.may_action(request.user, row),
        "investigation_seen": seen,
        "forms": {name: verb.form(target=row, user=request.user) for name, verb in ACTIONS.items()} | bound,
        "verbs": ACTIONS,
        "now": now,
    }
    return render(request, "quality/action.html", context, status=status)


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
            goto=row.get_absolute_url(),
            again=lambda bound, status: _page(request, _visible(request, number), status, {name: bound}),
        )

    return view
