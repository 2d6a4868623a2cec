"""Reminders in the API."""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from aftersales.staff.enums import TICKET_READERS
from aftersales.web.api.viewsets import ServiceViewSet
from aftersales.web.policy import Policy

from ..models import Reminder
from ..queries.reminders import reminders_of
from ..services.reminders import mark_done
from .serializers.tickets import ReminderOut


class ReminderViewSet(ServiceViewSet):
    """The user's own reminders. To set one, use `remind` of a ticket."""

    policies = {name: Policy(f"reminder.{name}", TICKET_READERS) for name in ("list", "retrieve", "done")}
    queryset = Reminder.objects.none()
    serializer_class = ReminderOut

    def visible(self) -> Any:
        return reminders_of(self.request.user).order_by("due_at", "pk")

    def list(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """The user's open reminders, the next one first."""
        return super().list(request, *args, **kwargs)

    def retrieve(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """One of the user's reminders."""
        return super().retrieve(request, *args, **kwargs)

    @extend_schema(request=None)
    @action(detail=True, methods=["post"])
    def done(self, request: Request, pk: str) -> Response:
        """Mark the reminder as done."""
        row = mark_done(reminder_id=self.get_object().pk, actor=request.user, now=timezone.now())
        return Response(self.get_serializer(row).data)
