"""The printed documents of a ticket in the API: the same PDF as on its page, with the same permission."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponseBase
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.decorators import action
from rest_framework.renderers import BaseRenderer, JSONRenderer
from rest_framework.request import Request

from aftersales.staff.enums import TICKET_READERS
from aftersales.web.api.schema import PDF
from aftersales.web.policy import Policy

from ..queries.proposals import current_proposal
from ..views import documents as pages

DOCUMENTS = ("form", "approval_form", "goods_receipt", "return_labels")
DOCUMENT_POLICIES = {name: Policy(f"ticket.{name}", TICKET_READERS) for name in DOCUMENTS}
LANGUAGE = OpenApiParameter("lang", str, enum=["zh", "en"], description="The reader’s own without")


class Pdf(BaseRenderer):
    """Accepts any requested media type, because a document is always a PDF; only errors are JSON."""

    media_type = "application/pdf"
    format = "pdf"

    def render(self, data: Any, *args: Any, **kwargs: Any) -> Any:
        return JSONRenderer().render(data)


class AnyPdf(Pdf):
    media_type = "*/*"


def document(handler: Any) -> Any:
    """Decorates a method as GET …/tickets/{number}/{document}/, which answers with a PDF."""
    path = handler.__name__.replace("_", "-")
    routed = action(detail=True, url_path=path, url_name=path, renderer_classes=[JSONRenderer, Pdf, AnyPdf])(handler)
    # Outermost, because `action` replaces what it finds.
    return extend_schema(parameters=[LANGUAGE], responses={(200, *PDF): OpenApiTypes.BINARY})(routed)


def _page_request(request: Request) -> HttpRequest:
    """The request that the view of the page expects, with the owner of the token as its user."""
    page: HttpRequest = request._request
    page.user = request.user
    return page


class TicketDocuments:
    """The routes of the documents of a ticket, mixed into its view set."""

    @document
    def form(self, request: Request, number: str) -> HttpResponseBase:
        """The ticket form."""
        return pages.ticket_form(_page_request(request), number=number)

    @document
    def approval_form(self, request: Request, number: str) -> HttpResponseBase:
        """The approval form of the current proposal."""
        proposal = current_proposal(self.get_object())
        if proposal is None:
            raise Http404
        return pages.approval_form(_page_request(request), number=number, pk=proposal.pk)

    @document
    def goods_receipt(self, request: Request, number: str) -> HttpResponseBase:
        """The goods receipt. It exists once something has been received."""
        return pages.goods_receipt(_page_request(request), number=number)

    @document
    def return_labels(self, request: Request, number: str) -> HttpResponseBase:
        """Return labels: one for each product that must be returned."""
        return pages.return_labels(_page_request(request), number=number)
