"""Missed calls in the API: the queue of those to call back."""

from __future__ import annotations

from typing import Any

from rest_framework.request import Request
from rest_framework.response import Response

from aftersales.web.api.verbs import offers
from aftersales.web.api.viewsets import ServiceViewSet
from aftersales.web.policy import Policy

from ..models import MissedCall
from ..permissions.calls import CALLERS, missed_calls_of
from ..queries.missed_calls import queue_of
from ..verbs_calls import MISSED_CALLS
from .serializers.calls import MissedCallOut


@offers("missed_call", CALLERS, MISSED_CALLS, answers=MissedCallOut)
class MissedCallViewSet(ServiceViewSet):
    """Calls that nobody answered, and by when they must be called back."""

    policies = {name: Policy(f"missed_call.{name}", CALLERS) for name in ("list", "retrieve")}
    queryset = MissedCall.objects.none()
    serializer_class = MissedCallOut

    def visible(self) -> Any:
        if self.action == "list":
            return queue_of(self.request.user)
        return missed_calls_of(self.request.user).select_related("call__customer", "taken_by", "call__ticket")

    def list(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """The calls that wait to be called back, the next due first."""
        return super().list(request, *args, **kwargs)

    def retrieve(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """A missed call, also one that is done."""
        return super().retrieve(request, *args, **kwargs)
