"""Tickets in the API. Every step of the ticket's page is a verb here and calls the same service."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from django.http import HttpResponseBase
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import status
from rest_framework.decorators import action
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.serializers import Serializer

from aftersales.kernel.errors import InvalidInput
from aftersales.staff.enums import TICKET_READERS
from aftersales.web.api.viewsets import ServiceViewSet
from aftersales.web.policy import Policy
from customers.models import Customer
from customers.permissions import visible_to as visible_customers

from ..models import Ticket
from ..queries.calls import call_of
from ..queries.ticket_list import FILTERS, SORTS, filtered, listed
from ..queries.ticket_page import tickets_for_page
from ..services import calls, lifecycle, proposals, risk, thread
from ..services.tickets import log_ticket
from ..views.intake import LOGGERS
from ..views.tickets import ticket_file
from . import bodies, shapes
from .detail import with_details
from .papers import PAPER_POLICIES, TicketPapers
from .risk import Acknowledged
from .ticket_work import WORK_POLICIES, TicketWork

VERBS = (
    "reply",
    "said",
    "note",
    "pause",
    "resume",
    "call_back",
    "hand_over",
    "take",
    "record",
    "kind",
    "classify",
    "identify",
    "propose",
    "submit",
    "answer",
    "withdraw",
    "confirm",
    "close",
    "reopen",
    "acknowledge",
)
LIST_PARAMETERS = [OpenApiParameter(name, str, description=str(label)) for name, label in FILTERS.items()]
SORT = OpenApiParameter("sort", str, enum=list(SORTS), description="The next promise first without")


class AnyType(JSONRenderer):
    """A file is asked for by any type; only its errors are JSON."""

    media_type = "*/*"


def of_customer(customer: Customer | None, rows: str, pk: int | None, field: str) -> Any:
    """What a body names by its id: one of the customer's own contacts or purchases."""
    if pk is None:
        return None
    found = getattr(customer, rows).filter(pk=pk).first() if customer else None
    if found is None:
        raise InvalidInput(_("This does not belong to the customer."), code="other_customer", field=field)
    return found


def verb(name: str, body: type[Serializer], service: Callable[..., Any]) -> Any:
    """A verb whose body is its service's arguments; it answers with the ticket as it is afterwards."""

    def handler(self: TicketViewSet, request: Request, number: str) -> Response:
        ticket = self.get_object()
        data = self.checked(body)
        if "files" in body().fields:
            data["uploads"] = data.pop("files", [])
        service(ticket_id=ticket.pk, actor=request.user, now=timezone.now(), **data)
        return self.shown(number)

    handler.__name__, handler.__doc__ = name, service.__doc__
    return ticket_verb(body)(handler)


def ticket_verb(body: type[Serializer]) -> Callable[[Callable], Any]:
    """POST …/tickets/{number}/{verb}/ → the ticket."""

    asked = None if body is bodies.Empty else body

    def decorate(handler: Callable) -> Any:
        described = extend_schema(request=asked, responses=shapes.TicketDetail)(handler)
        return action(detail=True, methods=["post"], url_path=handler.__name__.replace("_", "-"))(described)

    return decorate


class TicketViewSet(TicketWork, TicketPapers, ServiceViewSet):
    """Inquiries, opinions, suggestions, complaints, returns, exchanges and repairs."""

    policies = {
        **{name: Policy(f"ticket.{name}", TICKET_READERS) for name in ("list", "retrieve", "file", *VERBS)},
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

    @extend_schema(request=bodies.NewTicket, responses={201: shapes.TicketDetail})
    def create(self, request: Request) -> Response:
        """Log what a customer said; the answer holds the number, the owner and the promises."""
        data = self.checked(bodies.NewTicket)
        customer = self._customer(data.pop("customer", None))
        contact = of_customer(customer, "contacts", data.pop("contact", None), "contact")
        sold = of_customer(customer, "purchases", data.pop("product_sold", None), "product_sold")
        if customer and contact is None and not data.get("contact_name"):
            contact = customer.main_contact
        uploads = data.pop("files", [])
        log: Callable[..., Ticket] = log_ticket
        if call := call_of(request.user, data.pop("call", None)):
            log = partial(calls.open_ticket, call_pk=call.pk)
        ticket = log(
            actor=request.user,
            now=timezone.now(),
            customer=customer,
            contact=contact,
            product_sold=sold,
            uploads=uploads,
            **data,
        )
        return self._detail(ticket, status.HTTP_201_CREATED)

    def _customer(self, number: str | None) -> Customer | None:
        if not number:
            return None
        found = visible_customers(self.request.user).filter(number__iexact=number).first()
        if found is None:
            raise InvalidInput(_("No customer has this number."), code="unknown", field="customer")
        return found

    reply = verb("reply", bodies.Reply, thread.reply)
    said = verb("said", bodies.Said, thread.customer_said)
    note = verb("note", bodies.Note, thread.add_note)
    pause = verb("pause", bodies.Wait, thread.pause)
    resume = verb("resume", bodies.Empty, thread.resume)
    call_back = verb("call_back", bodies.CallBack, thread.agree_call_back)
    hand_over = verb("hand_over", bodies.HandOver, lifecycle.hand_over)
    take = verb("take", bodies.Empty, lifecycle.take)
    kind = verb("kind", bodies.ChangedKind, lifecycle.change_kind)
    classify = verb("classify", bodies.Classified, lifecycle.classify)
    submit = verb("submit", bodies.Submitted, proposals.submit)
    answer = verb("answer", bodies.Outcome, lifecycle.answer)
    withdraw = verb("withdraw", bodies.TicketReason, lifecycle.withdraw)
    confirm = verb("confirm", bodies.Confirmed, lifecycle.confirm)
    close = verb("close", bodies.Empty, lifecycle.close)
    reopen = verb("reopen", bodies.TicketReason, lifecycle.reopen)
    acknowledge = verb("acknowledge", Acknowledged, risk.acknowledge)

    @ticket_verb(bodies.Record)
    def record(self, request: Request, number: str) -> Response:
        """Correct or complete the record. What was approved on other words is void."""
        ticket, data = self.get_object(), self.checked(bodies.Record)
        for field, rows in (("product_sold", "purchases"), ("contact", "contacts")):
            if field in data:
                data[field] = of_customer(ticket.customer, rows, data[field], field)
        lifecycle.update_record(ticket_id=ticket.pk, actor=request.user, now=timezone.now(), **data)
        return self.shown(number)

    @ticket_verb(bodies.Identified)
    def identify(self, request: Request, number: str) -> Response:
        """Say who the customer of an unidentified ticket is."""
        ticket, data = self.get_object(), self.checked(bodies.Identified)
        customer = self._customer(data["customer"])
        contact = of_customer(customer, "contacts", data.get("contact"), "contact")
        lifecycle.identify_customer(
            ticket_id=ticket.pk,
            customer=customer,
            contact=contact or customer.main_contact,
            actor=request.user,
            now=timezone.now(),
        )
        return self.shown(number)

    @ticket_verb(bodies.NewProposal)
    def propose(self, request: Request, number: str) -> Response:
        """Draft or change the proposal. The amount is Σ quantity × price + costs."""
        ticket, data = self.get_object(), self.checked(bodies.NewProposal)
        lines = [proposed_line(ticket, line) for line in data.pop("lines", [])]
        proposals.save_proposal(ticket_id=ticket.pk, lines=lines, actor=request.user, now=timezone.now(), **data)
        return self.shown(number)

    @extend_schema(responses={(200, "application/octet-stream"): OpenApiTypes.BINARY})
    @action(detail=True, url_path=r"files/(?P<file_id>\d+)", url_name="file", renderer_classes=[JSONRenderer, AnyType])
    def file(self, request: Request, number: str, file_id: str) -> HttpResponseBase:
        """A photo or document of the ticket."""
        return ticket_file(request._request, number=number, pk=file_id)


def proposed_line(ticket: Ticket, line: dict[str, Any]) -> dict[str, Any]:
    """A line for the service: the purchase read, its price where none is given."""
    sold = of_customer(ticket.customer, "purchases", line.get("product_sold"), "lines")
    price = line.get("unit_price")
    return {**line, "product_sold": sold, "unit_price": sold.unit_price if price is None else price}
