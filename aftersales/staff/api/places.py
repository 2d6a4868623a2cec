"""Departments, regions and outlets in the API, for those who set the house up."""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.request import Request
from rest_framework.response import Response

from aftersales.web.api.viewsets import ServiceViewSet
from aftersales.web.policy import Policy

from ..models import Department, Outlet, Region
from ..permissions import PEOPLE_READERS
from ..services import places

VERBS = ("list", "retrieve", "create", "partial_update")


class PlaceFacts(serializers.Serializer):
    """version: as it was read; somebody else's change since is answered with 409."""

    name = serializers.CharField(max_length=100)
    name_en = serializers.CharField(max_length=100, required=False, allow_blank=True)
    is_active = serializers.BooleanField(required=False)


class CodedPlace(PlaceFacts):
    code = serializers.SlugField(max_length=50)


class NewOutlet(PlaceFacts):
    region = serializers.SlugRelatedField("code", queryset=Region.objects.all())
    address = serializers.CharField(max_length=200, required=False, allow_blank=True)
    phone = serializers.CharField(max_length=40, required=False, allow_blank=True)


class ChangedPlace(CodedPlace):
    version = serializers.IntegerField(required=False, min_value=1)


class ChangedOutlet(NewOutlet):
    version = serializers.IntegerField(required=False, min_value=1)


class DepartmentOut(serializers.ModelSerializer):
    class Meta:
        model = Department
        fields = ("id", "code", "name", "name_en", "is_active", "version")


class RegionOut(DepartmentOut):
    class Meta(DepartmentOut.Meta):
        model = Region


class OutletOut(serializers.ModelSerializer):
    region: Any = serializers.SlugRelatedField("code", read_only=True)

    class Meta:
        model = Outlet
        fields = ("id", "name", "name_en", "region", "address", "phone", "is_active", "version")


class PlaceViewSet(ServiceViewSet):
    """What is out of use stays where it is named, and is offered no more."""

    kind: str
    changed: type[serializers.Serializer] = ChangedPlace
    filterset_fields: tuple[str, ...] = ("is_active",)

    def list(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """All, those out of use too."""
        return super().list(request, *args, **kwargs)

    def retrieve(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """One of them."""
        return super().retrieve(request, *args, **kwargs)

    def _create(self, kind: type[serializers.Serializer]) -> Response:
        row = places.create_place(kind=self.kind, actor=self.request.user, now=timezone.now(), **self.checked(kind))
        return Response(self.get_serializer(row).data, status=status.HTTP_201_CREATED)

    def _change(self) -> Response:
        row = self.get_object()
        given = self.changed(data=self.request.data, partial=True)
        given.is_valid(raise_exception=True)
        row = places.update_place(
            place_id=row.pk, kind=self.kind, actor=self.request.user, now=timezone.now(), **given.validated_data
        )
        return Response(self.get_serializer(row).data)


class DepartmentViewSet(PlaceViewSet):
    """Departments, by their code."""

    policies = {name: Policy(f"department.{name}", PEOPLE_READERS) for name in VERBS}
    queryset = Department.objects.none()
    serializer_class = DepartmentOut
    lookup_field = "code"
    kind = "department"

    def visible(self) -> Any:
        return Department.objects.order_by("code")

    @extend_schema(request=CodedPlace, responses={201: DepartmentOut})
    def create(self, request: Request) -> Response:
        """A new department."""
        return self._create(CodedPlace)

    @extend_schema(request=ChangedPlace, responses=DepartmentOut)
    def partial_update(self, request: Request, code: str) -> Response:
        """Rename it or put it out of use."""
        return self._change()


class RegionViewSet(PlaceViewSet):
    """Sales regions, by their code."""

    policies = {name: Policy(f"region.{name}", PEOPLE_READERS) for name in VERBS}
    queryset = Region.objects.none()
    serializer_class = RegionOut
    lookup_field = "code"
    kind = "region"

    def visible(self) -> Any:
        return Region.objects.order_by("code")

    @extend_schema(request=CodedPlace, responses={201: RegionOut})
    def create(self, request: Request) -> Response:
        """A new region."""
        return self._create(CodedPlace)

    @extend_schema(request=ChangedPlace, responses=RegionOut)
    def partial_update(self, request: Request, code: str) -> Response:
        """Rename it or put it out of use."""
        return self._change()


class OutletViewSet(PlaceViewSet):
    """Service outlets of the regions."""

    policies = {name: Policy(f"outlet.{name}", PEOPLE_READERS) for name in VERBS}
    queryset = Outlet.objects.none()
    serializer_class = OutletOut
    filterset_fields = ("is_active", "region__code")
    kind, changed = "outlet", ChangedOutlet

    def visible(self) -> Any:
        return Outlet.objects.select_related("region").order_by("pk")

    @extend_schema(request=NewOutlet, responses={201: OutletOut})
    def create(self, request: Request) -> Response:
        """A new outlet."""
        return self._create(NewOutlet)

    @extend_schema(request=ChangedOutlet, responses=OutletOut)
    def partial_update(self, request: Request, pk: str) -> Response:
        """Rename it, move it or put it out of use."""
        return self._change()
