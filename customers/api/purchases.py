"""Products, and what customers bought (API noun `sales`)."""

from __future__ import annotations

from typing import Any

import django_filters
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.request import Request
from rest_framework.response import Response

from aftersales.web.api.form_schema import body_of
from aftersales.web.api.viewsets import ServiceViewSet
from aftersales.web.policy import Policy
from aftersales.web.views import visible_or_404

from ..forms import EditPurchaseForm, NewPurchaseForm
from ..forms.products import ProductForm
from ..forms.purchases import WARRANTY
from ..models import Purchase
from ..permissions import PRODUCT_READERS, READERS, visible_to
from ..queries import products as all_products
from ..queries.purchases import purchase_list, warranty_is
from ..services import products, purchases
from .filters import CustomerNumberFilter
from .serializers.purchases import ProductOut, PurchaseOut

VERBS = ("list", "retrieve", "create", "partial_update")


class ProductViewSet(ServiceViewSet):
    """Products. Only an administrator may change them."""

    policies = {verb: Policy(f"product.{verb}", PRODUCT_READERS) for verb in VERBS}
    serializer_class = ProductOut
    filterset_fields = ("category", "is_active", "batch_tracked")
    lookup_field = "code"

    def visible(self) -> Any:
        return all_products()

    @extend_schema(request=body_of(ProductForm), responses={201: ProductOut})
    def create(self, request: Request) -> Response:
        data = self.filled(ProductForm).cleaned_data
        data.pop("version")
        product = products.create_product(actor=request.user, now=timezone.now(), **data)
        return Response(self.get_serializer(product).data, status=status.HTTP_201_CREATED)

    @extend_schema(request=body_of(ProductForm, partial=True))
    def partial_update(self, request: Request, code: str) -> Response:
        product = self.get_object()
        data = self.filled(ProductForm, partial=True, product=product).cleaned_data
        changed = products.update_product(actor=request.user, now=timezone.now(), product_id=product.pk, **data)
        return Response(self.get_serializer(changed).data)


class PurchaseFilter(django_filters.FilterSet):
    customer = CustomerNumberFilter("customer__number")
    product = django_filters.CharFilter("product__code")
    region = django_filters.CharFilter("customer__region__code")
    warranty = django_filters.ChoiceFilter(choices=WARRANTY, method="filter_warranty")
    since = django_filters.DateFilter("purchased_on", lookup_expr="gte")
    until = django_filters.DateFilter("purchased_on", lookup_expr="lte")

    class Meta:
        model = Purchase
        fields = ("customer", "product", "batch", "serial", "contract_number")

    def filter_warranty(self, rows: Any, name: str, value: str) -> Any:
        return rows.filter(warranty_is(value, timezone.localdate()))


class PurchaseViewSet(ServiceViewSet):
    """Purchases: products sold to customers."""

    policies = {verb: Policy(f"sale.{verb}", READERS) for verb in VERBS}
    serializer_class = PurchaseOut
    filterset_class = PurchaseFilter

    def visible(self) -> Any:
        return purchase_list(self.request.user, {}, timezone.localdate())

    @extend_schema(request=body_of(NewPurchaseForm), responses={201: PurchaseOut})
    def create(self, request: Request) -> Response:
        data = self.filled(NewPurchaseForm).cleaned_data
        customer = visible_or_404(visible_to(request.user), number=data.pop("customer"))
        purchase = purchases.add_purchase(actor=request.user, now=timezone.now(), customer_id=customer.pk, **data)
        return Response(self.get_serializer(purchase).data, status=status.HTTP_201_CREATED)

    @extend_schema(request=body_of(EditPurchaseForm, partial=True))
    def partial_update(self, request: Request, pk: str) -> Response:
        purchase = self.get_object()
        data = self.filled(EditPurchaseForm, partial=True, purchase=purchase).cleaned_data
        changed = purchases.update_purchase(actor=request.user, now=timezone.now(), purchase_id=purchase.pk, **data)
        return Response(self.get_serializer(changed).data)
