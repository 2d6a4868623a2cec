"""The reception in the API: numbers, greeting, calls, and what the waiting room reads."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from aftersales.kernel.errors import InvalidInput
from aftersales.staff.enums import DESK
from aftersales.web.api.viewsets import ServiceViewSet
from aftersales.web.policy import Policy
from customers.permissions import visible_to as visible_customers

from ..enums import VisitPurpose, WaitReason
from ..models import Visitor, WaitChange
from ..queries.reception import screen, visitors_of_today
from ..services import reception


class VisitorOut(serializers.ModelSerializer):
    """Somebody with a number of today."""

    customer = serializers.SlugRelatedField("number", read_only=True)
    served_by = serializers.SlugRelatedField("username", read_only=True)
    ticket = serializers.SlugRelatedField("number", read_only=True)

    class Meta:
        model = Visitor
        fields = (
            "id",
            "label",
            "state",
            "purpose",
            "name",
            "customer",
            "arrived_at",
            "greet_due_at",
            "greeted_at",
            "greet_lateness_seconds",
            "called_at",
            "served_by",
            "counter",
            "finished_at",
            "note",
            "ticket",
            "version",
        )


class NewVisitor(serializers.Serializer):
    """customer: its number, if known."""

    purpose = serializers.ChoiceField(VisitPurpose.choices)
    name = serializers.CharField(max_length=100, required=False, allow_blank=True)
    customer = serializers.CharField(max_length=40, required=False, allow_null=True)


class ToCounter(serializers.Serializer):
    counter = serializers.CharField(max_length=10, required=False, allow_blank=True)


class WithNote(serializers.Serializer):
    note = serializers.CharField(max_length=300, required=False, allow_blank=True)


class Untold(serializers.Serializer):
    """Nothing need be said."""


class NewWait(serializers.Serializer):
    """words: what visitors read where the reason is another one, in Chinese and in English."""

    minutes = serializers.IntegerField(min_value=1, max_value=reception.LONGEST_WAIT)
    reason = serializers.ChoiceField(WaitReason.choices)
    words = serializers.CharField(max_length=100, required=False, allow_blank=True)
    words_en = serializers.CharField(max_length=150, required=False, allow_blank=True)


class WaitOut(serializers.ModelSerializer):
    class Meta:
        model = WaitChange
        fields = ("id", "minutes", "reason", "words", "words_en", "announced_at", "ended_at")


class BothOut(serializers.Serializer):
    """The same words in both languages."""

    zh = serializers.CharField()
    en = serializers.CharField()


class CalledOut(serializers.Serializer):
    label = serializers.CharField()
    counter = BothOut(allow_null=True)


class WaitingOut(serializers.Serializer):
    label = serializers.CharField()
    waited = BothOut()
    expected = BothOut(allow_null=True)


class ScreenOut(serializers.Serializer):
    """What the waiting room reads: no names."""

    now = serializers.DateTimeField()
    serving = CalledOut(many=True)
    waiting = WaitingOut(many=True)
    count = serializers.IntegerField()
    change = BothOut(allow_null=True)


def verb(name: str, body: type[serializers.Serializer], service: Callable[..., Any]) -> Any:
    """POST …/reception/{id}/{verb}/ → the visitor."""

    def handler(self: VisitorViewSet, request: Request, pk: str) -> Response:
        visitor = self.get_object()
        service(visitor_id=visitor.pk, actor=request.user, now=timezone.now(), **self.checked(body))
        return Response(self.get_serializer(self.get_object()).data)

    handler.__name__, handler.__doc__ = name, service.__doc__
    described = extend_schema(request=None if body is Untold else body, responses=VisitorOut)(handler)
    return action(detail=True, methods=["post"])(described)


class VisitorViewSet(ServiceViewSet):
    """The reception queue of today."""

    policies = {
        **{
            name: Policy(f"visitor.{name}", DESK)
            for name in (
                "list",
                "retrieve",
                "create",
                "greet",
                "call",
                "back",
                "leave",
                "finish",
                "call_next",
                "announce",
                "end_announcement",
            )
        },
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
        """One visitor of today."""
        return super().retrieve(request, *args, **kwargs)

    @extend_schema(request=NewVisitor, responses={201: VisitorOut})
    def create(self, request: Request) -> Response:
        """Somebody came in: the answer holds the number and until when the greeting is promised."""
        data = self.checked(NewVisitor)
        if number := data.pop("customer", None):
            data["customer"] = visible_customers(request.user).filter(number__iexact=number).first()
            if data["customer"] is None:
                raise InvalidInput(_("No customer has this number."), code="unknown", field="customer")
        made = reception.take_number(actor=request.user, now=timezone.now(), **data)
        return Response(self.get_serializer(made).data, status=status.HTTP_201_CREATED)

    greet = verb("greet", Untold, reception.greet)
    call = verb("call", ToCounter, reception.call)
    back = verb("back", Untold, reception.back)
    leave = verb("leave", WithNote, reception.leave)
    finish = verb("finish", WithNote, reception.finish)

    @extend_schema(request=ToCounter, responses={200: VisitorOut, 204: None})
    @action(detail=False, methods=["post"], url_path="call-next")
    def call_next(self, request: Request) -> Response:
        """Call who has waited longest; 204 where nobody waits."""
        called = reception.call_next(actor=request.user, now=timezone.now(), **self.checked(ToCounter))
        if called is None:
            return Response(status=status.HTTP_204_NO_CONTENT)
        return Response(self.get_serializer(called).data)

    @extend_schema(request=NewWait, responses={201: WaitOut})
    @action(detail=False, methods=["post"])
    def announce(self, request: Request) -> Response:
        """Tell the waiting room that the waiting time changes, and why."""
        row = reception.announce_wait(actor=request.user, now=timezone.now(), **self.checked(NewWait))
        return Response(WaitOut(row).data, status=status.HTTP_201_CREATED)

    @extend_schema(request=None, responses={204: None})
    @action(detail=False, methods=["post"], url_path="end-announcement")
    def end_announcement(self, request: Request) -> Response:
        """The waiting time is as usual again."""
        reception.end_announcement(actor=request.user, now=timezone.now())
        return Response(status=status.HTTP_204_NO_CONTENT)

    @extend_schema(responses=ScreenOut)
    @action(detail=False, filterset_fields=())
    def display(self, request: Request) -> Response:
        """What the screen in the waiting room shows; needs no account."""
        return Response(ScreenOut(screen(timezone.now())).data)
