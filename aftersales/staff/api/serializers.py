"""What the API answers about users and places."""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from ..models import Department, Outlet, Region, StandIn, User
from ..queries import stand_in_state

STAND_IN_STATES = ["planned", "running", "over", "ended"]


class UserOut(serializers.ModelSerializer):
    department = serializers.SlugRelatedField("code", read_only=True)
    region = serializers.SlugRelatedField("code", read_only=True)

    class Meta:
        model = User
        fields = ("id", "username", "name", "name_en", "role", "department", "region", "is_active")


class AccountOut(UserOut):
    """An account as the administrator sees it. one_time_password: shown only in this answer, if no link could be
    mailed."""

    one_time_password = serializers.SerializerMethodField()

    class Meta(UserOut.Meta):
        fields = (
            *UserOut.Meta.fields,
            "email",
            "phone",
            "language",
            "must_change_password",
            "version",
            "one_time_password",
        )

    def get_one_time_password(self, user: User) -> str:
        return self.context.get("one_time_password", "")


class WorkRowOut(serializers.Serializer):
    title = serializers.CharField()
    url = serializers.CharField(allow_blank=True)


class WorkOut(serializers.Serializer):
    """The open work of an account of one kind. roles: who may take it over. If there are none and is_needed is true,
    something else must be done first (see text); if is_needed is false, the work ends by itself."""

    kind = serializers.CharField()
    label = serializers.CharField()
    count = serializers.IntegerField()
    roles = serializers.ListField(child=serializers.CharField())
    is_needed = serializers.BooleanField()
    text = serializers.CharField()
    rows = WorkRowOut(many=True)
    url = serializers.CharField(allow_blank=True)


class DepartmentOut(serializers.ModelSerializer):
    class Meta:
        model = Department
        fields = ("id", "code", "name", "name_en", "function", "is_active", "version")


class RegionOut(serializers.ModelSerializer):
    class Meta:
        model = Region
        fields = ("id", "code", "name", "name_en", "is_active", "version")


class OutletOut(serializers.ModelSerializer):
    region: Any = serializers.SlugRelatedField("code", read_only=True)

    class Meta:
        model = Outlet
        fields = ("id", "name", "name_en", "region", "address", "phone", "is_active", "version")


class StandInOut(serializers.ModelSerializer):
    """An absence: deputy acts for absent from starts_on to ends_on, both days included. ended: when it was ended
    early."""

    absent = serializers.SlugRelatedField("username", read_only=True)
    deputy = serializers.SlugRelatedField("username", read_only=True)
    ended_by = serializers.SlugRelatedField("username", read_only=True)
    state = serializers.SerializerMethodField()

    class Meta:
        model = StandIn
        fields = ("id", "absent", "deputy", "starts_on", "ends_on", "reason", "state", "ended_at", "ended_by")

    @extend_schema_field(serializers.ChoiceField(STAND_IN_STATES))
    def get_state(self, row: StandIn) -> str:
        return stand_in_state(row, timezone.localdate())


class TokenOut(serializers.Serializer):
    """A new token. It is shown only in this answer, because only its digest is stored."""

    token = serializers.CharField()
    prefix = serializers.CharField()
    label = serializers.CharField(allow_blank=True)


class OfferedColumnOut(serializers.Serializer):
    key = serializers.CharField()
    label = serializers.CharField()


class ListColumnsOut(serializers.Serializer):
    """columns: the keys of the columns that the user sees, in their order. offered: all columns of the list."""

    columns = serializers.ListField(child=serializers.CharField())
    offered = OfferedColumnOut(many=True)
