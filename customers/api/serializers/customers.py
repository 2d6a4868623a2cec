"""The JSON of customers and contacts. Phone numbers and email addresses are masked as on the pages."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from aftersales.store.personal import masked

from ...models import (
    AnnualDemand,
    Contact,
    Customer,
    Grading,
    TierPeriod,
)
from ...permissions import can_reveal
from ...queries.profile import grade_words
from .fields import Related


class MaskedOut(serializers.ModelSerializer):
    """Masks the personal data of a customer or contact for readers who do not need it (A4)."""

    def customer_of(self, obj: Any) -> Customer:
        return obj if isinstance(obj, Customer) else obj.customer

    def to_representation(self, obj: Any) -> dict[str, Any]:
        data = super().to_representation(obj)
        hidden = ["phone"]  # only `reveal` shows the whole number, because it records the reader
        if not can_reveal(self.context["request"].user, self.customer_of(obj)):
            hidden += [name for name in ("email", "address", "remarks") if name in self.fields]
        data |= {name: masked(obj, name) for name in hidden if name in data}
        return data


class ContactOut(MaskedOut):
    customer: Related = serializers.SlugRelatedField("number", read_only=True)

    class Meta:
        model = Contact
        fields = ("id", "customer", "name", "title", "phone", "email", "is_primary")


class CustomerOut(MaskedOut):
    region: Related = serializers.SlugRelatedField("code", read_only=True)
    rep: Related = serializers.SlugRelatedField("username", read_only=True)
    grade_words = serializers.SerializerMethodField()

    class Meta:
        model = Customer
        fields = (
            "number",
            "external_number",
            "name",
            "kind",
            "region",
            "outlet",
            "address",
            "phone",
            "email",
            "qualification",
            "qualification_until",
            "annual_demand",
            "since",
            "last_visit_on",
            "tier",
            "rep",
            "grade",
            "previous_grade",
            "grade_reasons",
            "grade_words",
            "graded_at",
            "grade_held_until",
            "is_critical",
            "not_by_phone",
            "not_before",
            "remarks",
            "version",
            "created_at",
        )

    def get_grade_words(self, customer: Customer) -> list[str]:
        return grade_words(customer.grade_reasons)


class TierOut(serializers.ModelSerializer):
    by: Related = serializers.SlugRelatedField("username", read_only=True)

    class Meta:
        model = TierPeriod
        fields = ("tier", "since", "until", "reason", "by")


class DemandOut(serializers.ModelSerializer):
    class Meta:
        model = AnnualDemand
        fields = ("year", "amount")


class GradingOut(serializers.ModelSerializer):
    by: Related = serializers.SlugRelatedField("username", read_only=True)
    words = serializers.SerializerMethodField()

    class Meta:
        model = Grading
        fields = ("grade", "is_critical", "reasons", "words", "at", "by", "reason", "held_until")

    def get_words(self, row: Grading) -> list[str]:
        return grade_words(row.reasons)


class ProfileOut(serializers.Serializer):
    """Tiers, annual demands and grades of a customer, the newest first."""

    tiers = TierOut(many=True)
    demands = DemandOut(many=True)
    gradings = GradingOut(many=True)


class PhoneOut(serializers.Serializer):
    phone = serializers.CharField()
