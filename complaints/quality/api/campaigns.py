"""Campaigns, their customers and their check calls in the API."""

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
from customers.permissions import seen_through

from .. import permissions
from ..forms import CampaignFactsForm
from ..models import Campaign, CampaignCheck, CampaignCustomer
from ..queries.campaigns import campaigns
from ..services.campaigns import change_campaign, draft_campaign
from ..verbs import CAMPAIGN_CUSTOMERS, CAMPAIGNS, CHECKS
from .serializers import CampaignCustomerOut, CampaignDetailOut, CampaignOut, CheckCallOut

READERS, RUNNERS = permissions.CAMPAIGN_READERS, permissions.CAMPAIGN_RUNNERS


def policies(noun: str, **more: frozenset[str]) -> dict[str, Policy]:
    roles = {"list": READERS, "retrieve": READERS, **more}
    return {verb: Policy(f"{noun}.{verb}", frozenset(map(str, who))) for verb, who in roles.items()}


class CampaignFilter(django_filters.FilterSet):
    product = django_filters.CharFilter("product__code")
    batch = django_filters.CharFilter("batch")

    class Meta:
        model = Campaign
        fields = ("state", "kind", "product", "batch")


@offers("campaign", READERS, CAMPAIGNS, answers=CampaignDetailOut)
class CampaignViewSet(ServiceViewSet):
    """Recalls and notices to everybody who has certain products."""

    policies = policies("campaign", create=RUNNERS, partial_update=RUNNERS)
    serializer_class = CampaignDetailOut
    filterset_class = CampaignFilter
    lookup_field = "number"

    def get_serializer_class(self) -> Any:
        return CampaignOut if self.action == "list" else CampaignDetailOut

    def visible(self) -> Any:
        rows = campaigns(self.request.user).select_related("region", "investigation", "signed_for", "draw")
        if self.action == "list":
            return rows
        return rows.prefetch_related("phases", "papers__filed_by")

    def _answer(self, number: str, code: int = status.HTTP_200_OK) -> Response:
        return Response(self.get_serializer(self.visible().get(number=number)).data, status=code)

    @extend_schema(request=body_of(CampaignFactsForm), responses={201: CampaignDetailOut})
    def create(self, request: Request) -> Response:
        """Prepare a campaign. Its customers are looked for at once."""
        form = self.filled(CampaignFactsForm, user=request.user)
        given = {name: value for name, value in form.arguments().items() if value is not None}
        if number := form.cleaned_data["investigation"].strip():
            seen: Any = permissions.visible_investigations(request.user)
            given["investigation_id"] = visible_or_404(seen, number=number).pk
        made = draft_campaign(actor=request.user, now=timezone.now(), **given)
        return self._answer(made.number, status.HTTP_201_CREATED)

    @extend_schema(request=body_of(CampaignFactsForm, partial=True), responses=CampaignDetailOut)
    def partial_update(self, request: Request, number: str) -> Response:
        """Change a campaign that is not signed off yet. Fields that are not sent stay as they are."""
        row = self.get_object()
        form = self.filled(CampaignFactsForm, partial=True, target=row, user=request.user)
        change_campaign(actor=request.user, now=timezone.now(), **form.arguments())
        return self._answer(row.number)


class CampaignCustomerFilter(django_filters.FilterSet):
    campaign = django_filters.CharFilter("campaign__number")
    customer = django_filters.CharFilter("customer__number")

    class Meta:
        model = CampaignCustomer
        fields = ("campaign", "customer", "reach", "role", "came_later")


@offers("campaign_customer", READERS, CAMPAIGN_CUSTOMERS, answers=CampaignCustomerOut)
class CampaignCustomerViewSet(ServiceViewSet):
    """The customers of campaigns, those first for whom something has to be done."""

    policies = policies("campaign_customer")
    serializer_class = CampaignCustomerOut
    filterset_class = CampaignCustomerFilter
    ordering = ("rank", "pk")

    def visible(self) -> Any:
        rows = permissions.visible_campaign_customers(self.request.user)
        rows = rows.filter(seen_through(self.request.user, "customer__"))
        rows = rows.select_related("campaign", "customer", "ticket", "remedied_by")
        return rows.prefetch_related("attempts__by").order_by("rank", "pk")


class CheckCallFilter(django_filters.FilterSet):
    campaign = django_filters.CharFilter("draw__campaign__number")

    class Meta:
        model = CampaignCheck
        fields = ("campaign",)


@offers("check_call", READERS, CHECKS, answers=CheckCallOut)
class CheckCallViewSet(ServiceViewSet):
    """The check calls of campaigns in the order in which they were drawn."""

    policies = policies("check_call")
    serializer_class = CheckCallOut
    filterset_class = CheckCallFilter
    ordering = ("pk",)

    def visible(self) -> Any:
        seen = permissions.visible_campaign_customers(self.request.user)
        rows = CampaignCheck.objects.filter(row__in=seen).filter(seen_through(self.request.user, "row__customer__"))
        return rows.select_related("draw__campaign", "row__customer", "called_by").order_by("pk")
