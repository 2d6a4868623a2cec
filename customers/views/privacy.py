"""The register of what people ask about the data kept of them, and what is declared about that data (A4)."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from aftersales.store.paging import page_of
from aftersales.tables.exporting import export_button
from aftersales.web.figures import listed
from aftersales.web.moments import moment
from aftersales.web.policy import policy
from aftersales.web.settings_pages import Row, list_page
from aftersales.web.views import submit, visible_or_404

from ..enums import RequestState
from ..forms.privacy import EraseForm, FinishForm, NewRequestForm
from ..models import PersonalDataRequest
from ..permissions import DECLARATION_READERS, ERASERS, MERGERS, REQUEST_READERS, can_erase, visible_to
from ..queries.privacy import data_requests, declarations
from ..services import requests
from ..services.copies import copy_of

TONES = {RequestState.OPEN: "due", RequestState.DONE: "done", RequestState.REFUSED: ""}


@policy("data_request.list", roles=REQUEST_READERS)
@require_GET
def data_request_list(request: HttpRequest) -> HttpResponse:
    """Every request, the latest first."""
    page = page_of(request, data_requests(request.user))
    today = timezone.localdate()
    return list_page(
        request,
        "data_requests",
        rows=[_row(row, today) for row in page],
        page=page,
        export=export_button(request.user, "data_requests", {}, page),
        heads=[_("Number"), _("Customer"), _("Request type"), _("Answer by")],
        text=_(
            "Log requests on the customer’s page. Requests for a copy, correction or erasure must be "
            "answered within 30 days."
        ),
        empty=_("No requests yet"),
        empty_text=_("Log requests for a copy, correction or erasure on the customer’s page."),
    )


def _row(row: PersonalDataRequest, today: date) -> Row:
    late = row.state == RequestState.OPEN and row.due_on < today
    state = (str(row.get_state_display()), "late" if late else TONES[RequestState(row.state)])
    cells = (row.customer, row.get_kind_display(), moment(row.due_on))
    return Row(row.number, cells, row.get_absolute_url(), state, row.state != RequestState.OPEN)


@policy("data_request.create", roles=MERGERS)
@require_http_methods(["GET", "POST"])
def data_request_new(request: HttpRequest, number: str) -> HttpResponse:
    """Take down what somebody asks."""
    customer = visible_or_404(visible_to(request.user), number=number)
    form = NewRequestForm(request.POST or None, initial={"received_on": timezone.localdate()})

    def again(form: Any, status: int = 200) -> HttpResponse:
        words = {"title": _("Log a data request"), "button": _("Log request")}
        return render(request, "customers/part.html", {"form": form, "customer": customer, **words}, status=status)

    def act(data: dict[str, Any]) -> PersonalDataRequest:
        return requests.open_request(actor=request.user, now=timezone.now(), customer=customer, **data)

    if request.method != "POST":
        return again(form)
    return submit(request, form, act, again=again, goto=PersonalDataRequest.get_absolute_url, done=_("Request logged"))


def _page(request: HttpRequest, row: PersonalDataRequest, status: int = 200, **forms: Any) -> HttpResponse:
    context = {
        "row": row,
        "is_open": row.state == RequestState.OPEN,
        "may_act": can_erase(request.user),
        "finish": FinishForm(initial={"version": row.version}),
        "erase": EraseForm(initial={"version": row.version}),
        "facts": [
            (_("Request type"), row.get_kind_display()),
            (_("Requester"), row.asked_by),
            (_("Conversation notes"), row.note),
            (pgettext("a moment", "Received"), moment(row.received_on)),
            (_("Answer by"), moment(row.due_on)),
            (_("Logged by"), row.opened_by),
            (_("Status"), row.get_state_display()),
            (_("Outcome"), row.outcome),
            (_("Handled by"), row.handled_by),
            (_("Handled"), moment(row.handled_at)),
        ],
    }
    return render(request, "customers/data_request.html", context | forms, status=status)


@policy("data_request.view", roles=REQUEST_READERS)
@require_GET
def data_request(request: HttpRequest, number: str) -> HttpResponse:
    """One request, and what may be done about it."""
    return _page(request, visible_or_404(data_requests(request.user), number=number))


@policy("data_request.finish", roles=ERASERS)
@require_POST
def data_request_finish(request: HttpRequest, number: str) -> HttpResponse:
    """Answered, or refused with the reason."""
    row = visible_or_404(data_requests(request.user), number=number)

    def act(data: dict[str, Any]) -> PersonalDataRequest:
        return requests.finish_request(actor=request.user, now=timezone.now(), request=row, **data)

    return submit(
        request,
        FinishForm(request.POST),
        act,
        done=_("Request completed"),
        goto=row.get_absolute_url(),
        again=lambda form, status: _page(request, row, status, finish=form),
    )


@policy("data_request.erase", roles=ERASERS)
@require_POST
def data_request_erase(request: HttpRequest, number: str) -> HttpResponse:
    """Erase the customer who asked; the number is typed by hand."""
    row = visible_or_404(data_requests(request.user), number=number)

    def act(data: dict[str, Any]) -> PersonalDataRequest:
        return requests.erase_for_request(actor=request.user, now=timezone.now(), request=row, **data)

    return submit(
        request,
        EraseForm(request.POST),
        act,
        done=_("Customer data erased"),
        goto=row.get_absolute_url(),
        again=lambda form, status: _page(request, row, status, erase=form),
    )


@policy("data_request.copy", roles=ERASERS)
@require_POST
@never_cache
def data_request_copy(request: HttpRequest, number: str) -> FileResponse:
    """Everything that is kept of the customer, to hand over."""
    row = visible_or_404(data_requests(request.user), number=number)
    packed = copy_of(actor=request.user, now=timezone.now(), customer=row.customer)
    return FileResponse(packed, as_attachment=True, filename=f"{row.number}.zip", content_type="application/zip")


@policy("personal_data.list", roles=DECLARATION_READERS)
@require_GET
def personal_data(request: HttpRequest) -> HttpResponse:
    """What is held of people: what for, how long, how strangers see it."""
    rows = [Row(row["title"], (listed(row["fields"]), row["purpose"], row["kept"])) for row in declarations()]
    return list_page(
        request,
        "personal_data",
        rows=rows,
        heads=[_("Stored in"), _("Personal data"), _("Purpose"), _("Retention period")],
    )
