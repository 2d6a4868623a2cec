"""Customers and their contacts in the API."""

from __future__ import annotations

from typing import Any

import django_filters
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from aftersales.web.api.form_schema import body_of
from aftersales.web.api.verbs import offers
from aftersales.web.api.viewsets import ServiceViewSet
from aftersales.web.policy import Policy
from aftersales.web.verbs import Verb
from aftersales.web.views import visible_or_404

from .. import queries
from ..enums import MergeState
from ..forms import ContactForm, EditCustomerForm, FindForm, NewContactForm, NewCustomerForm
from ..models import Contact, Customer, Merge
from ..permissions import MERGERS, READERS, visible_to
from ..queries.numbers import current_number
from ..queries.profile import profile_of
from ..services import customers
from ..services.searching import search_customers
from ..verbs import MERGING, PROFILE, REVEAL
from .filters import CustomerNumberFilter
from .serializers.customers import ContactOut, CustomerOut, PhoneOut, ProfileOut


class CustomerFilter(django_filters.FilterSet):
    region = django_filters.CharFilter("region__code")
    rep = django_filters.CharFilter("rep__username")

    class Meta:
        model = Customer
        fields = ("region", "rep", "tier", "grade", "is_critical", "kind")


@offers("customer", READERS, PROFILE, answers=CustomerOut)
@offers("customer", MERGERS, MERGING, answers=CustomerOut)
@offers("customer", READERS, REVEAL, answers=PhoneOut)
class CustomerViewSet(ServiceViewSet):
    """Customers."""

    policies = {
        verb: Policy(f"customer.{verb}", READERS)
        for verb in ("list", "retrieve", "create", "partial_update", "search", "profile")
    }
    serializer_class = CustomerOut
    filterset_class = CustomerFilter
    lookup_field = "number"

    def visible(self) -> Any:
        return queries.customer_list(self.request.user, {}).select_related("outlet")

    def get_object(self) -> Customer:
        """Find the customer also by a number that was merged into another customer."""
        self.kwargs["number"] = current_number(self.kwargs["number"])
        return super().get_object()

    def answer(self, verb: Verb, target: Customer, result: Any) -> Response:
        """A merge that waits for a second person answers 202."""
        if verb.name == "reveal":
            return Response({"phone": result})
        if isinstance(result, Merge):
            waits = result.state == MergeState.ASKED
            code = status.HTTP_202_ACCEPTED if waits else status.HTTP_200_OK
            return Response(self.get_serializer(result.kept).data, status=code)
        return Response(self.get_serializer(result).data)

    @extend_schema(request=body_of(NewCustomerForm), responses={201: CustomerOut})
    def create(self, request: Request) -> Response:
        form = self.filled(NewCustomerForm)
        customer = customers.create_customer(actor=request.user, now=timezone.now(), **form.arguments())
        return Response(self.get_serializer(customer).data, status=status.HTTP_201_CREATED)

    @extend_schema(request=body_of(EditCustomerForm, partial=True))
    def partial_update(self, request: Request, number: str) -> Response:
        customer = self.get_object()
        form = self.filled(EditCustomerForm, partial=True, customer=customer)
        changed = customers.update_customer(
            actor=request.user, now=timezone.now(), customer_id=customer.pk, **form.cleaned_data
        )
        return Response(self.get_serializer(changed).data)

    @extend_schema(request=body_of(FindForm), responses=CustomerOut(many=True), filters=False)
    @action(detail=False, methods=["post"], pagination_class=None)
    def search(self, request: Request) -> Response:
        """The best matches for a part of a phone number, name, pinyin, contract, batch or serial number."""
        form = self.filled(FindForm)
        found = search_customers(actor=request.user, now=timezone.now(), text=form.cleaned_data["q"], limit=50)
        return Response(self.get_serializer(found, many=True).data)

    @extend_schema(responses=ProfileOut)
    @action(detail=True)
    def profile(self, request: Request, number: str) -> Response:
        """The tiers, annual demands and satisfaction grades of the customer with their dates."""
        return Response(ProfileOut(profile_of(self.get_object())).data)


class ContactFilter(django_filters.FilterSet):
    customer = CustomerNumberFilter("customer__number")

    class Meta:
        model = Contact
        fields = ("customer", "is_primary")


@offers("contact", READERS, REVEAL, answers=PhoneOut)
class ContactViewSet(ServiceViewSet):
    """Contacts of customers."""

    policies = {verb: Policy(f"contact.{verb}", READERS) for verb in ("list", "retrieve", "create", "partial_update")}
    serializer_class = ContactOut
    filterset_class = ContactFilter

    def visible(self) -> Any:
        return queries.contacts_seen_by(self.request.user).order_by("pk")

    def answer(self, verb: Verb, target: Contact, result: Any) -> Response:
        return Response({"phone": result})

    @extend_schema(request=body_of(NewContactForm), responses={201: ContactOut})
    def create(self, request: Request) -> Response:
        data = self.filled(NewContactForm).cleaned_data
        customer = visible_or_404(visible_to(request.user), number=data.pop("customer"))
        contact = customers.add_contact(actor=request.user, now=timezone.now(), customer_id=customer.pk, **data)
        return Response(self.get_serializer(contact).data, status=status.HTTP_201_CREATED)

    @extend_schema(request=body_of(ContactForm, partial=True))
    def partial_update(self, request: Request, pk: str) -> Response:
        contact = self.get_object()
        data = self.filled(ContactForm, partial=True, contact=contact).cleaned_data
        changed = customers.update_contact(actor=request.user, now=timezone.now(), contact_id=contact.pk, **data)
        return Response(self.get_serializer(changed).data)
