"""Fulfilments in the API: goods received, inspected, refunded or replaced."""

from __future__ import annotations

from typing import Any

import django_filters
from django.db.models import Prefetch

from aftersales.staff.enums import TICKET_READERS
from aftersales.web.api.verbs import offers
from aftersales.web.api.viewsets import ServiceViewSet
from aftersales.web.policy import Policy

from ..enums import FulfilmentState
from ..models import Fulfilment, GoodsRecord, Refund
from ..permissions import visible_to
from ..queries.fulfilment import LINES
from ..verbs_fulfilment import FULFILMENTS
from .serializers.fulfilments import FulfilmentOut

RELATED = (
    LINES,
    Prefetch("records", GoodsRecord.objects.select_related("recorded_by")),
    Prefetch("refunds", Refund.objects.select_related("recorded_by")),
)


class FulfilmentFilter(django_filters.FilterSet):
    state = django_filters.MultipleChoiceFilter(choices=FulfilmentState.choices)
    department = django_filters.CharFilter("department__code")
    goods_due_before = django_filters.DateFilter("goods_due_on", lookup_expr="lte")
    ticket = django_filters.CharFilter("proposal__ticket__number")


@offers("fulfilment", TICKET_READERS, FULFILMENTS, answers=FulfilmentOut)
class FulfilmentViewSet(ServiceViewSet):
    """What has to be done after an approval, and how much of it is done."""

    policies = {name: Policy(f"fulfilment.{name}", TICKET_READERS) for name in ("list", "retrieve")}
    queryset = Fulfilment.objects.none()
    serializer_class = FulfilmentOut
    filterset_class = FulfilmentFilter

    def visible(self) -> Any:
        rows = Fulfilment.objects.filter(proposal__ticket__in=visible_to(self.request.user))
        return (
            rows.select_related("proposal__ticket", "department", "paying_department")
            .prefetch_related(*RELATED)
            .order_by("-started_at", "-pk")
        )

    def form_options(self, target: Fulfilment) -> dict[str, Any]:
        return {"target": target.proposal.ticket, "fulfilment": target, "user": self.request.user}
