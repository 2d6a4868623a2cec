"""What the API says of the archive and takes for it. Phone numbers and addresses of mail are masked as on the pages."""

from __future__ import annotations

from typing import Any, ClassVar

from django.utils import timezone
from rest_framework import serializers

from aftersales.staff.models import Outlet, Region, User
from aftersales.store.personal import masked

from ..enums import Channel, CustomerKind, Direction, Qualification, RequestKind, Tier
from ..models import Contact, Customer, DuplicatePair, Interaction, PersonalDataRequest, Product, Purchase
from ..permissions import can_reveal
from ..queries.words import grade_words
from .profile_io import NewDemand, NewGrade, ProfileOut

__all__ = ["ProfileOut", "NewDemand", "NewGrade"]
Related = serializers.SlugRelatedField[Any]


class Masked(serializers.ModelSerializer):
    """Masks what is declared personal of a customer or a contact for whom the job does not need it (A4)."""

    def customer_of(self, obj: Any) -> Customer:
        return obj if isinstance(obj, Customer) else obj.customer

    def to_representation(self, obj: Any) -> dict[str, Any]:
        data = super().to_representation(obj)
        hidden = ["phone"]  # whole only by the verb reveal, which is recorded
        if not can_reveal(self.context["request"].user, self.customer_of(obj)):
            hidden += ["email", "address"]
        data |= {name: masked(obj, name) for name in hidden if name in data}
        return data


class ContactOut(Masked):
    customer: Related = serializers.SlugRelatedField("number", read_only=True)

    class Meta:
        model = Contact
        fields = ("id", "customer", "name", "title", "phone", "email", "is_primary")


class CustomerOut(Masked):
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


class CustomerFacts(serializers.Serializer):
    """The facts of an archive (A1)."""

    name = serializers.CharField(max_length=200)
    kind = serializers.ChoiceField(CustomerKind.choices, required=False)
    region = serializers.SlugRelatedField("code", queryset=Region.objects.all(), required=False, allow_null=True)
    outlet = serializers.PrimaryKeyRelatedField(queryset=Outlet.objects.all(), required=False, allow_null=True)
    address = serializers.CharField(max_length=300, required=False, allow_blank=True)
    phone = serializers.CharField(max_length=40, required=False, allow_blank=True)
    email = serializers.EmailField(max_length=254, required=False, allow_blank=True)
    qualification = serializers.ChoiceField(Qualification.choices, required=False)
    qualification_until = serializers.DateField(required=False, allow_null=True)
    annual_demand = serializers.DecimalField(14, 2, required=False, allow_null=True, min_value=0)
    since = serializers.DateField(required=False, allow_null=True)
    tier = serializers.ChoiceField(Tier.choices, required=False)
    rep = serializers.SlugRelatedField("username", queryset=User.objects.all(), required=False, allow_null=True)
    not_by_phone = serializers.BooleanField(required=False)
    not_before = serializers.TimeField(required=False, allow_null=True)
    remarks = serializers.CharField(max_length=2000, required=False, allow_blank=True)
    reason = serializers.CharField(max_length=200, required=False, allow_blank=True)


class ContactFacts(serializers.Serializer):
    name = serializers.CharField(max_length=100)
    title = serializers.CharField(max_length=100, required=False, allow_blank=True)
    phone = serializers.CharField(max_length=40, required=False, allow_blank=True)
    email = serializers.EmailField(max_length=254, required=False, allow_blank=True)
    is_primary = serializers.BooleanField(required=False)


class NewCustomer(CustomerFacts):
    """allow_duplicate: somebody looked, it is another customer."""

    contact = ContactFacts(required=False)
    allow_duplicate = serializers.BooleanField(default=False)


class ChangedCustomer(CustomerFacts):
    """version: what the editor looked at; an older one is answered with 409."""

    name = serializers.CharField(max_length=200, required=False)
    tier_since = serializers.DateField(required=False, allow_null=True)
    version = serializers.IntegerField(required=False, min_value=1)


class NewContact(ContactFacts):
    customer = serializers.CharField(max_length=20)


class ChangedContact(ContactFacts):
    name = serializers.CharField(max_length=100, required=False)


class ProductIO(serializers.ModelSerializer):
    """version: of the product as it was read; somebody else's change since is answered with 409."""

    version = serializers.IntegerField(required=False, min_value=1)

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
        # The service says so, with its own words.
        extra_kwargs: ClassVar[dict[str, Any]] = {"code": {"validators": []}}


class SaleOut(serializers.ModelSerializer):
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

    def get_in_warranty(self, sold: Purchase) -> bool:
        return sold.in_warranty(timezone.localdate())


class SaleFacts(serializers.Serializer):
    """A product sold (A2). Price and warranty are the product's where they are left out."""

    product = serializers.SlugRelatedField("code", queryset=Product.objects.all())
    grade = serializers.CharField(max_length=40, required=False, allow_blank=True)
    batch = serializers.CharField(max_length=40, required=False, allow_blank=True)
    serial = serializers.CharField(max_length=60, required=False, allow_blank=True)
    quantity = serializers.IntegerField(required=False, min_value=1, max_value=1_000_000)
    unit_price = serializers.DecimalField(12, 2, required=False, min_value=0)
    contract_number = serializers.CharField(max_length=60, required=False, allow_blank=True)
    inspection_body = serializers.CharField(max_length=100, required=False, allow_blank=True)
    purchased_on = serializers.DateField(required=False, allow_null=True)
    warranty_until = serializers.DateField(required=False, allow_null=True)


class NewSale(SaleFacts):
    customer = serializers.CharField(max_length=20)


class ChangedSale(SaleFacts):
    product = serializers.SlugRelatedField("code", queryset=Product.objects.all(), required=False)
    reason = serializers.CharField(max_length=200, required=False, allow_blank=True)


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


class NewInteraction(serializers.Serializer):
    customer = serializers.CharField(max_length=20)
    direction = serializers.ChoiceField(Direction.choices)
    channel = serializers.ChoiceField(Channel.choices)
    body = serializers.CharField(max_length=10_000)
    contact = serializers.IntegerField(required=False)
    contact_name = serializers.CharField(max_length=100, required=False, allow_blank=True)
    at = serializers.DateTimeField(required=False)
    duration_seconds = serializers.IntegerField(required=False, min_value=0, max_value=86_400)
    despite = serializers.CharField(max_length=200, required=False, allow_blank=True)
    answers = serializers.IntegerField(required=False)


class Question(serializers.Serializer):
    """What to find a customer by; in the body, because it may be a phone number."""

    q = serializers.CharField(max_length=100)


class Reason(serializers.Serializer):
    """What the number is needed for."""

    reason = serializers.CharField(max_length=200)


class Number(serializers.Serializer):
    phone = serializers.CharField()


class Merge(serializers.Serializer):
    """other: the number that goes into this one. choices: {field: kept, gone or both}; the rest is suggested."""

    other = serializers.CharField(max_length=20)
    choices = serializers.DictField(child=serializers.CharField(max_length=10), required=False)
    reason = serializers.CharField(max_length=200)
    version = serializers.IntegerField(required=False, min_value=1)
    gone_version = serializers.IntegerField(required=False, min_value=1)


class PairOut(serializers.ModelSerializer):
    first: Related = serializers.SlugRelatedField("number", read_only=True)
    second: Related = serializers.SlugRelatedField("number", read_only=True)

    class Meta:
        model = DuplicatePair
        fields = ("id", "first", "second", "reasons", "state", "found_at", "reason")


class Why(serializers.Serializer):
    reason = serializers.CharField(max_length=200)


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


class NewDataRequest(serializers.Serializer):
    customer = serializers.CharField(max_length=20)
    kind = serializers.ChoiceField(RequestKind.choices)
    asked_by = serializers.CharField(max_length=100)
    note = serializers.CharField(max_length=2000, required=False, allow_blank=True)
    received_on = serializers.DateField(required=False)


class FinishDataRequest(serializers.Serializer):
    outcome = serializers.CharField(max_length=300)
    refused = serializers.BooleanField(default=False)
    version = serializers.IntegerField(required=False, min_value=1)


class EraseDataRequest(serializers.Serializer):
    typed = serializers.CharField(max_length=20)
    version = serializers.IntegerField(required=False, min_value=1)
