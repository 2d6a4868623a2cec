"""The printed documents of a ticket in the API: the same PDF as on its page, by the same permission."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponseBase
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.decorators import action
from rest_framework.renderers import BaseRenderer, JSONRenderer
from rest_framework.request import Request

from aftersales.staff.enums import TICKET_READERS
from aftersales.web.policy import Policy

from ..queries.proposals import current_proposal
from ..views import documents as pages

PAPERS = ("form", "approval_form", "goods_receipt", "return_labels")
PAPER_POLICIES = {name: Policy(f"ticket.{name}", TICKET_READERS) for name in PAPERS}
LANGUAGE = OpenApiParameter("lang", str, enum=["zh", "en"], description="The reader’s own without")


class Pdf(BaseRenderer):
    """A paper is asked for as PDF or as anything; only its errors are JSON."""

    media_type = "application/pdf"
    format = "pdf"

    def render(self, data: Any, *args: Any, **kwargs: Any) -> Any:
        return JSONRenderer().render(data)


class AnyPaper(Pdf):
    media_type = "*/*"


def paper(handler: Any) -> Any:
    """GET …/tickets/{number}/{paper}/ → PDF."""
    described = extend_schema(parameters=[LANGUAGE], responses={(200, "application/pdf"): OpenApiTypes.BINARY})(handler)
    path = handler.__name__.replace("_", "-")
    return action(detail=True, url_path=path, url_name=path, renderer_classes=[JSONRenderer, Pdf, AnyPaper])(described)


def _asked(request: Request) -> HttpRequest:
    """The page's request, in the name of whom the token is."""
    page: HttpRequest = request._request
    page.user = request.user
    return page


class TicketPapers:
    """What of a ticket can be printed."""

    @paper
    def form(self, request: Request, number: str) -> HttpResponseBase:
        """The ticket form."""
        return pages.ticket_form(_asked(request), number=number)

    @paper
    def approval_form(self, request: Request, number: str) -> HttpResponseBase:
        """The approval form of the present proposal."""
        proposal = current_proposal(self.get_object())
        if proposal is None:
            raise Http404
        return pages.approval_form(_asked(request), number=number, pk=proposal.pk)

    @paper
    def goods_receipt(self, request: Request, number: str) -> HttpResponseBase:
        """The receipt of goods, once something came."""
        return pages.goods_receipt(_asked(request), number=number)

    @paper
    def return_labels(self, request: Request, number: str) -> HttpResponseBase:
        """A label for each piece that is to come back."""
        return pages.return_labels(_asked(request), number=number)
