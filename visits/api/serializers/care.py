"""Care plans, as the API answers them."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from ...models import CareAction, CareNeed, CarePlan, CareSuggestion, CareTemplate
from ...presentation.care_words import suggested_title


class CareNeedOut(serializers.ModelSerializer):
    plan: Any = serializers.SlugRelatedField("number", read_only=True)
    is_met = serializers.BooleanField(read_only=True)

    class Meta:
        model = CareNeed
        fields = (
            "id",
            "plan",
            "need",
            "why",
            "measure",
            "unit",
            "start",
            "current",
            "target",
            "measured_on",
            "is_met",
            "version",
        )


class CareActionOut(serializers.ModelSerializer):
    plan: Any = serializers.SlugRelatedField("number", read_only=True)
    owner: Any = serializers.SlugRelatedField("username", read_only=True)

    class Meta:
        model = CareAction
        fields = (
            "id",
            "plan",
            "title",
            "owner",
            "state",
            "due_on",
            "budget",
            "spent",
            "result",
            "done_on",
            "created_at",
            "version",
        )


class CareSuggestionOut(serializers.ModelSerializer):
    plan: Any = serializers.SlugRelatedField("number", read_only=True)
    title = serializers.SerializerMethodField()

    class Meta:
        model = CareSuggestion
        fields = (
            "id",
            "plan",
            "kind",
            "title",
            "on",
            "due_on",
            "since",
            "years",
            "product",
            "quantity",
            "state",
            "action",
            "created_at",
            "version",
        )

    def get_title(self, row: CareSuggestion) -> str:
        return suggested_title(row)


class CareTemplateOut(serializers.ModelSerializer):
    class Meta:
        model = CareTemplate
        fields = ("code", "name", "name_en", "needs", "actions", "place", "is_active", "version")


class CareMoneyOut(serializers.Serializer):
    """spent, bound and left add up to the budget."""

    budget = serializers.DecimalField(max_digits=14, decimal_places=2)
    spent = serializers.DecimalField(max_digits=14, decimal_places=2)
    bound = serializers.DecimalField(max_digits=14, decimal_places=2)
    left = serializers.DecimalField(max_digits=14, decimal_places=2)


class CarePlanOut(serializers.ModelSerializer):
    customer: Any = serializers.SlugRelatedField("number", read_only=True)
    customer_name = serializers.CharField(source="customer.name", read_only=True)
    owner: Any = serializers.SlugRelatedField("username", read_only=True)
    template: Any = serializers.SlugRelatedField("code", read_only=True)
    approved_by: Any = serializers.SlugRelatedField("username", read_only=True)
    money = serializers.SerializerMethodField()
    needs: Any = CareNeedOut(many=True, read_only=True)
    actions: Any = CareActionOut(many=True, read_only=True)

    class Meta:
        model = CarePlan
        fields = (
            "number",
            "customer",
            "customer_name",
            "title",
            "state",
            "owner",
            "template",
            "starts_on",
            "ends_on",
            "money",
            "meets_on",
            "worth",
            "result",
            "approved_by",
            "approved_at",
            "created_at",
            "ended_at",
            "needs",
            "actions",
            "version",
        )

    @extend_schema_field(CareMoneyOut)
    def get_money(self, plan: CarePlan) -> Any:
        return CareMoneyOut(plan.money).data
