"""The daily work on tickets in the API: many at once, reminders, joining, history."""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.decorators import action
from rest_framework.pagination import PageNumberPagination
from rest_framework.request import Request
from rest_framework.response import Response

from aftersales.staff.enums import TICKET_READERS
from aftersales.web.policy import Policy
from aftersales.web.templatetags.ui import said
from aftersales.web.views import visible_or_404

from ..permissions import visible_to
from ..queries.history import history_of
from ..services import joining, reminders
from ..services.bulk import Outcome, act_on_many
from . import shapes
from . import work_io as io

WORK_POLICIES = {name: Policy(f"ticket.{name}", TICKET_READERS) for name in ("bulk", "remind", "join", "history")}


class Changes(PageNumberPagination):
    """Pages of what was read already."""

    page_size = 50
    page_size_query_param = "page_size"
    max_page_size = 200


class TicketWork:
    """What the ticket's noun can do besides the steps of one ticket's page."""

    @extend_schema(request=io.ManyTickets, responses=io.ManyDone)
    @action(detail=False, methods=["post"], pagination_class=None)
    def bulk(self, request: Request) -> Response:
        """One step on up to 200 tickets, each by itself: one that is refused holds up none of the others."""
        data = self.checked(io.ManyTickets)
        found = act_on_many(
            verb=data.pop("verb"), numbers=data.pop("tickets"), actor=request.user, now=timezone.now(), **data
        )
        results = [outcome_of(outcome) for outcome in found]
        done = sum(outcome.done for outcome in found)
        return Response({"done": done, "refused": len(found) - done, "results": results})

    @extend_schema(request=io.NewReminder, responses={201: io.ReminderOut})
    @action(detail=True, methods=["post"])
    def remind(self, request: Request, number: str) -> Response:
        """Have oneself reminded of the ticket; nobody else sees it."""
        ticket, data = self.get_object(), self.checked(io.NewReminder)
        row = reminders.remind(ticket_id=ticket.pk, actor=request.user, now=timezone.now(), **data)
        return Response(io.ReminderOut(row).data, status=status.HTTP_201_CREATED)

    @extend_schema(request=io.Joined, responses=shapes.TicketDetail)
    @action(detail=True, methods=["post"])
    def join(self, request: Request, number: str) -> Response:
        """Join the ticket into another open one of the same customer; answers with the one that goes on."""
        ticket, data = self.get_object(), self.checked(io.Joined)
        target = visible_or_404(visible_to(request.user), number=data.pop("into"))
        joining.join(ticket_id=ticket.pk, into=target.pk, actor=request.user, now=timezone.now(), **data)
        return self.shown(target.number)

    @extend_schema(responses=io.ChangeOut(many=True), filters=False)
    @action(detail=True, pagination_class=Changes)
    def history(self, request: Request, number: str) -> Response:
        """Who changed what, when and why: the ticket, its promises, proposals, approvals; the newest first."""
        page = self.paginate_queryset(history_of(self.get_object()))
        return self.get_paginated_response(io.ChangeOut(page, many=True).data)


def outcome_of(outcome: Outcome) -> dict[str, Any]:
    error = outcome.error
    return {
        "ticket": outcome.number,
        "done": outcome.done,
        "code": error.code if error else "",
        "detail": said(error) if error else "",
    }
