"""The JSON of fulfilments."""

from __future__ import annotations

from rest_framework import serializers

from ...models import (
    Fulfilment,
    FulfilmentLine,
    GoodsRecord,
    Refund,
    ReturnedUnit,
)
from .fields import person


class ReturnedUnitOut(serializers.ModelSerializer):
    """One returned product, by its serial number. of_purchase: whether the purchase lists this number; null if it
    lists no numbers. replacement: the purchase record of the product that was sent as its replacement."""

    replacement = serializers.IntegerField(source="replacement_id", allow_null=True, read_only=True)

    class Meta:
        model = ReturnedUnit
        fields = ("serial", "of_purchase", "received_at", "replacement_serial", "replacement", "sent_at")


class FulfilmentLineOut(serializers.ModelSerializer):
    """One line of a fulfilment. expected = received + waived + kept + outstanding. What is accepted is inspected less
    refused."""

    units = ReturnedUnitOut(many=True, read_only=True)
    product = serializers.CharField(source="line.purchase.product.code", allow_null=True, read_only=True)
    description = serializers.CharField(source="line.description", read_only=True)
    received_by = person()
    inspected_by = person()

    class Meta:
        model = FulfilmentLine
        fields = (
            "id",
            "product",
            "description",
            "expected",
            "received",
            "waived",
            "waived_reason",
            "kept",
            "outstanding",
            "received_at",
            "received_by",
            "condition",
            "inspected",
            "refused",
            "inspected_at",
            "inspected_by",
            "result",
            "finding",
            "disposition",
            "cost",
            "sent",
            "sent_back",
            "forgone",
            "units",
        )


class GoodsRecordOut(serializers.ModelSerializer):
    """What was done with goods. entry: its name in a correction. corrects: the record that it takes back; then its
    quantities are negative."""

    recorded_by = person()
    line = serializers.IntegerField(source="line_id", allow_null=True, read_only=True)
    corrects = serializers.CharField(allow_null=True, read_only=True)

    class Meta:
        model = GoodsRecord
        fields = (
            "entry",
            "line",
            "kind",
            "quantity",
            "refused",
            "happened_on",
            "note",
            "serials",
            "result",
            "disposition",
            "corrects",
            "reason",
            "recorded_by",
            "recorded_at",
        )


class RefundOut(serializers.ModelSerializer):
    """A refund. corrects: the refund that it takes back; then its amount is negative."""

    recorded_by = person()
    corrects = serializers.CharField(allow_null=True, read_only=True)

    class Meta:
        model = Refund
        fields = (
            "id",
            "entry",
            "amount",
            "paid_on",
            "reference",
            "corrects",
            "reason",
            "recorded_by",
            "recorded_at",
        )


class FulfilmentOut(serializers.ModelSerializer):
    """What has to be done after an approval, and how much of it is done."""

    ticket = serializers.CharField(source="proposal.ticket.number", read_only=True)
    remedy = serializers.CharField(source="proposal.remedy", read_only=True)
    approved_amount = serializers.DecimalField(
        12, 2, source="proposal.approved_amount", allow_null=True, read_only=True
    )
    department = serializers.SlugRelatedField("code", read_only=True)
    paying_department = serializers.SlugRelatedField("code", read_only=True)
    lines = FulfilmentLineOut(many=True, read_only=True)
    refunds = RefundOut(many=True, read_only=True)
    records = GoodsRecordOut(many=True, read_only=True)

    class Meta:
        model = Fulfilment
        fields = (
            "id",
            "ticket",
            "remedy",
            "approved_amount",
            "payable",
            "refunded",
            "forgone",
            "state",
            "department",
            "paying_department",
            "started_at",
            "finished_at",
            "shipped_with",
            "goods_due_on",
            "lines",
            "records",
            "refunds",
            "version",
        )
