"""Investigations: the list, the page of one investigation, and its verbs."""

from typing import Any

from django import forms
from django.db.models import Prefetch
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from aftersales.office.queries import draft_of
from aftersales.staff.models import User
from aftersales.store.paging import page_of
from aftersales.tables.exporting import export_button
from aftersales.web.list_columns import sort_of, table_of
from aftersales.web.policy import policy
from aftersales.web.views import submit, visible_or_404
from complaints import permissions as tickets
from customers.permissions import READERS as CUSTOMER_READERS

from .. import forms as quality_forms
from .. import permissions, presentation, services
from ..enums import InvestigationState
from ..models import Action, Investigation, InvestigationReport
from ..queries import investigations as queries
from ..queries.investigations import FINDINGS
from ..rules.capa import REQUIRED_FOR_REPORT
from ..services.investigations import findings_draft
from ..services.record import photos_draft
from ..verbs import INVESTIGATIONS, ON_PAGE

READERS, INVESTIGATORS = permissions.READERS, permissions.INVESTIGATORS
# The sheets of the page, by verb.
SHEETS = {
    "file-report": "report",
    "add-action": "action",
    "contain": "contain",
    "recover": "recover",
    "team": "team",
    "plan": "plan",
    "stand-down": "stand_down",
    "add-photos": "photo",
    "identify": "identify",
    "whys": "whys",
    "causes": "causes",
    "decide": "decision",
    "send-back": "send_back",
    "reopen": "reopen",
}
Forms = dict[str, forms.Form]
# The actions of an investigation with what its sections show of them.
ACTIONS = Prefetch("actions", Action.objects.select_related("owner", "verified_by", "product", "claim__supplier"))


@policy("investigation.list", roles=READERS)
@require_GET
def investigations(request: HttpRequest) -> HttpResponse:
    """The list of investigations, the nearest deadline first."""
    tab = request.GET.get("tab", "open")
    tab = tab if tab in queries.INVESTIGATION_TABS else "open"
    sort = sort_of(request, queries.INVESTIGATION_SORTS)
    asked = {"tab": tab, **sort}
    page = page_of(request, queries.investigations(request.user, **asked))
    shows_customer = request.user.role in CUSTOMER_READERS
    context = {
        "page": page,
        "rows": presentation.investigation_rows(page, timezone.now()),
        "tabs": presentation.tabs(request.user, tab),
        "tab": tab,
        "related": presentation.related(request.user),
        "export": export_button(request.user, "investigations", asked, page),
        **table_of(
            request.user,
            "investigations",
            asked,
            default="" if tab == "closed" else "due",
            hidden=() if shows_customer else ("customer",),
        ),
        "may_open": permissions.can_open(request.user),
        "shows_customer": shows_customer,
    }
    return render(request, "quality/investigations.html", context)


@policy("investigation.open", roles=INVESTIGATORS)
@require_http_methods(["GET", "POST"])
def investigation_new(request: HttpRequest) -> HttpResponse:
    """Open an investigation of the ticket given by ?ticket=."""
    if request.method == "GET":
        return _new(request, quality_forms.NewInvestigationForm(initial=_suggested(request)), 200)

    form = quality_forms.NewInvestigationForm(request.POST)

    def act(data: dict[str, Any]) -> Investigation:
        ticket = visible_or_404(tickets.visible_to(request.user), number=data["ticket"])
        return services.open_investigation(
            ticket_id=ticket.pk, actor=request.user, now=timezone.now(), **form.arguments()
        )

    return submit(
        request,
        form,
        act,
        done=_("Investigation opened"),
        goto=lambda made: made.get_absolute_url(),
        again=lambda form, status: _new(request, form, status),
    )


def _suggested(request: HttpRequest) -> dict[str, Any]:
    number = request.GET.get("ticket", "")[:20]
    ticket = tickets.visible_to(request.user).filter(number=number).first()
    lead = request.user if request.user.role in INVESTIGATORS else None
    return {"ticket": number, "title": ticket.subject if ticket else "", "lead": lead}


def _new(request: HttpRequest, form: forms.Form, status: int) -> HttpResponse:
    number = str(form["ticket"].value() or "")
    rows = tickets.visible_to(request.user).select_related("customer", "purchase__product")
    context = {"form": form, "ticket": rows.filter(number=number).first()}
    return render(request, "quality/investigation_new.html", context, status=status)


@policy("investigation.view", roles=READERS)
@require_GET
def investigation(request: HttpRequest, number: str) -> HttpResponse:
    """One investigation: its status, findings, actions, reports, and complaints about the same batch."""
    return _page(request, visible(request, number), 200, {})


def visible(request: HttpRequest, number: str) -> Investigation:
    rows = permissions.visible_investigations(request.user).select_related(
        "lead__department",
        "identified_by",
        "decided_by",
        "decided_for",
        "ticket__complained_of",
        "ticket__customer",
        "ticket__purchase__product",
        "ticket__owner",
    )
    filed = InvestigationReport.objects.select_related("filed_by", "signed_by", "stored", "signed_copy")
    about = (
        ACTIONS,
        "files__stored",
        "files__added_by",
        "stood_down__person__department",
        "team__department",
        Prefetch("reports", filed),
    )
    return visible_or_404(rows.prefetch_related(*about), number=number)


def _page(request: HttpRequest, row: Investigation, status: int, bound: Forms) -> HttpResponse:
    """The page of an investigation. bound: forms with errors, by the name of their sheet."""
    now, user = timezone.now(), request.user
    reports = list(row.reports.all())
    context = {
        "investigation": row,
        "record": presentation.record(row, user, now),
        "side": presentation.side(row, user, now),
        "state": presentation.due_state(row.due_at, now, over=row.state == InvestigationState.CLOSED),
        "finding_labels": {name: field.label for name, field in _finding_fields()},
        "steps": presentation.steps(row, now),
        "missing": presentation.missing(row),
        "needed": REQUIRED_FOR_REPORT,
        "may": presentation.may(user, row, reports, now),
        "wait": presentation.investigation_wait(row, reports, user, now),
        "nudge_url": reverse("investigation_nudge", args=[row.number]),
        "reports": reports,
        "photo_key": str(row.pk),
        "pending": any(report.render_at for report in reports),
        "forms": _forms(row, user) | bound,
        "opened": next((name for name in bound if name != "findings"), request.GET.get("open", "")),
        "verbs": {SHEETS.get(name, name): verb for name, verb in {**INVESTIGATIONS, **ON_PAGE}.items()},
        "now": now,
    }
    return render(request, "quality/investigation.html", context, status=status)


def _finding_fields() -> list[tuple[str, forms.Field]]:
    return [(name, quality_forms.FindingsForm.base_fields[name]) for name in FINDINGS]


def _forms(row: Investigation, user: User) -> Forms:
    """The forms of the page with their initial values. The findings start with their draft, if there is one."""
    draft = draft_of(user, findings_draft(row.pk))
    typed = {name: text for name, text in draft.items() if name in {*FINDINGS, "version"}}
    language = "en" if get_language() == "en" else "zh-hans"
    verbs = {**INVESTIGATIONS, **ON_PAGE}
    return {
        "findings": quality_forms.FindingsForm(target=row, user=user, initial=typed),
        "report": quality_forms.ReportForm(target=row, user=user, initial={"language": language}),
        **{sheet: verbs[name].form(target=row, user=user) for name, sheet in SHEETS.items() if sheet != "report"},
        "photo": quality_forms.PhotoForm(target=row, user=user, initial=draft_of(user, photos_draft(row.pk))),
    }


def verb_view(name: str, sheet: str) -> Any:
    """The view of a verb. If the verb is refused, the page is shown again with the sheet open. version: of a report."""
    verb = {**INVESTIGATIONS, **ON_PAGE}[name]

    @policy(f"investigation.{name}", roles=READERS)
    @require_POST
    def view(request: HttpRequest, number: str, version: int | None = None) -> HttpResponse:
        """Do what the verb says."""
        row = visible(request, number)
        if version is not None:
            visible_or_404(row.reports.all(), version=version)
        data = request.POST if version is None else {"report": version}
        form = verb.form(data, request.FILES, target=row, user=request.user)
        return submit(
            request,
            form,
            lambda data: verb.perform(form, actor=request.user, now=timezone.now()),
            done=str(verb.done),
            goto=row.get_absolute_url(),
            again=lambda bound, status: _page(request, visible(request, number), status, {sheet: bound}),
        )

    return view


@policy("investigation.findings", roles=READERS)
@require_POST
def findings(request: HttpRequest, number: str) -> HttpResponse:
    """Save the findings. If another user saved in the meantime, the page shows both texts and saves nothing."""
    row = visible(request, number)
    form = quality_forms.FindingsForm(request.POST, request.FILES, target=row, user=request.user)

    def act(data: dict[str, Any]) -> Investigation:
        return services.save_findings(actor=request.user, now=timezone.now(), **form.arguments())

    def again(form: forms.Form, status: int) -> HttpResponse:
        newest = visible(request, number)
        if status == 409:
            form = _beside(form, newest)
        return _page(request, newest, status, {"findings": form})

    goto = f"{row.get_absolute_url()}#section-findings"
    return submit(request, form, act, done=_("Findings saved"), goto=goto, again=again)


def _beside(form: forms.Form, newest: Investigation) -> forms.Form:
    """The form with the user's text, the newest version, and the text that another user saved in the meantime."""
    typed = form.data.copy()
    typed["version"] = newest.version
    form.data = typed
    form.theirs = {
        name: getattr(newest, name) for name in FINDINGS if getattr(newest, name) != form.cleaned_data.get(name, "")
    }
    return form


@policy("report.list", roles=READERS)
@require_GET
def reports(request: HttpRequest, number: str) -> HttpResponse:
    """The list of reports as HTML. The page fetches it until every report is generated."""
    row = visible(request, number)
    listed = list(row.reports.all())
    context = {
        "investigation": row,
        "reports": listed,
        "photo_key": str(row.pk),
        "versions": presentation.version_rows(listed, request.user),
        "pending": any(report.render_at for report in listed),
        "may": presentation.may(request.user, row, listed, timezone.now()),
    }
    return render(request, "quality/reports.html", context)
