"""Departments, regions and outlets in the API, for administrators and auditors."""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.request import Request
from rest_framework.response import Response

from aftersales.web.api.form_schema import body_of
from aftersales.web.api.viewsets import ServiceViewSet
from aftersales.web.policy import Policy

from ..forms.people import PLACE_FORMS, CodedPlaceForm, DepartmentForm, OutletForm
from ..models import Department, Outlet, Region
from ..permissions import PEOPLE_READERS
from ..services import places
from .serializers import DepartmentOut, OutletOut, RegionOut

ACTIONS = ("list", "retrieve", "create", "partial_update")


class PlaceViewSet(ServiceViewSet):
    """An inactive one stays where it is used, and can no longer be chosen."""

    kind: str
    filterset_fields: tuple[str, ...] = ("is_active",)

    def list(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """All, including inactive ones."""
        return super().list(request, *args, **kwargs)

    def retrieve(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """One of them."""
        return super().retrieve(request, *args, **kwargs)

    def _create(self) -> Response:
        form = self.filled(PLACE_FORMS[self.kind])
        row = places.create_place(kind=self.kind, actor=self.request.user, now=timezone.now(), **form.arguments())
        return Response(self.get_serializer(row).data, status=status.HTTP_201_CREATED)

    def _change(self) -> Response:
        form = self.filled(PLACE_FORMS[self.kind], partial=True, target=self.get_object())
        row = places.update_place(kind=self.kind, actor=self.request.user, now=timezone.now(), **form.arguments())
        return Response(self.get_serializer(row).data)


class DepartmentViewSet(PlaceViewSet):
    """Departments, by their code."""

    policies = {name: Policy(f"department.{name}", PEOPLE_READERS) for name in ACTIONS}
    queryset = Department.objects.none()
    serializer_class = DepartmentOut
    lookup_field = "code"
    kind = "department"

    def visible(self) -> Any:
        return Department.objects.order_by("code")

    @extend_schema(request=body_of(DepartmentForm), responses={201: DepartmentOut})
    def create(self, request: Request) -> Response:
        """Create a department."""
        return self._create()

    @extend_schema(request=body_of(DepartmentForm, partial=True), responses=DepartmentOut)
    def partial_update(self, request: Request, code: str) -> Response:
        """Rename or deactivate it."""
        return self._change()


class RegionViewSet(PlaceViewSet):
    """Sales regions, by their code."""

    policies = {name: Policy(f"region.{name}", PEOPLE_READERS) for name in ACTIONS}
    queryset = Region.objects.none()
    serializer_class = RegionOut
    lookup_field = "code"
    kind = "region"

    def visible(self) -> Any:
        return Region.objects.order_by("code")

    @extend_schema(request=body_of(CodedPlaceForm), responses={201: RegionOut})
    def create(self, request: Request) -> Response:
        """Create a region."""
        return self._create()

    @extend_schema(request=body_of(CodedPlaceForm, partial=True), responses=RegionOut)
    def partial_update(self, request: Request, code: str) -> Response:
        """Rename or deactivate it."""
        return self._change()


class OutletViewSet(PlaceViewSet):
    """Service outlets of the regions."""

    policies = {name: Policy(f"outlet.{name}", PEOPLE_READERS) for name in ACTIONS}
    queryset = Outlet.objects.none()
    serializer_class = OutletOut
    filterset_fields = ("is_active", "region__code")
    kind = "outlet"

    def visible(self) -> Any:
        return Outlet.objects.select_related("region").order_by("pk")

    @extend_schema(request=body_of(OutletForm), responses={201: OutletOut})
    def create(self, request: Request) -> Response:
        """Create an outlet."""
        return self._create()

    @extend_schema(request=body_of(OutletForm, partial=True), responses=OutletOut)
    def partial_update(self, request: Request, pk: str) -> Response:
        """Rename, move or deactivate it."""
        return self._change()
