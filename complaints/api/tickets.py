"""Tickets in the API. Every step of the ticket's page is a verb here and calls the same service."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponseBase
from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import status
from rest_framework.decorators import action
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.serializers import Serializer

from aftersales.staff.enums import TICKET_READERS
from aftersales.web.api.form_schema import body_of
from aftersales.web.api.verbs import offers
from aftersales.web.api.viewsets import ServiceViewSet
from aftersales.web.policy import Policy
from aftersales.web.verbs import Verb

from ..forms.ticket import NewTicketForm
from ..models import Ticket
from ..queries.ticket_list import FILTERS, SORTS, filtered, listed
from ..queries.ticket_page import tickets_for_page
from ..verbs import CONVERSATION, TICKETS
from ..views.intake import LOGGERS, log_from
from ..views.tickets import ticket_file
from . import shapes
from .detail import with_details
from .papers import PAPER_POLICIES, TicketPapers
from .ticket_work import WORK_POLICIES, TicketWork

LIST_PARAMETERS = [OpenApiParameter(name, str, description=str(label)) for name, label in FILTERS.items()]
SORT = OpenApiParameter("sort", str, enum=list(SORTS), description="The next promise first without")


class AnyType(JSONRenderer):
    """A file is asked for by any type; only its errors are JSON."""

    media_type = "*/*"


@offers(
    "ticket",
    TICKET_READERS,
    {name: verb for name, verb in {**CONVERSATION, **TICKETS}.items() if name != "remind"},
    answers=shapes.TicketDetail,
)
class TicketViewSet(TicketWork, TicketPapers, ServiceViewSet):
    """Inquiries, opinions, suggestions, complaints, returns, exchanges and repairs."""

    policies = {
        **{name: Policy(f"ticket.{name}", TICKET_READERS) for name in ("list", "retrieve", "file")},
        "create": Policy("ticket.log", LOGGERS),
        **WORK_POLICIES,
        **PAPER_POLICIES,
    }
    queryset = Ticket.objects.none()
    lookup_field = "number"

    def get_serializer_class(self) -> type[Serializer]:
        return shapes.TicketOut if self.action == "list" else shapes.TicketDetail

    def get_serializer_context(self) -> dict[str, Any]:
        return {**super().get_serializer_context(), "now": timezone.now(), "number": self.kwargs.get("number")}

    def visible(self) -> Any:
        return tickets_for_page(self.request.user)

    def shown(self, number: str) -> Response:
        """The ticket after a verb; nothing where it has gone out of the sender's sight by a hand-over."""
        ticket = self.visible().filter(number=number).first()
        return self._detail(ticket) if ticket else Response(status=status.HTTP_204_NO_CONTENT)

    def _detail(self, ticket: Ticket, code: int = status.HTTP_200_OK) -> Response:
        shown = with_details(ticket, self.request.user, timezone.now())
        context = {**self.get_serializer_context(), "number": ticket.number}
        return Response(shapes.TicketDetail(shown, context=context).data, status=code)

    @extend_schema(parameters=[*LIST_PARAMETERS, SORT])
    def list(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """The tickets that the reader may see. Several values of a filter are parted by commas."""
        asked = request.query_params.dict()
        rows = listed(filtered(request.user, asked), asked.get("sort", ""))
        page = self.paginate_queryset(rows.select_related("region", "department"))
        return self.get_paginated_response(self.get_serializer(page, many=True).data)

    def retrieve(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """A ticket with its thread, its promises, and what the reader may do now."""
        return self._detail(self.get_object())

    def answer(self, verb: Verb, target: Ticket, result: Any) -> Response:
        """A ticket that was joined answers with the one that goes on."""
        return self.shown(result.merged_into.number if verb.name == "merge" else target.number)

    @extend_schema(request=body_of(NewTicketForm), responses={201: shapes.TicketDetail})
    def create(self, request: Request) -> Response:
        """Log what a customer said; the answer holds the number, the owner and the promises."""
        ticket = log_from(self.filled(NewTicketForm, user=request.user), request.user)
        return self._detail(ticket, status.HTTP_201_CREATED)

    @extend_schema(responses={(200, "application/octet-stream"): OpenApiTypes.BINARY})
    @action(detail=True, url_path=r"files/(?P<file_id>\d+)", url_name="file", renderer_classes=[JSONRenderer, AnyType])
    def file(self, request: Request, number: str, file_id: str) -> HttpResponseBase:
        """A photo or document of the ticket."""
        return ticket_file(request._request, number=number, pk=file_id)
