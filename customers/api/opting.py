"""What customers do not want, in the API (PIPL)."""

from __future__ import annotations

from typing import Any

import django_filters
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.request import Request
from rest_framework.response import Response

from aftersales.web.api.form_schema import body_of
from aftersales.web.api.verbs import offers
from aftersales.web.api.viewsets import ServiceViewSet
from aftersales.web.policy import Policy
from aftersales.web.views import visible_or_404

from ..forms.opting import NewOptOutForm
from ..models import OptOut
from ..permissions import READERS, visible_to
from ..queries import contacts_seen_by
from ..queries.opting import opt_outs_seen_by
from ..services.opting import opt_out
from ..verbs import OPT_OUTS
from .filters import CustomerNumberFilter
from .serializers.opting import OptOutOut


class OptOutFilter(django_filters.FilterSet):
    customer = CustomerNumberFilter("customer__number")
    in_effect = django_filters.BooleanFilter("ended_at", lookup_expr="isnull")

    class Meta:
        model = OptOut
        fields = ("customer", "purpose", "channel", "in_effect")


@offers("opt_out", READERS, OPT_OUTS, answers=OptOutOut)
class OptOutViewSet(ServiceViewSet):
    """What customers do not want to be contacted for, and by which channel."""

    policies = {verb: Policy(f"opt_out.{verb}", READERS) for verb in ("list", "retrieve", "create")}
    serializer_class = OptOutOut
    filterset_class = OptOutFilter

    def visible(self) -> Any:
        return opt_outs_seen_by(self.request.user)

    @extend_schema(request=body_of(NewOptOutForm), responses={201: OptOutOut})
    def create(self, request: Request) -> Response:
        form = self.filled(NewOptOutForm, contacts=contacts_seen_by(request.user))
        customer = visible_or_404(visible_to(request.user), number=form.cleaned_data["customer"])
        row = opt_out(customer_id=customer.pk, actor=request.user, now=timezone.now(), **form.arguments())
        return Response(self.get_serializer(row).data, status=status.HTTP_201_CREATED)
