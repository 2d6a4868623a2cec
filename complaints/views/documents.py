"""Printed documents. These views change nothing."""

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods

from aftersales.staff.enums import TICKET_READERS
from aftersales.web.policy import policy
from aftersales.web.views import visible_or_404

from .. import permissions
from ..documents import approval_form as approval_forms
from ..documents import goods_receipt as goods_receipts
from ..documents import return_label as labels
from ..documents import ticket_form as ticket_forms
from ..documents.common import language_of
from ..enums import FulfilmentState
from ..models import Fulfilment, Proposal
from ..queries.fulfilment import LINES


def _pdf(data: bytes, name: str) -> HttpResponse:
    """A PDF that the browser shows. Its file name holds numbers only, because it stays in the list of downloads."""
    answer = HttpResponse(data, content_type="application/pdf")
    answer["Content-Disposition"] = f'inline; filename="{name}"'
    answer["Cache-Control"] = "private, no-store"
    return answer


@policy("ticket.print", roles=TICKET_READERS)
@require_http_methods(["GET", "HEAD"])
def ticket_form(request: HttpRequest, number: str) -> HttpResponse:
    """The ticket form 投诉处理单."""
    rows = permissions.visible_to(request.user).select_related("customer", "contact", "purchase__product")
    ticket = visible_or_404(rows, number=number)
    return _pdf(ticket_forms.pdf(ticket, language_of(request.GET.get("lang"))), f"{ticket.number}.pdf")


@policy("approval.print", roles=TICKET_READERS)
@require_http_methods(["GET", "HEAD"])
def approval_form(request: HttpRequest, number: str, pk: int) -> HttpResponse:
    """The return and exchange approval form 退换货审批单."""
    ticket = visible_or_404(permissions.visible_to(request.user), number=number)
    rows = Proposal.objects.filter(ticket=ticket).select_related(
        "ticket__customer", "ticket__contact", "ticket__purchase__product", "ticket__owner", "proposed_by"
    )
    proposal = visible_or_404(rows, pk=pk)
    data = approval_forms.pdf(proposal, language_of(request.GET.get("lang")))
    return _pdf(data, f"{ticket.number}-{proposal.pk}.pdf")


def _fulfilment(request: HttpRequest, number: str) -> Fulfilment:
    """The fulfilment of the ticket in which goods are returned; 404 if there is none."""
    ticket = visible_or_404(permissions.visible_to(request.user), number=number)
    rows = Fulfilment.objects.filter(proposal__ticket=ticket).exclude(state=FulfilmentState.CANCELLED)
    rows = rows.select_related("department", "proposal__ticket__customer", "proposal__ticket__contact")
    row = rows.prefetch_related(LINES).order_by("-started_at", "-pk").first()
    if row is None or not row.lines.all():
        raise Http404
    return row


@policy("goods_receipt.print", roles=TICKET_READERS)
@require_http_methods(["GET", "HEAD"])
def goods_receipt(request: HttpRequest, number: str) -> HttpResponse:
    """The goods receipt 收货单; 404 until something was received."""
    row = _fulfilment(request, number)
    if not any(line.received for line in row.lines.all()):
        raise Http404
    data = goods_receipts.pdf(row, language_of(request.GET.get("lang")))
    return _pdf(data, f"{number}-receipt.pdf")


@policy("return_label.print", roles=TICKET_READERS)
@require_http_methods(["GET", "HEAD"])
def return_labels(request: HttpRequest, number: str) -> HttpResponse:
    """Labels for the products that must be returned."""
    data = labels.pdf(_fulfilment(request, number), language_of(request.GET.get("lang")))
    return _pdf(data, f"{number}-labels.pdf")
