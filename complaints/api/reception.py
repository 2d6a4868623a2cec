"""The front desk in the API: visitors, their numbers and verbs, and the screen of the waiting room."""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from aftersales.staff.enums import DESK
from aftersales.web.api.form_schema import body_of
from aftersales.web.api.verbs import offers
from aftersales.web.api.viewsets import ServiceViewSet
from aftersales.web.policy import Policy

from ..forms.reception import CounterForm, NumberForm, WaitForm
from ..models import Visitor
from ..queries.reception import screen, visitors_of_today
from ..services import reception
from ..verbs_reception import VISITORS
from .serializers.reception import ScreenOut, VisitorOut, WaitOut

STEPS = ("list", "retrieve", "create", "call_next", "announce", "end_announcement")


@offers("visitor", DESK, VISITORS, answers=VisitorOut)
class VisitorViewSet(ServiceViewSet):
    """Today's queue at the front desk."""

    policies = {
        **{name: Policy(f"visitor.{name}", DESK) for name in STEPS},
        "display": Policy("visitor.display", public=True),
    }
    queryset = Visitor.objects.none()
    serializer_class = VisitorOut
    filterset_fields = ("state", "purpose")

    def visible(self) -> Any:
        return visitors_of_today(timezone.now()).select_related("customer", "served_by", "ticket")

    def list(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Today's visitors in the order of their numbers."""
        return super().list(request, *args, **kwargs)

    def retrieve(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """One of today's visitors."""
        return super().retrieve(request, *args, **kwargs)

    @extend_schema(request=body_of(NumberForm), responses={201: VisitorOut})
    def create(self, request: Request) -> Response:
        """Issue a number. The response says by when the visitor must be greeted."""
        form = self.filled(NumberForm, user=request.user)
        made = reception.take_number(actor=request.user, now=timezone.now(), **form.arguments())
        return Response(self.get_serializer(made).data, status=status.HTTP_201_CREATED)

    @extend_schema(request=body_of(CounterForm), responses={200: VisitorOut, 204: None})
    @action(detail=False, methods=["post"], url_path="call-next")
    def call_next(self, request: Request) -> Response:
        """Call the visitor who has waited longest. The status is 204 if no visitor is waiting."""
        form = self.filled(CounterForm)
        called = reception.call_next(actor=request.user, now=timezone.now(), **form.arguments())
        if called is None:
            return Response(status=status.HTTP_204_NO_CONTENT)
        return Response(self.get_serializer(called).data)

    @extend_schema(request=body_of(WaitForm), responses={201: WaitOut})
    @action(detail=False, methods=["post"])
    def announce(self, request: Request) -> Response:
        """Announce in the waiting room that the waiting time changes, and why."""
        form = self.filled(WaitForm)
        row = reception.announce_wait(actor=request.user, now=timezone.now(), **form.cleaned_data)
        return Response(WaitOut(row).data, status=status.HTTP_201_CREATED)

    @extend_schema(request=None, responses={204: None})
    @action(detail=False, methods=["post"], url_path="end-announcement")
    def end_announcement(self, request: Request) -> Response:
        """End the announcement, because the waiting time is normal again."""
        reception.end_announcement(actor=request.user, now=timezone.now())
        return Response(status=status.HTTP_204_NO_CONTENT)

    @extend_schema(responses=ScreenOut, auth=[])
    @action(detail=False, filterset_fields=())
    def display(self, request: Request) -> Response:
        """What the screen in the waiting room shows. No account is needed."""
        return Response(ScreenOut(screen(timezone.now())).data)
