"""Objections: the list, recording one, the page of one with its verbs, the document of the verdict."""

from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from aftersales.office.views.files import stored_answer
from aftersales.store.paging import page_of
from aftersales.tables.exporting import export_button
from aftersales.web.list_columns import table_of
from aftersales.web.policy import policy
from aftersales.web.views import submit, visible_or_404
from complaints import permissions as tickets
from customers.permissions import READERS as CUSTOMER_READERS

from ..forms.objections import NewObjectionForm
from ..models import Objection
from ..permissions.investigations import READERS
from ..permissions.objections import RECORDERS, visible_objections
from ..presentation.objections import objection_row, objection_rows, objection_steps, pays
from ..queries import objections as queries
from ..services.objections import record_objection
from ..verbs.objections import OBJECTIONS


@policy("objection.list", roles=READERS)
@require_GET
def objections(request: HttpRequest) -> HttpResponse:
    """The list of objections, the newest first."""
    tab = request.GET.get("tab", "unsettled")
    tab = tab if tab in queries.OBJECTION_TABS else "unsettled"
    page = page_of(request, queries.objections(request.user, tab))
    labels = {
        "unsettled": _("Not settled"),
        "examining": _("With the inspection body"),
        "verdict": _("Verdict is in"),
        "settled": _("Settled"),
    }
    hidden = () if request.user.role in CUSTOMER_READERS else ("customer",)
    context = {
        "page": page,
        "rows": objection_rows(page, timezone.now()),
        "tabs": [{"url": f"?tab={name}", "label": labels[name], "current": name == tab} for name in labels],
        **table_of(request.user, "objections", None, hidden=hidden),
        "export": export_button(request.user, "objections", {"tab": tab}, page),
    }
    return render(request, "quality/objections.html", context)


@policy("objection.record", roles=RECORDERS)
@require_http_methods(["GET", "POST"])
def objection_new(request: HttpRequest) -> HttpResponse:
    """Record an objection for the customer. ?ticket= names the ticket."""
    if request.method == "GET":
        asked = {"ticket": request.GET.get("ticket", "")[:20]}
        return _new(request, NewObjectionForm(initial=asked, user=request.user), 200)
    form = NewObjectionForm(request.POST, user=request.user)

    def act(data: dict[str, Any]) -> Objection:
        ticket = visible_or_404(tickets.visible_to(request.user), number=data["ticket"])
        return record_objection(ticket_id=ticket.pk, actor=request.user, now=timezone.now(), **form.arguments())

    return submit(
        request,
        form,
        act,
        done=_("Objection recorded"),
        goto=lambda made: made.get_absolute_url(),
        again=lambda bound, status: _new(request, bound, status),
    )


def _new(request: HttpRequest, form: forms.Form, status: int) -> HttpResponse:
    number = str(form["ticket"].value() or "")
    rows = tickets.visible_to(request.user).select_related("customer", "purchase__product")
    context = {"form": form, "ticket": rows.filter(number=number).first()}
    return render(request, "quality/objection_new.html", context, status=status)


@policy("objection.view", roles=READERS)
@require_GET
def objection(request: HttpRequest, number: str) -> HttpResponse:
    """One objection: where it stands, what the customer says, the verdict."""
    return _page(request, _visible(request, number), 200)


def _visible(request: HttpRequest, number: str) -> Objection:
    rows = visible_objections(request.user).select_related(
        "ticket__customer", "ticket__purchase__product", "investigation", "recorded_by", "settled_by", "document"
    )
    return visible_or_404(rows.prefetch_related("samples__product", "samples__custodian"), number=number)


def _page(
    request: HttpRequest, row: Objection, status: int, name: str = "", form: forms.Form | None = None
) -> HttpResponse:
    """The page of an objection. name, form: the verb whose sheet is open."""
    now = timezone.now()
    context = {
        "objection": row,
        "row": objection_row(row, now),
        "steps": objection_steps(row),
        "pays": pays(row),
        "agreed_body": queries.agreed_body(row.ticket),
        "verbs": [verb for verb in OBJECTIONS.values() if verb.allowed(request.user, row)],
        "ticket_seen": tickets.visible_to(request.user).filter(pk=row.ticket_id).exists(),
        "shows_customer": request.user.role in CUSTOMER_READERS,
        "verb": OBJECTIONS.get(name),
        "form": form,
        "now": now,
    }
    return render(request, "quality/objection.html", context, status=status)


@policy("objection.step", roles=READERS)
@require_http_methods(["GET", "POST"])
def objection_step(request: HttpRequest, number: str, name: str) -> HttpResponse:
    """A verb of an objection. GET shows the page with the sheet of the verb open, POST does the verb."""
    row, verb = _visible(request, number), OBJECTIONS.get(name)
    if verb is None or (request.method == "GET" and not verb.allowed(request.user, row)):
        raise Http404
    if request.method == "GET":
        return _page(request, row, 200, name, verb.form(target=row, user=request.user))
    form = verb.form(request.POST, request.FILES, target=row, user=request.user)
    return submit(
        request,
        form,
        lambda data: verb.perform(form, actor=request.user, now=timezone.now()),
        done=str(verb.done),
        goto=row.get_absolute_url(),
        again=lambda bound, status: _page(request, _visible(request, number), status, name, bound),
    )


@policy("objection.file", roles=READERS)
@require_GET
def objection_document(request: HttpRequest, number: str) -> HttpResponseBase:
    """The document of the verdict."""
    row = visible_or_404(visible_objections(request.user).select_related("document"), number=number)
    if row.document is None:
        raise Http404
    return stored_answer(request, row.document)
