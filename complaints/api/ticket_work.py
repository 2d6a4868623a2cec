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
from aftersales.web.api.form_schema import body_of, schema_of
from aftersales.web.api.forms import filled
from aftersales.web.policy import Policy
from aftersales.web.templatetags.ui import error_text

from ..forms.work import ManyForm
from ..queries.history import history_of
from ..services.bulk import MAX_TICKETS, Outcome, act_on_many
from ..verbs import MANY, TICKETS
from . import work_io as io
from .serializers.settings import ChangeOut

MANY_BODY = {
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

WORK_POLICIES = {name: Policy(f"ticket.{name}", TICKET_READERS) for name in ("bulk", "remind", "history")}


class Changes(PageNumberPagination):
    """Pages of what was read already."""

    page_size = 50
    page_size_query_param = "page_size"
    max_page_size = 200


class TicketWork:
    """What the ticket's noun can do besides the steps of one ticket's page."""

    @extend_schema(request=MANY_BODY, responses=io.ManyDone)
    @action(detail=False, methods=["post"], pagination_class=None)
    def bulk(self, request: Request) -> Response:
        """One verb on up to 200 tickets, each by itself: one that is refused holds up none of the others. Beside verb
        and tickets, the fields of the verb."""
        body = request.data if isinstance(request.data, dict) else {}
        own = {name: body[name] for name in ManyForm.base_fields if name in body}
        asked = filled(ManyForm, own, verbs=MANY).cleaned_data
        verb = MANY[asked["verb"]]
        form = filled(verb.form, {name: body[name] for name in body if name not in own}, user=request.user)
        found = act_on_many(
            service=verb.service, numbers=asked["tickets"], actor=request.user, now=timezone.now(), **form.arguments()
        )
        results = [outcome_of(outcome) for outcome in found]
        done = sum(outcome.done for outcome in found)
        return Response({"done": done, "refused": len(found) - done, "results": results})

    @extend_schema(request=body_of(TICKETS["remind"].form), responses={201: io.ReminderOut})
    @action(detail=True, methods=["post"])
    def remind(self, request: Request, number: str) -> Response:
        """Have oneself reminded of the ticket; nobody else sees it. By hand, because it answers with the reminder."""
        verb, ticket = TICKETS["remind"], self.get_object()
        row = verb.perform(self.filled(verb.form, **self.form_options(ticket)), actor=request.user, now=timezone.now())
        return Response(io.ReminderOut(row).data, status=status.HTTP_201_CREATED)

    @extend_schema(responses=ChangeOut(many=True), filters=False)
    @action(detail=True, pagination_class=Changes)
    def history(self, request: Request, number: str) -> Response:
        """Who changed what, when and why: the ticket, its promises, proposals, approvals; the newest first."""
        page = self.paginate_queryset(history_of(self.get_object()))
        return self.get_paginated_response(ChangeOut(page, many=True).data)


def outcome_of(outcome: Outcome) -> dict[str, Any]:
    error = outcome.error
    return {
        "ticket": outcome.number,
        "done": outcome.done,
        "code": error.code if error else "",
        "detail": error_text(error) if error else "",
    }
