"""What the API answers about customers. Phone numbers and email addresses are masked as on the pages."""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from rest_framework import serializers

from aftersales.store.personal import masked

from ..models import (
    AnnualDemand,
    Contact,
    Customer,
    DuplicatePair,
    Grading,
    Interaction,
    PanelAnswer,
    PanelMember,
    PanelQuestion,
    PersonalDataRequest,
    Product,
    Purchase,
    TierPeriod,
)
from ..permissions import can_reveal
from ..queries.profile import grade_words

Related = serializers.SlugRelatedField[Any]


class MaskedOut(serializers.ModelSerializer):
    """Masks the personal data of a customer or contact for readers who do not need it (A4)."""

    def customer_of(self, obj: Any) -> Customer:
        return obj if isinstance(obj, Customer) else obj.customer

    def to_representation(self, obj: Any) -> dict[str, Any]:
        data = super().to_representation(obj)
        hidden = ["phone"]  # only `reveal` shows the whole number, because it records the reader
        if not can_reveal(self.context["request"].user, self.customer_of(obj)):
            hidden += ["email", "address"]
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
            "is_active",
            "version",
        )


class PurchaseOut(serializers.ModelSerializer):
    customer: Related = serializers.SlugRelatedField("number", read_only=True)
    product: Related = serializers.SlugRelatedField("code", read_only=True)
    in_warranty = serializers.SerializerMethodField()

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
            "warranty_until",
            "in_warranty",
        )

    def get_in_warranty(self, purchase: Purchase) -> bool:
        return purchase.in_warranty(timezone.localdate())


class InteractionOut(serializers.ModelSerializer):
    customer: Related = serializers.SlugRelatedField("number", read_only=True)
    user: Related = serializers.SlugRelatedField("username", read_only=True)

    class Meta:
        model = Interaction
        fields = (
            "id",
            "customer",
            "contact",
            "contact_name",
            "direction",
            "channel",
            "at",
            "user",
            "body",
            "duration_seconds",
            "despite",
            "answers",
        )


class PhoneOut(serializers.Serializer):
    phone = serializers.CharField()


class PairOut(serializers.ModelSerializer):
    first: Related = serializers.SlugRelatedField("number", read_only=True)
    second: Related = serializers.SlugRelatedField("number", read_only=True)

    class Meta:
        model = DuplicatePair
        fields = ("id", "first", "second", "reasons", "state", "found_at", "reason")


class DataRequestOut(serializers.ModelSerializer):
    customer: Related = serializers.SlugRelatedField("number", read_only=True)
    opened_by: Related = serializers.SlugRelatedField("username", read_only=True)
    handled_by: Related = serializers.SlugRelatedField("username", read_only=True)

    class Meta:
        model = PersonalDataRequest
        fields = (
            "number",
            "customer",
            "kind",
            "state",
            "asked_by",
            "note",
            "received_on",
            "due_on",
            "opened_by",
            "handled_by",
            "handled_at",
            "outcome",
            "version",
        )


class MemberOut(serializers.ModelSerializer):
    customer: Related = serializers.SlugRelatedField("number", read_only=True)
    name = serializers.CharField(source="__str__", read_only=True)

    class Meta:
        model = PanelMember
        fields = ("id", "customer", "contact", "name", "agreed_on", "until", "topics", "ask_by")


class OpinionOut(serializers.ModelSerializer):
    by: Related = serializers.SlugRelatedField("username", read_only=True)

    class Meta:
        model = PanelAnswer
        fields = ("member", "body", "at", "by")


class QuestionOut(serializers.ModelSerializer):
    asked_by: Related = serializers.SlugRelatedField("username", read_only=True)
    opinions = OpinionOut(source="heard", many=True, read_only=True)

    class Meta:
        model = PanelQuestion
        fields = ("id", "title", "body", "asked_at", "asked_by", "outcome", "closed_at", "opinions", "version")
