"""What the API answers about the company, its settings and saved views."""

from __future__ import annotations

from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from ..models import Company, Holiday, SavedView
from ..queries.retention import Keeping
from ..queries.saved_views import url_of


class CompanyOut(serializers.ModelSerializer):
    class Meta:
        model = Company
        fields = ("name", "name_en", "address", "address_en", "phone", "version")


class WeekOut(serializers.Serializer):
    """The working periods of each weekday, such as ["08:30-12:00", "13:30-18:00"]; an empty list for a day off."""

    monday = serializers.ListField(child=serializers.CharField())
    tuesday = serializers.ListField(child=serializers.CharField())
    wednesday = serializers.ListField(child=serializers.CharField())
    thursday = serializers.ListField(child=serializers.CharField())
    friday = serializers.ListField(child=serializers.CharField())
    saturday = serializers.ListField(child=serializers.CharField())
    sunday = serializers.ListField(child=serializers.CharField())
    version = serializers.IntegerField()


class HolidayOut(serializers.ModelSerializer):
    class Meta:
        model = Holiday
        fields = ("id", "date", "is_workday", "name", "version")


class MailOut(serializers.Serializer):
    """The mail settings from the environment. Only whether there is a password is shown, not the password."""

    is_set = serializers.BooleanField()
    host = serializers.CharField()
    port = serializers.IntegerField()
    user = serializers.CharField()
    has_password = serializers.BooleanField()
    is_encrypted = serializers.BooleanField()
    sender = serializers.CharField()
    site_url = serializers.CharField()


class NumberingOut(serializers.Serializer):
    """The numbering of a kind of document. next_number: the number of the next document. last: the last count given
    out."""

    kind = serializers.CharField()
    label = serializers.CharField(source="of.label")
    prefix = serializers.CharField(source="format.prefix")
    digits = serializers.IntegerField(source="format.digits")
    with_year = serializers.BooleanField(source="format.with_year")
    last = serializers.IntegerField()
    next_number = serializers.CharField(source="next")
    version = serializers.IntegerField()


class RetentionOut(serializers.Serializer):
    """The retention period of a kind of data. days: the current period. default_days: the period if none is set.
    due: rows that are older than it today; null where not even their number may be known."""

    subject = serializers.CharField()
    label = serializers.CharField()
    purpose = serializers.CharField(source="about.purpose")
    days = serializers.IntegerField()
    default_days = serializers.IntegerField(source="about.retention")
    at_least = serializers.IntegerField(source="about.at_least")
    at_most = serializers.IntegerField(source="about.at_most")
    due = serializers.SerializerMethodField()
    version = serializers.IntegerField()

    def get_due(self, keeping: Keeping) -> int | None:
        return None if keeping.about.is_private else keeping.due(timezone.now()).count()


class SavedViewOut(serializers.ModelSerializer):
    """A saved view. list: the route name of the list (tickets). params: the parameters of its URL."""

    list = serializers.CharField(source="page", read_only=True)
    owner = serializers.SlugRelatedField("username", read_only=True)
    url = serializers.SerializerMethodField()

    class Meta:
        model = SavedView
        fields = ("id", "list", "name", "params", "is_shared", "owner", "position", "url")

    @extend_schema_field(OpenApiTypes.STR)
    def get_url(self, view: SavedView) -> str:
        return url_of(view)
