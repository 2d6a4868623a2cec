"""The API of care plans, their needs, actions, suggestions and templates."""

from __future__ import annotations

from typing import Any

import django_filters
from django.db.models import QuerySet
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.request import Request
from rest_framework.response import Response

from aftersales.web.api.dated import IN_PLACE, InPlaceViewSet, describe
from aftersales.web.api.dated import policies as setting_policies
from aftersales.web.api.filters import SortFilter
from aftersales.web.api.form_schema import body_of
from aftersales.web.api.verbs import offers
from aftersales.web.api.viewsets import ServiceViewSet
from aftersales.web.policy import Policy
from aftersales.web.verbs import Verb
from aftersales.web.views import visible_or_404
from customers.api.filters import CustomerNumberFilter
from customers.permissions import visible_to as visible_customers

from ..forms.care import ApiPlanForm
from ..models import CareAction, CareNeed, CarePlan, CareSuggestion, CareTemplate
from ..permissions import READERS, visible_plans
from ..queries import care as queries
from ..services.care_plans import make_plan
from ..verbs import CARE_ACTIONS, CARE_SUGGESTIONS, NEEDS, PLANS
from ..views.care_templates import CARE_TEMPLATES
from .serializers.care import CareActionOut, CareNeedOut, CarePlanOut, CareSuggestionOut, CareTemplateOut


def policies(noun: str, *more: str) -> dict[str, Policy]:
    return {name: Policy(f"{noun}.{name}", READERS) for name in ("list", "retrieve", *more)}


class CarePlanFilter(django_filters.FilterSet):
    customer = CustomerNumberFilter("customer__number")
    owner = django_filters.CharFilter("owner__username")
    region = django_filters.CharFilter("customer__region__code")
    ends_before = django_filters.DateFilter("ends_on", "lte")
    sort = SortFilter(queries.SORTS)

    class Meta:
        model = CarePlan
        fields = ("state", "customer", "owner", "region")


@offers("care_plan", READERS, PLANS, answers=CarePlanOut)
class CarePlanViewSet(ServiceViewSet):
    """Care plans for key customers: needs with a measured goal, actions with owner, day, budget and result."""

    policies = policies("care_plan", "create")
    serializer_class = CarePlanOut
    filterset_class = CarePlanFilter
    lookup_field = "number"

    def visible(self) -> QuerySet[CarePlan]:
        return queries.with_rows(queries.plans(self.request.user))

    @extend_schema(request=body_of(ApiPlanForm), responses={201: CarePlanOut})
    def create(self, request: Request) -> Response:
        """Draft a care plan for a customer. A template gives it needs and actions to begin with."""
        form = self.filled(ApiPlanForm, user=request.user)
        data = form.arguments()
        customer = visible_or_404(visible_customers(request.user), number=data.pop("customer"))
        made = make_plan(actor=request.user, now=timezone.now(), customer_id=customer.pk, **data)
        answer = self.get_serializer(self.visible().get(pk=made.pk)).data
        return Response(answer, status=status.HTTP_201_CREATED)


class _Of(django_filters.FilterSet):
    plan = django_filters.CharFilter("plan__number")


class CareNeedFilter(_Of):
    class Meta:
        model = CareNeed
        fields = ("plan",)


@offers("care_need", READERS, NEEDS, answers=CareNeedOut)
class CareNeedViewSet(ServiceViewSet):
    """Needs of care plans: what the customer wants, how it is measured, and how far it is."""

    policies = policies("care_need")
    serializer_class = CareNeedOut
    filterset_class = CareNeedFilter

    def visible(self) -> QuerySet[CareNeed]:
        rows = CareNeed.objects.filter(plan__in=visible_plans(self.request.user))
        return rows.select_related("plan__customer").order_by("pk")

    def answer(self, verb: Verb, target: CareNeed, result: Any) -> Response:
        """The need; nothing after it was removed."""
        if verb.name == "remove":
            return Response(status=status.HTTP_204_NO_CONTENT)
        return super().answer(verb, target, result)


class CareActionFilter(_Of):
    owner = django_filters.CharFilter("owner__username")
    due_before = django_filters.DateFilter("due_on", "lte")

    class Meta:
        model = CareAction
        fields = ("state", "plan", "owner")


@offers("care_action", READERS, CARE_ACTIONS, answers=CareActionOut)
class CareActionViewSet(ServiceViewSet):
    """Actions of care plans."""

    policies = policies("care_action")
    serializer_class = CareActionOut
    filterset_class = CareActionFilter

    def visible(self) -> QuerySet[CareAction]:
        return queries.actions(self.request.user)


class CareSuggestionFilter(_Of):
    class Meta:
        model = CareSuggestion
        fields = ("state", "kind", "plan")


@offers("care_suggestion", READERS, CARE_SUGGESTIONS, answers=CareSuggestionOut)
class CareSuggestionViewSet(ServiceViewSet):
    """Actions that anniversaries and service dates suggest. They are added or put away, once."""

    policies = policies("care_suggestion")
    serializer_class = CareSuggestionOut
    filterset_class = CareSuggestionFilter

    def visible(self) -> QuerySet[CareSuggestion]:
        return queries.suggestions(self.request.user)


@describe(CARE_TEMPLATES, CareTemplateOut, IN_PLACE)
class CareTemplateViewSet(InPlaceViewSet):
    """What a new care plan may begin with. Lines of needs are written "need / in English | measure / in English |
    4 → 1 unit", lines of actions "action / in English | days after the start | budget"."""

    policies = setting_policies("care_template", IN_PLACE, READERS)
    queryset = CareTemplate.objects.none()
    serializer_class = CareTemplateOut
    filterset_fields = ("is_active",)
    lookup_field = "code"
    kind = CARE_TEMPLATES
