"""Samples: the list, sealing one, the page of one with its custody log, its verbs and its label."""

from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from aftersales.office.views.files import stored_answer
from aftersales.store.dates import company_date
from aftersales.store.paging import page_of
from aftersales.tables.exporting import export_button
from aftersales.web.policy import policy
from aftersales.web.views import submit, visible_or_404
from complaints import permissions as tickets
from complaints.documents.common import language_of

from ..documents import sample_label
from ..forms.samples import NewSampleForm
from ..models import Sample, SampleFile
from ..permissions.investigations import INVESTIGATORS, READERS, visible_investigations
from ..permissions.samples import can_seal, visible_samples
from ..presentation.samples import sample_rows, why_kept
from ..queries import samples as queries
from ..services.samples import seal_sample
from ..verbs.samples import SAMPLES


@policy("sample.list", roles=READERS)
@require_GET
def samples(request: HttpRequest) -> HttpResponse:
    """The list of samples, the nearest end of the period first."""
    now = timezone.now()
    tab = request.GET.get("tab", "kept")
    tab = tab if tab in queries.SAMPLE_TABS else "kept"
    page = page_of(request, queries.samples(request.user, tab, company_date(now)))
    labels = {"kept": _("Kept"), "out": _("Handed out"), "due": _("To dispose of"), "disposed": _("Disposed of")}
    context = {
        "page": page,
        "rows": sample_rows(page, now),
        "tabs": [{"url": f"?tab={name}", "label": labels[name], "current": name == tab} for name in labels],
        "may_seal": can_seal(request.user),
        "export": export_button(request.user, "samples", {"tab": tab}, page),
    }
    return render(request, "quality/samples.html", context)


@policy("sample.seal", roles=INVESTIGATORS)
@require_http_methods(["GET", "POST"])
def sample_new(request: HttpRequest) -> HttpResponse:
    """Seal a sample. ?ticket= and ?investigation= name what it belongs to."""
    if request.method == "GET":
        return _new(request, NewSampleForm(initial=_suggested(request), user=request.user), 200)
    form = NewSampleForm(request.POST, request.FILES, user=request.user)
    return submit(
        request,
        form,
        lambda data: seal_sample(actor=request.user, now=timezone.now(), **form.arguments(), **belongs(request, data)),
        done=_("Sample sealed"),
        goto=lambda made: made.get_absolute_url(),
        again=lambda bound, status: _new(request, bound, status),
    )


def belongs(request: Any, data: dict[str, Any]) -> dict[str, int]:
    """The ids of the ticket and the investigation that a form names; 404 for those the user may not see."""
    found = {}
    if number := data["ticket"]:
        found["ticket_id"] = visible_or_404(tickets.visible_to(request.user), number=number).pk
    if number := data["investigation"]:
        found["investigation_id"] = visible_or_404(visible_investigations(request.user), number=number).pk
    return found


def _suggested(request: HttpRequest) -> dict[str, Any]:
    number = request.GET.get("investigation", "")[:20]
    row = visible_investigations(request.user).select_related("ticket").filter(number=number).first()
    asked = row.ticket.number if row else request.GET.get("ticket", "")[:20]
    ticket = tickets.visible_to(request.user).select_related("purchase__product").filter(number=asked).first()
    known = {"product": ticket.product, "batch": ticket.batch} if ticket else {}
    if ticket and ticket.purchase:
        known["serial"] = ticket.purchase.serial
    numbers = {"ticket": ticket.number if ticket else "", "investigation": row.number if row else ""}
    return {**known, **numbers, "custodian": request.user}


def _new(request: HttpRequest, form: forms.Form, status: int) -> HttpResponse:
    return render(request, "quality/sample_new.html", {"form": form}, status=status)


@policy("sample.view", roles=READERS)
@require_GET
def sample(request: HttpRequest, number: str) -> HttpResponse:
    """One sample: where it is, why it is kept, its custody log."""
    return _page(request, _visible(request, number), 200)


def _visible(request: HttpRequest, number: str) -> Sample:
    rows = visible_samples(request.user).select_related(
        "product", "custodian", "ticket", "investigation", "first_signed_by", "disposed_by"
    )
    return visible_or_404(
        rows.prefetch_related("moves__custodian", "moves__recorded_by", "files__stored"), number=number
    )


def _page(
    request: HttpRequest, row: Sample, status: int, name: str = "", form: forms.Form | None = None
) -> HttpResponse:
    """The page of a sample. name, form: the verb whose sheet is open."""
    now = timezone.now()
    context = {
        "sample": row,
        "row": sample_rows([row], now)[0],
        "why_kept": why_kept(row, now),
        "verbs": [verb for verb in SAMPLES.values() if verb.allowed(request.user, row)],
        "ticket_seen": tickets.visible_to(request.user).filter(pk=row.ticket_id).exists(),
        "investigation_seen": visible_investigations(request.user).filter(pk=row.investigation_id).exists(),
        "verb": SAMPLES.get(name),
        "form": form,
        "now": now,
    }
    return render(request, "quality/sample.html", context, status=status)


@policy("sample.step", roles=READERS)
@require_http_methods(["GET", "POST"])
def sample_step(request: HttpRequest, number: str, name: str) -> HttpResponse:
    """A verb of a sample. GET shows the page with the sheet of the verb open, POST does the verb."""
    row, verb = _visible(request, number), SAMPLES.get(name)
    if verb is None or (request.method == "GET" and not (verb.asks and verb.allowed(request.user, row))):
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


@policy("sample.print", roles=READERS)
@require_http_methods(["GET", "HEAD"])
def label(request: HttpRequest, number: str) -> HttpResponse:
    """The label of a sample."""
    row = _visible(request, number)
    answer = HttpResponse(sample_label.pdf(row, language_of(request.GET.get("lang"))), content_type="application/pdf")
    answer["Content-Disposition"] = f'inline; filename="{row.number}.pdf"'
    answer["Cache-Control"] = "private, no-store"
    return answer


@policy("sample.file", roles=READERS)
@require_GET
def sample_file(request: HttpRequest, number: str, pk: int) -> HttpResponseBase:
    rows = SampleFile.objects.filter(sample__in=visible_samples(request.user))
    return stored_answer(request, visible_or_404(rows.select_related("stored"), sample__number=number, pk=pk).stored)
