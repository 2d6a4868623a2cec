"""Tickets in the API."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponseBase
from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import status
from rest_framework.decorators import action
from rest_framework.pagination import PageNumberPagination
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.serializers import Serializer

from aftersales.staff.enums import TICKET_READERS
from aftersales.web.api.defaults import Pagination
from aftersales.web.api.form_schema import body_of, schema_of
from aftersales.web.api.forms import filled
from aftersales.web.api.schema import STORED
from aftersales.web.api.serializers import ChangeOut
from aftersales.web.api.verbs import offers
from aftersales.web.api.viewsets import ServiceViewSet
from aftersales.web.policy import Policy
from aftersales.web.verbs import Verb
from customers.services.searching import count_digit_search

from ..forms.lists import CHOICES, DATES
from ..forms.ticket import NewTicketForm
from ..forms.work import ManyForm
from ..models import Ticket, TicketEntry
from ..presentation.history import history_of
from ..queries.ticket_list import EQUALS, FILTERS, SORTS, filtered, listed
from ..queries.ticket_work import TicketWork
from ..queries.tickets import tickets_for_page
from ..services.bulk import MAX_TICKETS, act_on_many
from ..verbs import CONVERSATION, MANY, TICKETS
from ..views.intake import LOGGERS, log_from
from ..views.tickets import ticket_file
from .documents import DOCUMENT_POLICIES, TicketDocuments
from .serializers.bulk import BulkOut
from .serializers.ticket_list import for_list, list_out
from .serializers.tickets import ReminderOut, TicketDetailOut, TicketOut

BULK_BODY = {
    "application/json": {
        "oneOf": [
            {
                **schema_of(verb.form),
                "properties": {
                    "verb": {"type": "string", "enum": [name]},
                    "tickets": {"type": "array", "items": {"type": "string"}, "maxItems": MAX_TICKETS},
                    **schema_of(verb.form)["properties"],
                },
                "required": ["verb", "tickets", *schema_of(verb.form).get("required", [])],
            }
            for name, verb in MANY.items()
        ]
    }
}


def _parameter(name: str, label: Any) -> OpenApiParameter:
    """A filter of the list, with the values that its form offers; several are separated by commas."""
    if name in DATES:
        return OpenApiParameter(name, OpenApiTypes.DATE, description=str(label))
    if name in SEVERAL:
        return OpenApiParameter(name, str, enum=SEVERAL[name], many=True, explode=False, description=str(label))
    enum = [key for key, _label in CHOICES.get(name, ())] if name != "owner" else None
    return OpenApiParameter(name, str, enum=enum, description=str(label))


SEVERAL = {name: [key for key, _label in CHOICES[name]] for name in ("state", *EQUALS) if name in CHOICES}
LIST_PARAMETERS = [_parameter(name, label) for name, label in FILTERS.items()]
SORT = OpenApiParameter("sort", str, enum=list(SORTS), description="The next due first without")


TICKET_ACTIONS = ("list", "retrieve", "file", "bulk", "remind", "history")


class HistoryPagination(PageNumberPagination):
    """Pages of a history. The whole history is read, then cut into pages."""

    get_paginated_response_schema = Pagination.get_paginated_response_schema
    page_size = 50
    page_size_query_param = "page_size"
    max_page_size = 200


class AnyType(JSONRenderer):
    """Accepts any requested media type, because a file has its own; only errors are JSON."""

    media_type = "*/*"


@offers(
    "ticket",
    TICKET_READERS,
    {name: verb for name, verb in {**CONVERSATION, **TICKETS}.items() if name != "remind"},
    answers=TicketDetailOut,
)
class TicketViewSet(TicketDocuments, ServiceViewSet):
    """Tickets: inquiries, opinions, suggestions, complaints, returns, exchanges and repairs."""

    policies = {
        **{
            name: Policy(f"ticket.{name}", TICKET_READERS)
            for name in ("list", "retrieve", "file", "bulk", "remind", "history")
        },
        "create": Policy("ticket.log", LOGGERS),
        **DOCUMENT_POLICIES,
    }
    queryset = Ticket.objects.none()
    lookup_field = "number"
    read = staticmethod(for_list)

    def get_serializer_class(self) -> type[Serializer]:
        return TicketOut if self.action == "list" else TicketDetailOut

    def get_serializer_context(self) -> dict[str, Any]:
        return {**super().get_serializer_context(), "now": timezone.now()}

    def visible(self) -> Any:
        return tickets_for_page(self.request.user)

    def _detail(self, ticket: Ticket, code: int = status.HTTP_200_OK) -> Response:
        context = {
            **self.get_serializer_context(),
            "number": ticket.number,
            "user": self.request.user,
            "work": TicketWork(ticket),
        }
        return Response(TicketDetailOut(ticket, context=context).data, status=code)

    @extend_schema(parameters=[*LIST_PARAMETERS, SORT])
    def list(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """The tickets that the user may see. Separate several values of a filter by commas."""
        asked, now = request.query_params.dict(), timezone.now()
        count_digit_search(actor=request.user, now=now, text=asked.get("q", ""))
        page = self.paginate_queryset(listed(filtered(request.user, asked), asked.get("sort", "")))
        return self.get_paginated_response(list_out(page, now))

    def retrieve(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """A ticket with its conversation, its SLA targets, and what the user may do now."""
        return self._detail(self.get_object())

    def answer(self, verb: Verb, target: Ticket, result: Any) -> Response:
        """The ticket after a verb, or the one that it was merged into, also if a message went there. The status is 204
        if the user may not see the ticket any more, because it was reassigned."""
        number = result.merged_into.number if verb.name == "merge" else target.number
        if isinstance(result, TicketEntry):
            number = result.ticket.number
        ticket = self.visible().filter(number=number).first()
        return self._detail(ticket) if ticket else Response(status=status.HTTP_204_NO_CONTENT)

    @extend_schema(request=body_of(NewTicketForm), responses={201: TicketDetailOut})
    def create(self, request: Request) -> Response:
        """Log what a customer said. The response holds the number, the owner and the SLA targets."""
        ticket = log_from(self.filled(NewTicketForm, user=request.user), request.user)
        return self._detail(ticket, status.HTTP_201_CREATED)

    @extend_schema(responses={(200, *STORED): OpenApiTypes.BINARY})
    @action(
        detail=True, url_path=r"files/(?P<file_id>[0-9]+)", url_name="file", renderer_classes=[JSONRenderer, AnyType]
    )
    def file(self, request: Request, number: str, file_id: str) -> HttpResponseBase:
        """A photo or document of the ticket."""
        return ticket_file(request._request, number=number, pk=file_id)

    @extend_schema(request=BULK_BODY, responses=BulkOut)
    @action(detail=False, methods=["post"], pagination_class=None)
    def bulk(self, request: Request) -> Response:
        """Do one verb to up to 200 tickets. Each is done by itself: one that is refused does not stop the others.
        Besides verb and tickets, send the fields of the verb."""
        body = request.data if isinstance(request.data, dict) else {}
        own = {name: body[name] for name in ManyForm.base_fields if name in body}
        asked = filled(ManyForm, own, verbs=MANY).cleaned_data
        verb = MANY[asked["verb"]]
        form = filled(verb.form, {name: body[name] for name in body if name not in own}, user=request.user)
        found = act_on_many(
            service=verb.service, numbers=asked["tickets"], actor=request.user, now=timezone.now(), **form.arguments()
        )
        return Response(BulkOut(found).data)

    @extend_schema(request=body_of(TICKETS["remind"].form), responses={201: ReminderOut})
    @action(detail=True, methods=["post"])
    def remind(self, request: Request, number: str) -> Response:
        """Set a reminder that only the user sees. Unlike the other verbs of a ticket, it returns the reminder."""
        verb, ticket = TICKETS["remind"], self.get_object()
        row = verb.perform(self.filled(verb.form, **self.form_options(ticket)), actor=request.user, now=timezone.now())
        return Response(ReminderOut(row).data, status=status.HTTP_201_CREATED)

    @extend_schema(responses=ChangeOut(many=True), filters=False)
    @action(detail=True, pagination_class=HistoryPagination)
    def history(self, request: Request, number: str) -> Response:
        """The changes of the ticket, its SLA targets, proposals and approvals: who changed what, when and why. The
        newest comes first."""
        page = self.paginate_queryset(history_of(self.get_object()))
        return self.get_paginated_response(ChangeOut(page, many=True).data)
