"""Corrective, preventive and improvement actions: the list, and the one page on which an owner does it."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from aftersales.store.paging import page_of
from aftersales.tables.exporting import export_button
from aftersales.web.policy import policy
from aftersales.web.views import submit, visible_or_404

from .. import forms as quality_forms
from .. import permissions, presentation, services
from ..enums import ActionState
from ..models import Action
from ..queries import actions as queries

READERS = permissions.READERS
TABS = queries.ACTION_LISTS


@policy("action.list", roles=READERS)
@require_GET
def actions(request: HttpRequest) -> HttpResponse:
    """The nearest date first."""
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
    """One action: what is to be done, by whom, until when, and the form to do it."""
    return _page(request, _visible(request, number), 200, {})


def _visible(request: HttpRequest, number: str) -> Action:
    rows = permissions.visible_actions(request.user).select_related(
        "owner", "verified_by", "created_by", "investigation", "ticket__purchase__product"
    )
    return visible_or_404(rows.prefetch_related("files__stored"), number=number)


def _page(request: HttpRequest, row: Action, status: int, bound: dict[str, forms.Form]) -> HttpResponse:
    now = timezone.now()
    version = {"version": row.version}
    seen = permissions.visible_investigations(request.user).filter(pk=row.investigation_id).exists()
    context = {
        "action": row,
        "state": presentation.due_state(row.due_on, now, over=row.state in (ActionState.DONE, ActionState.EFFECTIVE)),
        "may": presentation.may_action(request.user, row),
        "investigation_seen": seen,
        "forms": {
            "complete": quality_forms.EvidenceForm(initial={"evidence": row.evidence} | version),
            "verify": quality_forms.VerifyForm(initial=version),
            "resume": quality_forms.ResumeForm(initial=version),
        }
        | bound,
        "now": now,
    }
    return render(request, "quality/action.html", context, status=status)


def _act(
    request: HttpRequest, number: str, name: str, form: forms.Form, service: Callable[..., Action], done: str
) -> HttpResponse:
    row = _visible(request, number)

    def act(data: dict[str, Any]) -> Action:
        version = data.pop("version")
        return service(action_id=row.pk, expected_version=version, actor=request.user, now=timezone.now(), **data)

    def again(form: forms.Form, status: int) -> HttpResponse:
        return _page(request, _visible(request, number), status, {name: form})

    return submit(request, form, act, done=done, goto=row.get_absolute_url(), again=again)


@policy("action.complete", roles=READERS)
@require_POST
def complete(request: HttpRequest, number: str) -> HttpResponse:
    """The owner says what was done."""

    def service(*, files: list[Any], **values: Any) -> Action:
        return services.complete_action(uploads=files, **values)

    form = quality_forms.EvidenceForm(request.POST, request.FILES)
    return _act(request, number, "complete", form, service, _("Done. Someone else verifies that it worked"))


@policy("action.verify", roles=READERS)
@require_POST
def verify(request: HttpRequest, number: str) -> HttpResponse:
    form = quality_forms.VerifyForm(request.POST)
    return _act(request, number, "verify", form, services.verify_action, _("Check result recorded"))


@policy("action.resume", roles=READERS)
@require_POST
def resume(request: HttpRequest, number: str) -> HttpResponse:
    form = quality_forms.ResumeForm(request.POST)
    return _act(request, number, "resume", form, services.resume_action, _("Action reopened"))
