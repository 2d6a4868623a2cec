"""Pages of exports: request a list, approve, download."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.http import (
    FileResponse,
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    HttpResponseRedirect,
    StreamingHttpResponse,
)
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from aftersales.kernel.errors import DomainError, NotVisible
from aftersales.store.dates import company_date
from aftersales.store.paging import page_of
from aftersales.tables.exporting import Listing, listing_for, listings_of, title_of
from aftersales.tables.sheets import csv_blocks, xlsx_file
from aftersales.web.moments import moment
from aftersales.web.policy import policy
from aftersales.web.settings_pages import ListRow, list_page
from aftersales.web.views import put_error, submit, visible_or_404

from ..enums import ExportFormat, ExportState
from ..forms.exports import ConsentForm, ExportForm, ListForm
from ..models import ExportRequest
from ..permissions import consent_of
from ..queries.exports import exports_seen_by
from ..services.exports import begin_export, take_export
from ..verbs import EXPORTS

TONES = {
    ExportState.WAITING: "due",
    ExportState.CONSENTED: "info",
    ExportState.REFUSED: "",
    ExportState.TAKEN: "done",
    ExportState.LAPSED: "",
}
TYPES = {
    ExportFormat.CSV: "text/csv; charset=utf-8",
    ExportFormat.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def file_of(row: ExportRequest) -> HttpResponseBase:
    """The file of an export that is recorded as taken. It is made while it is sent."""
    user, at = row.asked_by, row.taken_at
    listing = listing_for(user, row.page)
    assert listing is not None and at is not None
    cells = listing.cells(user, row.params, at, whole=row.is_whole)
    response: HttpResponseBase
    if row.file_format == ExportFormat.XLSX:
        response = FileResponse(xlsx_file(listing.columns, cells, str(listing.title)))
    else:
        response = StreamingHttpResponse(_in_language(csv_blocks(listing.columns, cells), translation.get_language()))
    response["Content-Type"] = TYPES[ExportFormat(row.file_format)]
    name = f"{row.page}-{timezone.localtime(at):%Y%m%d-%H%M}.{row.file_format}"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["Cache-Control"] = "no-store"
    response["X-Content-Type-Options"] = "nosniff"
    return response


def _in_language(blocks: Iterator[bytes], language: str | None) -> Iterator[bytes]:
    """The stream in the user's language. The request's language is reset before the stream is sent."""
    with translation.override(language):
        yield from blocks


@policy("export.create")
@require_http_methods(["GET", "POST"])
def export_new(request: HttpRequest) -> HttpResponseBase:
    """Request an export; without a list, choose one. Filters are sent in the body, never in the URL."""
    if request.method == "GET" and "list" not in request.GET:
        return render(request, "transfers/exports_of.html", {"listings": listings_of(request.user)})
    asked = ListForm(request.POST if request.method == "POST" else {"list": request.GET["list"]})
    listing = listing_for(request.user, asked.cleaned_data.get("list", "")) if asked.is_valid() else None
    if listing is None:
        raise Http404
    if "file_format" not in request.POST:
        return _ask(request, listing, asked, ExportForm(initial=asked.cleaned_data, **_limits(listing)))
    form = ExportForm(request.POST, **_limits(listing))
    if not form.is_valid():
        return _ask(request, listing, asked, form, 422)
    try:
        row = begin_export(actor=request.user, now=timezone.now(), **form.arguments())
    except DomainError as error:
        put_error(form, error)
        return _ask(request, listing, asked, form, error.status)
    return file_of(row) if row.state == ExportState.TAKEN else HttpResponseRedirect(row.get_absolute_url())


def _limits(listing: Listing) -> dict[str, Any]:
    return {"listing": listing, "limit": settings.EXPORT_CONSENT_ABOVE}


def _ask(request: HttpRequest, listing: Listing, asked: ListForm, form: ExportForm, status: int = 200) -> HttpResponse:
    """The page that asks for the format."""
    kept, now = listing.kept(asked.cleaned_data["filters"]), timezone.now()
    count = listing.size(request.user, kept, now)
    facts = [(_("List"), listing.title), (_("Rows"), f"{count:,}"), *listing.said(kept)]
    context = {"form": form, "listing": listing, "facts": facts, "back_url": _page_of(listing, kept)}
    return render(request, "transfers/export_new.html", context, status=status)


def _page_of(listing: Listing, kept: dict[str, str]) -> str:
    """The URL of the list's page without personal data; the page of all lists if it has none."""
    if not listing.page:
        return reverse("export_new")
    rest = urlencode({name: value for name, value in kept.items() if name not in listing.typed})
    return f"{reverse(listing.page)}?{rest}" if rest else reverse(listing.page)


@policy("export.list")
@require_GET
def exports(request: HttpRequest) -> HttpResponse:
    """The user's own exports, and all exports for those who approve or audit."""
    page = page_of(request, _seen(request))
    rows = [
        ListRow(
            _("%(list)s, %(count)s rows") % {"list": title_of(row.page), "count": f"{row.count:,}"},
            (row.asked_by, moment(row.created_at), row.get_file_format_display()),
            row.get_absolute_url(),
            (str(row.get_state_display()), TONES[ExportState(row.state)]),
        )
        for row in page
    ]
    return list_page(
        request,
        "exports",
        rows=rows,
        page=page,
        heads=[_("List"), _("Requested by"), _("Requested"), _("Format")],
        new=_("Export a list"),
        new_url=reverse("export_new"),
        empty=_("No exports yet"),
        text=_("Exporting large amounts of personal data needs a second person’s approval. Every export is recorded."),
        empty_text=_("Every list can be exported as CSV or XLSX."),
    )


@policy("export.view")
@require_GET
def export(request: HttpRequest, pk: int) -> HttpResponse:
    return _page(request, visible_or_404(_seen(request), pk=pk), ConsentForm())


def _seen(request: HttpRequest) -> Any:
    return exports_seen_by(request.user, timezone.localdate())


def _decider(row: ExportRequest) -> str:
    """The name of who decided, and who they stood in for."""
    if row.decided_by is None or row.decided_for is None:
        return str(row.decided_by or "")
    return _("%(who)s for %(absent)s") % {"who": row.decided_by, "absent": row.decided_for}


def _page(request: HttpRequest, row: ExportRequest, form: Any, status: int = 200) -> HttpResponse:
    """One export: its list, its reason, and what the user may do now."""
    listing = next((one for one in listings_of(row.asked_by) if one.name == row.page), None)
    filters = listing.said(row.params) if listing else []
    facts = [
        (_("List"), title_of(row.page)),
        *filters,
        (_("Records"), f"{row.count:,}"),
        (_("Personal data"), _("Unmasked") if row.is_whole else _("Masked")),
        (_("Format"), row.get_file_format_display()),
        (_("Reason for export"), row.reason),
        (_("Requested by"), row.asked_by),
        (_("Requested"), moment(row.created_at)),
        (_("Status"), row.get_state_display()),
        (_("Awaiting approval until"), moment(row.waits_until)),
        (_("Decided by"), _decider(row)),
        (pgettext("decision", "Comment"), row.answer),
        (_("Download by"), moment(row.open_until)),
        (_("Downloaded"), moment(row.taken_at)),
    ]
    own, now = row.asked_by_id == request.user.pk, timezone.now()
    consent = consent_of(request.user, row.asked_by_id, company_date(now))
    context = {
        "row": row,
        "title": title_of(row.page),
        "facts": [fact for fact in facts if fact[1]],
        "form": form,
        "verbs": [verb for verb in EXPORTS.values() if verb.allowed(request.user, row)],
        "absent": consent.absent if consent else None,
        "may_take": own and row.open_until is not None and now <= row.open_until,
        "waits": own and row.state == ExportState.WAITING,
    }
    return render(request, "transfers/export.html", context, status=status)


@policy("export.decide")
@require_POST
def export_decide(request: HttpRequest, pk: int) -> HttpResponse:
    """Approve or refuse an export."""
    row = visible_or_404(_seen(request), pk=pk)
    verb = EXPORTS["consent" if request.POST.get("verdict") == "consent" else "refuse"]
    form = verb.form(request.POST, target=row, user=request.user)
    return submit(
        request,
        form,
        lambda _data: verb.perform(form, actor=request.user, now=timezone.now()),
        done=str(verb.done),
        goto=row.get_absolute_url(),
        again=lambda form, status: _page(request, visible_or_404(_seen(request), pk=pk), form, status),
    )


@policy("export.take")
@require_POST
def export_take(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Download an approved export."""
    row = visible_or_404(_seen(request), pk=pk)
    try:
        return file_of(take_export(actor=request.user, now=timezone.now(), export_id=row.pk))
    except NotVisible as error:
        raise Http404 from error
    except DomainError as error:
        form = ConsentForm({})
        form.full_clean()
        put_error(form, error)
        row.refresh_from_db()
        return _page(request, row, form, error.status)
