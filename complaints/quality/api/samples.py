"""Samples in the API."""

from __future__ import annotations

from typing import Any

import django_filters
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.request import Request
from rest_framework.response import Response

from aftersales.store.dates import company_date
from aftersales.web.api.form_schema import body_of
from aftersales.web.api.verbs import offers
from aftersales.web.api.viewsets import ServiceViewSet

from ..forms.samples import NewSampleForm
from ..models import Sample
from ..permissions import READERS
from ..queries.samples import samples
from ..services.samples import seal_sample
from ..verbs import SAMPLES
from ..views.samples import belongs
from .serializers.samples import SampleOut
from .views import policies


class SampleFilter(django_filters.FilterSet):
    ticket = django_filters.CharFilter("ticket__number")
    investigation = django_filters.CharFilter("investigation__number")
    product = django_filters.CharFilter("product__code")
    custodian = django_filters.CharFilter("custodian__username")

    class Meta:
        model = Sample
        fields = ("state", "kind", "batch", "ticket", "investigation", "product", "custodian")


@offers("sample", READERS, SAMPLES, answers=SampleOut)
class SampleViewSet(ServiceViewSet):
    """Samples that are kept under a seal, with their custody log."""

    policies = policies("sample")
    serializer_class = SampleOut
    filterset_class = SampleFilter
    lookup_field = "number"

    def visible(self) -> Any:
        rows = samples(self.request.user, "", company_date(timezone.now()))
        rows = rows.select_related("product", "custodian", "ticket", "investigation", "first_signed_by", "disposed_by")
        return rows.prefetch_related("moves__custodian", "moves__recorded_by")

    @extend_schema(request=body_of(NewSampleForm), responses={201: SampleOut})
    def create(self, request: Request) -> Response:
        """Seal a sample. ticket, investigation: the number of what it belongs to."""
        form = self.filled(NewSampleForm, user=request.user)
        about = belongs(request, form.cleaned_data)
        made = seal_sample(actor=request.user, now=timezone.now(), **form.arguments(), **about)
        return Response(self.get_serializer(made).data, status=status.HTTP_201_CREATED)
