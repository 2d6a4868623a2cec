"""Call-backs after unhappy answers in the API."""

from __future__ import annotations

from typing import Any

import django_filters

from aftersales.web.api.verbs import offers
from aftersales.web.api.viewsets import ServiceViewSet
from aftersales.web.policy import Policy

from ..models import CallBack
from ..permissions import CALL_BACK_READERS, visible_call_backs
from ..queries.call_backs import with_details
from ..verbs import CALL_BACKS
from .serializers.call_backs import CallBackOut


class CallBackFilter(django_filters.FilterSet):
    """is_open: whether the call is still owed."""

    is_open = django_filters.BooleanFilter("done_at", "isnull")
    user = django_filters.CharFilter("user__username")

    class Meta:
        model = CallBack
        fields = ("is_open", "user", "result")


@offers("call_back", CALL_BACK_READERS, CALL_BACKS, answers=CallBackOut)
class CallBackViewSet(ServiceViewSet):
    """Calls that are owed to dissatisfied customers. They are opened by their answers."""

    policies = {verb: Policy(f"call_back.{verb}", CALL_BACK_READERS) for verb in ("list", "retrieve")}
    serializer_class = CallBackOut
    filterset_class = CallBackFilter
    lookup_value_regex = r"[0-9]+"

    def visible(self) -> Any:
        return with_details(visible_call_backs(self.request.user)).order_by("due_at", "pk")
