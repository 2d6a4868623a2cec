"""The JSON of costs, suppliers and the quality rule."""

from __future__ import annotations

from rest_framework import serializers

from ...models import CostEntry, QualityRule, Supplier
from ...queries.rules import RULE_FIELDS


class CostRowOut(serializers.Serializer):
    """A cost of a ticket. source: where it comes from; entry: the id of what was entered, else 0."""

    ticket = serializers.CharField(source="ticket.number")
    kind = serializers.CharField()
    day = serializers.DateField()
    amount = serializers.DecimalField(max_digits=14, decimal_places=2)
    source = serializers.CharField()
    note = serializers.CharField()
    entry = serializers.IntegerField()


class CostSumsOut(serializers.Serializer):
    """The sum of all rows that match, and its parts by type."""

    total = serializers.DecimalField(max_digits=16, decimal_places=2)
    kinds = serializers.DictField(child=serializers.DecimalField(max_digits=16, decimal_places=2))


class CostEntryOut(serializers.ModelSerializer):
    ticket = serializers.SlugRelatedField("number", read_only=True)
    recorded_by = serializers.SlugRelatedField("username", read_only=True)

    class Meta:
        model = CostEntry
        fields = (
            "id",
            "ticket",
            "kind",
            "happened_on",
            "hours",
            "rate",
            "amount",
            "note",
            "reverses",
            "recorded_by",
            "recorded_at",
        )


class QualityRuleOut(serializers.ModelSerializer):
    class Meta:
        model = QualityRule
        fields = ("id", *RULE_FIELDS, "effective_from", "effective_until", "replaces", "version")


class SupplierOut(serializers.ModelSerializer):
    """A supplier. supplies: product codes, each with a batch if only that is meant."""

    supplies = serializers.StringRelatedField(many=True, read_only=True)

    class Meta:
        model = Supplier
        fields = ("id", "number", "name", "name_en", "address", "supplies", "is_active", "version")
