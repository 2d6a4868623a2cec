"""Pages of data requests, and the declarations of personal data (A4)."""

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
from aftersales.web.settings_pages import ListRow, list_page
from aftersales.web.verbs import Verb
from aftersales.web.views import submit, visible_or_404

from ..enums import RequestState
from ..forms.privacy import RequestForm
from ..models import PersonalDataRequest
from ..permissions import DECLARATION_READERS, ERASERS, MERGERS, REQUEST_READERS, visible_to
from ..queries.numbers import current_number
from ..queries.privacy import data_requests, declarations
from ..services import requests
from ..services.personal_data import copy_personal_data
from ..verbs import REQUESTS
from .customer import form_page

TONES = {RequestState.OPEN: "due", RequestState.DONE: "done", RequestState.REFUSED: ""}


@policy("data_request.list", roles=REQUEST_READERS)
@require_GET
def data_request_list(request: HttpRequest) -> HttpResponse:
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


def _row(row: PersonalDataRequest, today: date) -> ListRow:
    late = row.state == RequestState.OPEN and row.due_on < today
    state = (str(row.get_state_display()), "late" if late else TONES[RequestState(row.state)])
    cells = (row.customer, row.get_kind_display(), moment(row.due_on))
    return ListRow(row.number, cells, row.get_absolute_url(), state, row.state != RequestState.OPEN)


@policy("data_request.create", roles=MERGERS)
@require_http_methods(["GET", "POST"])
def data_request_new(request: HttpRequest, number: str) -> HttpResponse:
    customer = visible_or_404(visible_to(request.user), number=current_number(number))
    form = RequestForm(request.POST or None, initial={"received_on": timezone.localdate()})

    def save(data: dict[str, Any]) -> PersonalDataRequest:
        return requests.open_request(actor=request.user, now=timezone.now(), customer_id=customer.pk, **data)

    texts = {"title": _("Log a data request"), "button": _("Log request"), "done": _("Request logged")}
    return form_page(request, customer, form, save, goto=PersonalDataRequest.get_absolute_url, **texts)


def _request_page(request: HttpRequest, row: PersonalDataRequest, status: int = 200, **bound: Any) -> HttpResponse:
    context = {
        "data_request": row,
        "can_finish": REQUESTS["finish"].allowed(request.user, row),
        **{verb.name: verb.form(target=row, user=request.user) for verb in REQUESTS.values()},
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
    return render(request, "customers/data_request.html", context | bound, status=status)


@policy("data_request.view", roles=REQUEST_READERS)
@require_GET
def data_request(request: HttpRequest, number: str) -> HttpResponse:
    return _request_page(request, visible_or_404(data_requests(request.user), number=number))


@policy("data_request.finish", roles=ERASERS)
@require_POST
def data_request_finish(request: HttpRequest, number: str) -> HttpResponse:
    return _submit(request, number, REQUESTS["finish"])


@policy("data_request.erase", roles=ERASERS)
@require_POST
def data_request_erase(request: HttpRequest, number: str) -> HttpResponse:
    return _submit(request, number, REQUESTS["erase"])


def _submit(request: HttpRequest, number: str, verb: Verb) -> HttpResponse:
    row = visible_or_404(data_requests(request.user), number=number)
    form = verb.form(request.POST, target=row, user=request.user)
    return submit(
        request,
        form,
        lambda _data: verb.perform(form, actor=request.user, now=timezone.now()),
        again=lambda form, status: _request_page(request, row, status, **{verb.name: form}),
        goto=row.get_absolute_url(),
        done=str(verb.done),
    )


@policy("data_request.copy", roles=ERASERS)
@require_POST
@never_cache
def data_request_copy(request: HttpRequest, number: str) -> FileResponse:
    """A download of all data about the customer, to hand over."""
    row = visible_or_404(data_requests(request.user), number=number)
    packed = copy_personal_data(actor=request.user, now=timezone.now(), customer_id=row.customer_id)
    return FileResponse(packed, as_attachment=True, filename=f"{row.number}.zip", content_type="application/zip")


@policy("personal_data.list", roles=DECLARATION_READERS)
@require_GET
def personal_data(request: HttpRequest) -> HttpResponse:
    """Which personal data is stored, for what purpose, how long, and whether it is masked."""
    rows = [ListRow(row["title"], (listed(row["fields"]), row["purpose"], row["kept"])) for row in declarations()]
    return list_page(
        request,
        "personal_data",
        rows=rows,
        heads=[_("Stored in"), _("Personal data"), _("Purpose"), _("Retention period")],
    )
