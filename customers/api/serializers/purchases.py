"""The JSON of products and purchases."""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from ...models import (
    Product,
    Purchase,
)
from ...queries.warranties import reasons_of
from .fields import Related


class ProductOut(serializers.ModelSerializer):
    class Meta:
        model = Product
        fields = (
            "code",
            "name",
            "name_en",
            "category",
            "unit",
            "batch_tracked",
            "serial_tracked",
            "list_price",
            "warranty_months",
            "needs_installation",
            "is_active",
            "version",
        )


class WarrantyReasonOut(serializers.Serializer):
    """One step of the reckoning of a warranty. on: the day that it rests on. days: what it adds. text: in the reader's
    language."""

    basis = serializers.CharField()
    on = serializers.DateField(allow_null=True)
    days = serializers.IntegerField()
    article = serializers.CharField()
    text = serializers.CharField()


class PurchaseOut(serializers.ModelSerializer):
    customer: Related = serializers.SlugRelatedField("number", read_only=True)
    product: Related = serializers.SlugRelatedField("code", read_only=True)
    in_warranty = serializers.SerializerMethodField()
    warranty_reasons = serializers.SerializerMethodField()

    class Meta:
        model = Purchase
        fields = (
            "id",
            "customer",
            "product",
            "grade",
            "batch",
            "serial",
            "quantity",
            "unit_price",
            "contract_number",
            "inspection_body",
            "purchased_on",
            "installed_on",
            "exchanged_on",
            "warranty_agreed_until",
            "warranty_until",
            "in_warranty",
            "warranty_reasons",
        )

    @extend_schema_field(WarrantyReasonOut(many=True))
    def get_warranty_reasons(self, purchase: Purchase) -> Any:
        return WarrantyReasonOut(reasons_of(purchase), many=True).data

    def get_in_warranty(self, purchase: Purchase) -> bool:
        return purchase.in_warranty(timezone.localdate())
