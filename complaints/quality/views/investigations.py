"""Investigations: the list, the page, and what is done on it."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from aftersales.office.queries import draft_of
from aftersales.staff.models import User
from aftersales.store.paging import page_of
from aftersales.tables.exporting import export_button
from aftersales.web.policy import policy
from aftersales.web.views import submit, visible_or_404
from complaints import permissions as tickets
from customers.permissions import READERS as CUSTOMER_READERS

from .. import forms as quality_forms
from .. import permissions, presentation, services
from ..enums import InvestigationState
from ..models import Investigation, InvestigationReport
from ..queries import investigations as queries
from ..queries.investigations import FINDINGS
from ..rules.capa import REQUIRED_FOR_REPORT
from ..services.investigations import findings_draft

READERS, QUALITY = permissions.READERS, permissions.QUALITY
Forms = dict[str, forms.Form]


@policy("investigation.list", roles=READERS)
@require_GET
def investigations(request: HttpRequest) -> HttpResponse:
    """The nearest deadline first."""
    tab = request.GET.get("tab", "open")
    tab = tab if tab in queries.INVESTIGATION_TABS else "open"
    page = page_of(request, queries.investigations(request.user, tab))
    context = {
        "page": page,
        "rows": presentation.investigation_rows(page, timezone.now()),
        "tabs": presentation.tabs(request.user, tab),
        "tab": tab,
        "export": export_button(request.user, "investigations", {"tab": tab}, page),
        "may_open": permissions.can_open(request.user),
        "shows_customer": request.user.role in CUSTOMER_READERS,
    }
    return render(request, "quality/investigations.html", context)


@policy("investigation.open", roles=QUALITY)
@require_http_methods(["GET", "POST"])
def investigation_new(request: HttpRequest) -> HttpResponse:
    """Open an investigation; ?ticket= says of which ticket."""
    if request.method == "GET":
        return _new(request, quality_forms.InvestigationForm(initial=_suggested(request)), 200)

    def act(data: dict[str, Any]) -> Investigation:
        ticket = visible_or_404(tickets.visible_to(request.user), number=data["ticket"].strip())
        return services.open_investigation(
            ticket_id=ticket.pk,
            title=data["title"],
            lead=data["lead"],
            team=data["team"],
            actor=request.user,
            now=timezone.now(),
        )

    return submit(
        request,
        quality_forms.InvestigationForm(request.POST),
        act,
        done=_("Investigation opened"),
        goto=lambda made: made.get_absolute_url(),
        again=lambda form, status: _new(request, form, status),
    )


def _suggested(request: HttpRequest) -> dict[str, Any]:
    number = request.GET.get("ticket", "")[:20]
    ticket = tickets.visible_to(request.user).filter(number=number).first()
    lead = request.user.pk if request.user.role in QUALITY else None
    return {"ticket": number, "title": ticket.subject if ticket else "", "lead": lead}


def _new(request: HttpRequest, form: forms.Form, status: int) -> HttpResponse:
    number = str(form["ticket"].value() or "")
    rows = tickets.visible_to(request.user).select_related("customer", "purchase__product")
    context = {"form": form, "ticket": rows.filter(number=number).first()}
    return render(request, "quality/investigation_new.html", context, status=status)


@policy("investigation.view", roles=READERS)
@require_GET
def investigation(request: HttpRequest, number: str) -> HttpResponse:
    """One investigation: where it stands, findings, actions, reports, the same batch."""
    return _page(request, visible(request, number), 200, {})


def visible(request: HttpRequest, number: str) -> Investigation:
    rows = permissions.visible_investigations(request.user).select_related(
        "lead", "decided_by", "decided_for", "ticket__customer", "ticket__purchase__product", "ticket__owner"
    )
    return visible_or_404(rows.prefetch_related("actions__owner", "files__stored", "team__department"), number=number)


def _page(request: HttpRequest, row: Investigation, status: int, bound: Forms) -> HttpResponse:
    """The page; `bound` holds a form that came back with errors, under the name of its sheet."""
    now = timezone.now()
    reports = reports_of(row)
    context = {
        "investigation": row,
        "ticket_seen": tickets.visible_to(request.user).filter(pk=row.ticket_id).exists(),
        "shows_customer": request.user.role in CUSTOMER_READERS,
        "state": presentation.due_state(row.due_at, now, over=row.state == InvestigationState.CLOSED),
        "findings": [(field.label, getattr(row, name)) for name, field in _finding_fields()],
        "steps": presentation.steps(row, reports),
        "missing": presentation.missing(row),
        "needed": REQUIRED_FOR_REPORT,
        "may": presentation.may(request.user, row, reports, now),
        "reports": reports,
        "pending": any(report.render_at for report in reports),
        "actions": presentation.action_rows(row.actions.all(), now),
        "batch": queries.batch_count(row, request.user),
        "forms": _forms(row, request.user) | bound,
        "opened": next((name for name in bound if name != "findings"), request.GET.get("open", "")),
        "now": now,
    }
    return render(request, "quality/investigation.html", context, status=status)


def _finding_fields() -> list[tuple[str, forms.Field]]:
    return [(name, quality_forms.FindingsForm.base_fields[name]) for name in FINDINGS]


def reports_of(row: Investigation) -> list[InvestigationReport]:
    return list(row.reports.select_related("filed_by", "signed_by", "stored", "signed_copy"))


def _team_form(row: Investigation, data: Any = None) -> quality_forms.TeamForm:
    present = {"lead": row.lead_id, "team": [person.pk for person in row.team.all()], "version": row.version}
    return quality_forms.TeamForm(data, initial=present)


def _forms(row: Investigation, user: User) -> Forms:
    """Every form of the page, as it opens; findings as far as they were typed."""
    version = {"version": row.version}
    written = {name: getattr(row, name) for name in FINDINGS} | version
    draft = {name: text for name, text in draft_of(user, findings_draft(row.pk)).items() if name in written}
    return {
        "findings": quality_forms.FindingsForm(initial=written | draft),
        "team": _team_form(row),
        "report": quality_forms.ReportForm(initial={"language": "en" if get_language() == "en" else "zh-hans"}),
        "decision": quality_forms.DecisionForm(initial={"decision": row.handling} | version),
        "action": quality_forms.ActionForm(),
        "send_back": quality_forms.ReasonForm(),
        "reopen": quality_forms.ReasonForm(),
    }


def act_on(
    request: HttpRequest,
    number: str,
    sheet: str,
    form: forms.Form,
    act: Callable[[int, dict[str, Any]], Any],
    done: str,
) -> HttpResponse:
    """One verb on an investigation; with an error the page comes back with its sheet open."""
    row = visible(request, number)

    def again(form: forms.Form, status: int) -> HttpResponse:
        return _page(request, visible(request, number), status, {sheet: form})

    return submit(request, form, lambda data: act(row.pk, data), done=done, goto=row.get_absolute_url(), again=again)


@policy("investigation.findings", roles=READERS)
@require_POST
def findings(request: HttpRequest, number: str) -> HttpResponse:
    """Save the findings; who comes second sees what the first one wrote, and keeps the own text."""
    row = visible(request, number)
    form = quality_forms.FindingsForm(request.POST, request.FILES)

    def act(data: dict[str, Any]) -> Investigation:
        return services.save_findings(
            investigation_id=row.pk,
            findings={name: data[name] for name in FINDINGS},
            uploads=data["photos"],
            expected_version=data["version"],
            actor=request.user,
            now=timezone.now(),
        )

    def again(form: forms.Form, status: int) -> HttpResponse:
        newest = visible(request, number)
        if status == 409:
            form = _beside(form, newest)
        return _page(request, newest, status, {"findings": form})

    goto = f"{row.get_absolute_url()}#findings"
    return submit(request, form, act, done=_("Findings saved"), goto=goto, again=again)


def _beside(form: forms.Form, newest: Investigation) -> forms.Form:
    """What was typed, what somebody else saved meanwhile, and the version to decide on."""
    typed = form.data.copy()
    typed["version"] = newest.version
    form.data = typed
    form.theirs = {
        name: getattr(newest, name) for name in FINDINGS if getattr(newest, name) != form.cleaned_data.get(name, "")
    }
    return form


@policy("investigation.team", roles=READERS)
@require_POST
def team(request: HttpRequest, number: str) -> HttpResponse:
    def act(pk: int, data: dict[str, Any]) -> Investigation:
        return services.set_team(
            investigation_id=pk,
            lead=data["lead"],
            team=data["team"],
            expected_version=data["version"],
            actor=request.user,
            now=timezone.now(),
        )

    form = _team_form(visible(request, number), request.POST)
    return act_on(request, number, "team", form, act, _("Team saved"))


@policy("investigation.add_action", roles=READERS)
@require_POST
def add_action(request: HttpRequest, number: str) -> HttpResponse:
    def act(pk: int, data: dict[str, Any]) -> Any:
        return services.add_action(investigation_id=pk, actor=request.user, now=timezone.now(), **data)

    return act_on(request, number, "action", quality_forms.ActionForm(request.POST), act, _("Action has been assigned"))


@policy("investigation.decide", roles=READERS)
@require_POST
def decision(request: HttpRequest, number: str) -> HttpResponse:
    def act(pk: int, data: dict[str, Any]) -> Investigation:
        return services.record_decision(
            investigation_id=pk,
            decision=data["decision"],
            attendees=data["attendees"],
            expected_version=data["version"],
            actor=request.user,
            now=timezone.now(),
        )

    return act_on(request, number, "decision", quality_forms.DecisionForm(request.POST), act, _("Decision recorded"))


@policy("investigation.send_back", roles=READERS)
@require_POST
def send_back(request: HttpRequest, number: str) -> HttpResponse:
    def act(pk: int, data: dict[str, Any]) -> Investigation:
        return services.send_back_investigation(investigation_id=pk, actor=request.user, now=timezone.now(), **data)

    return act_on(request, number, "send_back", quality_forms.ReasonForm(request.POST), act, _("Returned for changes"))


@policy("investigation.reopen", roles=READERS)
@require_POST
def reopen(request: HttpRequest, number: str) -> HttpResponse:
    def act(pk: int, data: dict[str, Any]) -> Investigation:
        return services.reopen_investigation(investigation_id=pk, actor=request.user, now=timezone.now(), **data)

    return act_on(request, number, "reopen", quality_forms.ReasonForm(request.POST), act, _("Investigation reopened"))


@policy("investigation.close", roles=READERS)
@require_POST
def close(request: HttpRequest, number: str) -> HttpResponse:
    def act(pk: int, data: dict[str, Any]) -> Investigation:
        return services.close_investigation(investigation_id=pk, actor=request.user, now=timezone.now())

    return act_on(request, number, "close", forms.Form(request.POST), act, _("The investigation is closed."))
