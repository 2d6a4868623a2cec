"""Batches, their early warnings and the rules of these in the API."""

from __future__ import annotations

from typing import Any

from django.http import Http404
from django.utils import timezone
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from aftersales.web.api.form_schema import body_of
from aftersales.web.api.verbs import offers
from aftersales.web.api.viewsets import ServiceViewSet
from aftersales.web.policy import Policy
from aftersales.web.views import visible_or_404
from customers.models import Product

from .. import permissions, services
from ..forms.batches import BatchForm, WarningRulesForm
from ..models import BatchRecord, BatchWarning
from ..presentation.batch_json import detail_of, listed
from ..presentation.batches import record_of
from ..queries.batch_charts import warning_rules
from ..queries.batches import batch_keys, code_of, is_known, warned_keys
from ..verbs import WARNINGS
from .serializers.batches import BatchDetailOut, BatchRowOut, BatchWarningOut, WarningRulesOut

READERS = permissions.BATCH_READERS
BATCH = OpenApiParameter("batch", str, description="The batch number; without it, the product without batches.")
LISTED = [
    OpenApiParameter("tab", str, enum=["warned", "over", "all"], description="Which batches; by default all."),
    OpenApiParameter("product", str, description="Only those of this product code."),
    OpenApiParameter("q", str, description="A part of batch number or product code."),
]


class BatchViewSet(ServiceViewSet):
    """Batches of products. A batch is named by the id of its product and ?batch=."""

    policies = {name: Policy(f"batch.{name}", READERS) for name in ("list", "retrieve", "partial_update")}
    serializer_class = BatchDetailOut
    queryset = BatchRecord.objects.none()
    filter_backends = ()
    lookup_value_regex = r"[0-9]{1,18}"
    lookup_field = "product_id"

    @extend_schema(parameters=LISTED, responses=BatchRowOut(many=True))
    def list(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """The batches that were sold or complained about, by product and batch number."""
        asked = request.query_params
        found = {"product": asked.get("product", "")[:60], "text": asked.get("q", "")[:60]}
        tab = asked.get("tab", "all")
        keys = warned_keys(over=tab == "over", **found) if tab in ("warned", "over") else batch_keys(**found)
        page = self.paginate_queryset(keys)
        return self.get_paginated_response(BatchRowOut(listed(page or [], timezone.now()), many=True).data)

    @extend_schema(parameters=[BATCH], responses=BatchDetailOut)
    def retrieve(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """A batch with its weeks, holders, returned goods and warnings."""
        product, batch = self._asked()
        return Response(BatchDetailOut(detail_of(product, batch, timezone.now())).data)

    def _asked(self) -> tuple[Product, str]:
        product = visible_or_404(Product.objects.all(), pk=self.kwargs["product_id"])
        batch = code_of(self.request.query_params.get("batch", ""))
        if not is_known(product.pk, batch):
            raise Http404
        return product, batch

    @extend_schema(parameters=[BATCH], request=body_of(BatchForm, partial=True), responses=BatchDetailOut)
    def partial_update(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Record what production tells of a batch. Fields that are not sent stay as they are."""
        product, batch = self._asked()
        form = self.filled(BatchForm, partial=True, target=record_of(product, batch), user=request.user)
        services.record_batch(actor=request.user, now=timezone.now(), **form.arguments())
        return Response(BatchDetailOut(detail_of(product, batch, timezone.now())).data)


@offers("batch_warning", READERS, WARNINGS, answers=BatchWarningOut)
class BatchWarningViewSet(ServiceViewSet):
    """Early warnings of batches: raised by a rule, then investigated or dismissed."""

    policies = {name: Policy(f"batch_warning.{name}", READERS) for name in ("list", "retrieve")}
    serializer_class = BatchWarningOut
    queryset = BatchWarning.objects.none()
    filterset_fields = ("state", "rule", "product__code", "batch")

    def visible(self) -> Any:
        return BatchWarning.objects.select_related("product", "investigation", "judged_by")


class WarningRulesViewSet(ServiceViewSet):
    """The rules of early warnings."""

    policies = {
        name: Policy(f"warning_rules.{name}", permissions.RULE_READERS) for name in ("retrieve", "partial_update")
    }
    serializer_class = WarningRulesOut

    def retrieve(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """The rules in effect. version is 0 until somebody changes the standard ones."""
        return Response(WarningRulesOut(warning_rules()).data)

    @extend_schema(request=body_of(WarningRulesForm, partial=True), responses=WarningRulesOut)
    def partial_update(self, request: Request) -> Response:
        """Change the fields that are sent."""
        form = self.filled(WarningRulesForm, partial=True, rules=warning_rules())
        row = services.set_warning_rules(actor=request.user, now=timezone.now(), **form.cleaned_data)
        return Response(WarningRulesOut(row).data)
