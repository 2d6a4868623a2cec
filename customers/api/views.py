"""The archive's nouns: customers, contacts, products, sales, interactions. Each verb calls the page's service."""

from __future__ import annotations

from typing import Any

import django_filters
from django.http import Http404
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from aftersales.web.api.viewsets import ServiceViewSet
from aftersales.web.policy import Policy
from aftersales.web.views import visible_or_404

from .. import queries
from ..forms.purchases import WARRANTY
from ..models import Contact, Customer, Interaction, Purchase
from ..permissions import MERGERS, PRODUCT_READERS, READERS, visible_to
from ..queries.duplicates import renamed
from ..queries.profile import profile_of
from ..queries.purchases import purchase_list, warranty_is
from ..services import customers, grading, interactions, merging, products, profile, purchases, reveals
from . import serializers as io


def policies(noun: str, readers: frozenset[str], writers: frozenset[str], **verbs: frozenset[str]) -> dict[str, Policy]:
    """Readers list and retrieve, writers create and correct; other verbs name their roles."""
    rules = {"list": readers, "retrieve": readers, "create": writers, "partial_update": writers, **verbs}
    return {verb: Policy(f"{noun}.{verb}", roles) for verb, roles in rules.items()}


class CustomerFilter(django_filters.FilterSet):
    region = django_filters.CharFilter("region__code")
    rep = django_filters.CharFilter("rep__username")

    class Meta:
        model = Customer
        fields = ("region", "rep", "tier", "grade", "is_critical", "kind")


class CustomerViewSet(ServiceViewSet):
    """Customers."""

    policies = policies(
        "customer",
        READERS,
        READERS,
        search=READERS,
        reveal=READERS,
        regrade=READERS,
        merge=MERGERS,
        profile=READERS,
        demand=READERS,
    )
    serializer_class = io.CustomerOut
    filterset_class = CustomerFilter
    lookup_field = "number"

    def visible(self) -> Any:
        return queries.customer_list(self.request.user, {}).select_related("outlet")

    def get_object(self) -> Customer:
        """Also by a number that was merged into another."""
        merged = renamed(self.request.user, self.kwargs["number"])
        if merged is not None:
            self.kwargs["number"] = merged.number
        return super().get_object()

    @extend_schema(request=io.NewCustomer, responses={201: io.CustomerOut})
    def create(self, request: Request) -> Response:
        data = self.checked(io.NewCustomer)
        customer = customers.create_customer(actor=request.user, now=timezone.now(), **data)
        return Response(self.get_serializer(customer).data, status=status.HTTP_201_CREATED)

    @extend_schema(request=io.ChangedCustomer)
    def partial_update(self, request: Request, number: str) -> Response:
        data = self.checked(io.ChangedCustomer)
        customer = self.get_object()
        changed = customers.update_customer(actor=request.user, now=timezone.now(), customer=customer, **data)
        return Response(self.get_serializer(changed).data)

    @extend_schema(request=io.Question, responses=io.CustomerOut(many=True), filters=False)
    @action(detail=False, methods=["post"], pagination_class=None)
    def search(self, request: Request) -> Response:
        """The best matches for a part of a phone, name, pinyin, contract, batch or serial number."""
        found = queries.find_customers(request.user, self.checked(io.Question)["q"], limit=50)
        return Response(self.get_serializer(found, many=True).data)

    @extend_schema(request=io.Reason, responses=io.Number)
    @action(detail=True, methods=["post"])
    def reveal(self, request: Request, number: str) -> Response:
        """The whole phone number; who read it is recorded."""
        data = self.checked(io.Reason)
        return _revealed(request, self.get_object(), None, data)

    @extend_schema(request=io.NewGrade)
    @action(detail=True, methods=["post"])
    def regrade(self, request: Request, number: str) -> Response:
        """Set the satisfaction grade by hand, with a reason."""
        data = self.checked(io.NewGrade)
        customer = self.get_object()
        graded = grading.regrade(
            actor=request.user, now=timezone.now(), customer=customer, reasons=[data["reason"]], **data
        )
        return Response(self.get_serializer(graded).data)

    @extend_schema(responses=io.ProfileOut)
    @action(detail=True)
    def profile(self, request: Request, number: str) -> Response:
        """What the archive was before: tiers, the demand of each year, grades with their reasons."""
        return Response(io.ProfileOut(profile_of(self.get_object())).data)

    @extend_schema(request=io.NewDemand)
    @action(detail=True, methods=["post"])
    def demand(self, request: Request, number: str) -> Response:
        """Write down the demand of a year."""
        data = self.checked(io.NewDemand)
        changed = profile.set_demand(actor=request.user, now=timezone.now(), customer=self.get_object(), **data)
        return Response(self.get_serializer(changed).data)

    @extend_schema(request=io.Merge)
    @action(detail=True, methods=["post"])
    def merge(self, request: Request, number: str) -> Response:
        """Put another archive into this one; the other number leads here from then on."""
        data = self.checked(io.Merge)
        gone = _customer(request, data.pop("other"))
        kept = merging.merge_customers(
            actor=request.user, now=timezone.now(), kept=self.get_object(), gone=gone, **data
        )
        return Response(self.get_serializer(kept).data)


def _revealed(request: Request, customer: Customer, contact: Contact | None, data: dict[str, Any]) -> Response:
    phone = reveals.reveal_phone(actor=request.user, now=timezone.now(), customer=customer, contact=contact, **data)
    return Response({"phone": phone})


def _customer(request: Request, number: str) -> Customer:
    return visible_or_404(visible_to(request.user), number=number)


class ContactFilter(django_filters.FilterSet):
    customer = django_filters.CharFilter("customer__number")

    class Meta:
        model = Contact
        fields = ("customer", "is_primary")


class ContactViewSet(ServiceViewSet):
    """Contacts of customers."""

    policies = policies("contact", READERS, READERS, reveal=READERS)
    serializer_class = io.ContactOut
    filterset_class = ContactFilter

    def visible(self) -> Any:
        return queries.contacts_seen_by(self.request.user).order_by("pk")

    @extend_schema(request=io.NewContact, responses={201: io.ContactOut})
    def create(self, request: Request) -> Response:
        data = self.checked(io.NewContact)
        customer = _customer(request, data.pop("customer"))
        contact = customers.add_contact(actor=request.user, now=timezone.now(), customer=customer, **data)
        return Response(self.get_serializer(contact).data, status=status.HTTP_201_CREATED)

    @extend_schema(request=io.ChangedContact)
    def partial_update(self, request: Request, pk: str) -> Response:
        data = self.checked(io.ChangedContact)
        contact = self.get_object()
        changed = customers.update_contact(actor=request.user, now=timezone.now(), contact=contact, **data)
        return Response(self.get_serializer(changed).data)

    @extend_schema(request=io.Reason, responses=io.Number)
    @action(detail=True, methods=["post"])
    def reveal(self, request: Request, pk: str) -> Response:
        """The whole phone number; who read it is recorded."""
        contact = self.get_object()
        return _revealed(request, contact.customer, contact, self.checked(io.Reason))


class ProductViewSet(ServiceViewSet):
    """Products that the company makes and sells. The administrator keeps them."""

    policies = policies("product", PRODUCT_READERS, PRODUCT_READERS)
    serializer_class = io.ProductIO
    filterset_fields = ("category", "is_active", "batch_tracked")
    lookup_field = "code"

    def visible(self) -> Any:
        return queries.products()

    @extend_schema(responses={201: io.ProductIO})
    def create(self, request: Request) -> Response:
        data = self.checked(io.ProductIO)
        data.pop("version", None)
        product = products.create_product(actor=request.user, now=timezone.now(), **data)
        return Response(self.get_serializer(product).data, status=status.HTTP_201_CREATED)

    def partial_update(self, request: Request, code: str) -> Response:
        serializer = self.get_serializer(data=request.data, partial=True)
        serializer.is_valid(raise_exception=True)
        changed = products.update_product(
            actor=request.user, now=timezone.now(), product=self.get_object(), **serializer.validated_data
        )
        return Response(self.get_serializer(changed).data)


class SaleFilter(django_filters.FilterSet):
    customer = django_filters.CharFilter("customer__number")
    product = django_filters.CharFilter("product__code")

    region = django_filters.CharFilter("customer__region__code")
    warranty = django_filters.ChoiceFilter(choices=WARRANTY, method="in_state")
    since = django_filters.DateFilter("purchased_on", lookup_expr="gte")
    until = django_filters.DateFilter("purchased_on", lookup_expr="lte")

    class Meta:
        model = Purchase
        fields = ("customer", "product", "batch", "serial", "contract_number")

    def in_state(self, rows: Any, name: str, value: str) -> Any:
        return rows.filter(warranty_is(value, timezone.localdate()))


class SaleViewSet(ServiceViewSet):
    """Products sold."""

    policies = policies("sale", READERS, READERS)
    serializer_class = io.SaleOut
    filterset_class = SaleFilter

    def visible(self) -> Any:
        return purchase_list(self.request.user, {}, timezone.localdate())

    @extend_schema(request=io.NewSale, responses={201: io.SaleOut})
    def create(self, request: Request) -> Response:
        data = self.checked(io.NewSale)
        customer = _customer(request, data.pop("customer"))
        sold = purchases.add_purchase(actor=request.user, now=timezone.now(), customer=customer, **data)
        return Response(self.get_serializer(sold).data, status=status.HTTP_201_CREATED)

    @extend_schema(request=io.ChangedSale)
    def partial_update(self, request: Request, pk: str) -> Response:
        data = self.checked(io.ChangedSale)
        sold = self.get_object()
        changed = purchases.update_purchase(actor=request.user, now=timezone.now(), purchase=sold, **data)
        return Response(self.get_serializer(changed).data)


class InteractionFilter(django_filters.FilterSet):
    customer = django_filters.CharFilter("customer__number")
    at = django_filters.IsoDateTimeFromToRangeFilter()

    class Meta:
        model = Interaction
        fields = ("customer", "direction", "channel", "at")


class InteractionViewSet(ServiceViewSet):
    """The timeline: contacts with customers, either way."""

    policies = policies("interaction", READERS, READERS)
    serializer_class = io.InteractionOut
    filterset_class = InteractionFilter

    def visible(self) -> Any:
        return queries.interactions_seen_by(self.request.user).order_by("-at", "-pk")

    @extend_schema(request=io.NewInteraction, responses={201: io.InteractionOut})
    def create(self, request: Request) -> Response:
        data = self.checked(io.NewInteraction)
        customer = _customer(request, data.pop("customer"))
        for name, rows in (("contact", customer.contacts.all()), ("answers", customer.interactions.all())):
            if data.get(name):
                data[name] = _mentioned(rows, data[name])
        kept = interactions.record_interaction(actor=request.user, now=timezone.now(), customer=customer, **data)
        return Response(self.get_serializer(kept).data, status=status.HTTP_201_CREATED)


def _mentioned(rows: Any, pk: int) -> Any:
    found = rows.filter(pk=pk).first()
    if found is None:
        raise Http404
    return found
