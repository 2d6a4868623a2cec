"""The JSON of batches and their early warnings."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from ...models import BatchRecord, BatchWarning, WarningRules


class BatchRowOut(serializers.Serializer):
    """A batch in the list. product_id and batch name it: GET batches/{product_id}/?batch=. units_in_use: now."""

    product_id = serializers.IntegerField(source="key.product_id")
    product = serializers.CharField()
    batch = serializers.CharField(source="key.batch", allow_blank=True)
    units_in_use = serializers.IntegerField(source="units")
    complaints = serializers.IntegerField()
    warning = serializers.CharField(source="when", allow_blank=True)


class BatchWeekOut(serializers.Serializer):
    """A week of a batch. Rates and limits are complaints per 1,000 units in use. says: beyond, run, over_u or empty."""

    first_day = serializers.DateField()
    complaints = serializers.IntegerField()
    units_in_use = serializers.IntegerField()
    rate = serializers.FloatField()
    u_limit = serializers.FloatField(allow_null=True)
    limit = serializers.FloatField(allow_null=True)
    says = serializers.CharField(allow_blank=True)


class CameBackOut(serializers.Serializer):
    remedy = serializers.CharField()
    received = serializers.IntegerField()
    accepted = serializers.IntegerField()
    refused = serializers.IntegerField()


class ProblemCountOut(serializers.Serializer):
    name = serializers.CharField()
    count = serializers.IntegerField()


class HolderOut(serializers.Serializer):
    """A customer of a batch. left: the units the customer still has."""

    customer = serializers.CharField(source="customer.number")
    name = serializers.CharField(source="customer.name")
    sold = serializers.IntegerField()
    taken_back = serializers.IntegerField(source="back")
    left = serializers.IntegerField()
    complaints = serializers.IntegerField()


class BatchRecordOut(serializers.ModelSerializer):
    class Meta:
        model = BatchRecord
        fields = ("made_from", "made_until", "produced", "in_stock", "blocked", "note", "version")


class BatchWarningOut(serializers.ModelSerializer):
    """An early warning. rate, limit and centre: complaints per 1,000 units in use, when it was raised."""

    product_id = serializers.IntegerField(read_only=True)
    product = serializers.SlugRelatedField("code", read_only=True)
    investigation = serializers.SlugRelatedField("number", read_only=True)
    judged_by = serializers.SlugRelatedField("username", read_only=True)

    class Meta:
        model = BatchWarning
        fields = (
            "id",
            "product_id",
            "product",
            "batch",
            "rule",
            "week",
            "complaints",
            "units",
            "rate",
            "limit",
            "centre",
            "state",
            "investigation",
            "reason",
            "judged_by",
            "judged_at",
            "opened_at",
            "ended_at",
            "version",
        )


class BatchDetailOut(serializers.Serializer):
    """A batch: its weeks on the control chart, who has it, what came back. centre, sigma_z: empty without limits; why:
    too_few weeks or no_complaints. holders: those with the most units, of holder_count."""

    product_id = serializers.IntegerField(source="key.product_id")
    product = serializers.CharField(source="product.code")
    batch = serializers.CharField(source="key.batch", allow_blank=True)
    sold = serializers.IntegerField()
    units_in_use = serializers.IntegerField()
    units_without_date = serializers.IntegerField()
    complaints = serializers.IntegerField()
    centre = serializers.FloatField(allow_null=True)
    sigma_z = serializers.FloatField(allow_null=True)
    baseline_weeks = serializers.IntegerField()
    why = serializers.CharField(allow_blank=True)
    weeks = BatchWeekOut(many=True)
    came_back = CameBackOut(many=True)
    problems = ProblemCountOut(many=True)
    holders = HolderOut(many=True)
    holder_count = serializers.IntegerField()
    record = BatchRecordOut()
    warnings = BatchWarningOut(many=True)


class WarningRulesOut(serializers.ModelSerializer):
    class Meta:
        model = WarningRules
        fields = ("beyond", "fewest", "run", "run_weeks", "version")

    def to_representation(self, instance: Any) -> Any:
        """The standard rules have no version, because nobody has saved them."""
        shown = super().to_representation(instance)
        return shown if instance.pk else {**shown, "version": 0}
