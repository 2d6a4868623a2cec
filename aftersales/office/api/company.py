"""The house itself in the API: letterhead, working time, holidays, mail."""

from __future__ import annotations

from typing import Any

import django_filters
from django.conf import settings
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from aftersales.web.api.viewsets import ServiceViewSet
from aftersales.web.policy import Policy

from ..models import Company, Holiday
from ..permissions import KEEPERS
from ..queries import company
from ..queries.company import Week, working_week
from ..services import company as services

MOST_PERIODS = 6


class CompanyIO(serializers.ModelSerializer):
    """version: as it was read; somebody else's change since is answered with 409."""

    version = serializers.IntegerField(required=False, min_value=1)

    class Meta:
        model = Company
        fields = ("name", "name_en", "address", "address_en", "phone", "version")


class CompanyViewSet(ServiceViewSet):
    """The letterhead: names, address and phone on pages, mails and paper."""

    policies = {name: Policy(f"company.{name}", KEEPERS) for name in ("retrieve", "partial_update")}
    serializer_class = CompanyIO

    def retrieve(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """As it stands on paper."""
        return Response(CompanyIO(company()).data)

    @extend_schema(request=CompanyIO, responses=CompanyIO)
    def partial_update(self, request: Request) -> Response:
        """Change what is given."""
        given = CompanyIO(data=request.data, partial=True)
        given.is_valid(raise_exception=True)
        row = services.update_company(actor=request.user, now=timezone.now(), **given.validated_data)
        return Response(CompanyIO(row).data)


class PeriodIO(serializers.Serializer):
    starts = serializers.TimeField()
    ends = serializers.TimeField()


class WeekdayIO(serializers.Serializer):
    """weekday: Monday is 0. A day without periods is a day off."""

    weekday = serializers.IntegerField(min_value=0, max_value=6)
    periods = serializers.ListField(child=PeriodIO(), max_length=MOST_PERIODS)


class WeekIO(serializers.Serializer):
    """A day that is not named is a day off. version: as it was read; an older one is answered with 409."""

    days = serializers.ListField(child=WeekdayIO(), max_length=7)
    version = serializers.IntegerField(required=False, min_value=0)


class WorkingTimeViewSet(ServiceViewSet):
    """The hours that deadlines count."""

    policies = {name: Policy(f"working_time.{name}", KEEPERS) for name in ("retrieve", "update")}
    serializer_class = WeekIO

    def retrieve(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """The stretches of each weekday."""
        return self._answer(working_week())

    @extend_schema(request=WeekIO, responses=WeekIO)
    def update(self, request: Request) -> Response:
        """Set the whole week. Deadlines that run already are not moved."""
        data = self.checked(WeekIO)
        week: dict[int, Any] = {}
        for day in data["days"]:
            periods = [(one["starts"], one["ends"]) for one in day["periods"]]
            week[day["weekday"]] = [*week.get(day["weekday"], ()), *periods]
        services.set_working_week(actor=request.user, now=timezone.now(), week=week, version=data.get("version"))
        return self._answer(working_week())

    def _answer(self, week: Week) -> Response:
        days = [
            {"weekday": day, "periods": [{"starts": starts, "ends": ends} for starts, ends in week.days.get(day, ())]}
            for day in range(7)
        ]
        return Response(WeekIO({"days": days, "version": week.version}).data)


class HolidayOut(serializers.ModelSerializer):
    class Meta:
        model = Holiday
        fields = ("id", "date", "is_workday", "name", "version")


class HolidayFacts(serializers.Serializer):
    is_workday = serializers.BooleanField(default=False)
    name = serializers.CharField(max_length=100, required=False, allow_blank=True)


class NewHoliday(HolidayFacts):
    date = serializers.DateField()


class Version(serializers.Serializer):
    """As it was read; an older one is answered with 409."""

    version = serializers.IntegerField(required=False, min_value=1)


class HolidayChange(Version):
    is_workday = serializers.BooleanField(required=False)
    name = serializers.CharField(max_length=100, required=False, allow_blank=True)


class InstallYear(serializers.Serializer):
    year = serializers.IntegerField(min_value=1, max_value=9999)


class HolidayFilter(django_filters.FilterSet):
    year = django_filters.NumberFilter("date__year", min_value=1, max_value=9999)


class HolidayViewSet(ServiceViewSet):
    """Days that differ from their weekday: off, or worked (is_workday)."""

    policies = {
        name: Policy(f"holiday.{name}", KEEPERS)
        for name in ("list", "retrieve", "create", "partial_update", "destroy", "install")
    }
    queryset = Holiday.objects.none()
    serializer_class = HolidayOut
    filterset_class = HolidayFilter

    def visible(self) -> Any:
        return Holiday.objects.order_by("-date")

    def list(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """The latest first."""
        return super().list(request, *args, **kwargs)

    def retrieve(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """One day."""
        return super().retrieve(request, *args, **kwargs)

    @extend_schema(request=NewHoliday, responses={201: HolidayOut})
    def create(self, request: Request) -> Response:
        """Another day; one that is there already is answered with 409."""
        data = self.checked(NewHoliday)
        row = services.set_holiday(actor=request.user, now=timezone.now(), day=data.pop("date"), version=0, **data)
        return Response(HolidayOut(row).data, status=status.HTTP_201_CREATED)

    @extend_schema(request=HolidayChange, responses=HolidayOut)
    def partial_update(self, request: Request, pk: str) -> Response:
        """Change what is given."""
        row = self.get_object()
        data = {"is_workday": row.is_workday, "name": row.name, **self.checked(HolidayChange)}
        row = services.set_holiday(actor=request.user, now=timezone.now(), day=row.date, **data)
        return Response(HolidayOut(row).data)

    @extend_schema(responses={204: None})
    def destroy(self, request: Request, pk: str) -> Response:
        """The day counts like its weekday again."""
        services.remove_holiday(holiday_id=self.get_object().pk, actor=request.user, now=timezone.now())
        return Response(status=status.HTTP_204_NO_CONTENT)

    @extend_schema(request=InstallYear, responses={204: None})
    @action(detail=False, methods=["post"])
    def install(self, request: Request) -> Response:
        """The public holidays and make-up days of a year, as far as they are announced."""
        services.install_year(actor=request.user, now=timezone.now(), **self.checked(InstallYear))
        return Response(status=status.HTTP_204_NO_CONTENT)


class MailOut(serializers.Serializer):
    """Set in the environment of the machine. Whether there is a password is told, never the password."""

    is_set = serializers.BooleanField()
    host = serializers.CharField()
    port = serializers.IntegerField()
    user = serializers.CharField()
    has_password = serializers.BooleanField()
    is_encrypted = serializers.BooleanField()
    sender = serializers.CharField()
    site_url = serializers.CharField()


class MailViewSet(ServiceViewSet):
    """How mail leaves the services."""

    policies = {name: Policy(f"mail.{name}", KEEPERS) for name in ("retrieve", "test")}
    serializer_class = MailOut

    def retrieve(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """The mail server, and whose name mails bear."""
        is_set = bool(settings.EMAIL_URL_HOST)
        facts = {
            "is_set": is_set,
            "host": settings.EMAIL_HOST if is_set else "",
            "port": settings.EMAIL_PORT,
            "user": settings.EMAIL_HOST_USER,
            "has_password": bool(settings.EMAIL_HOST_PASSWORD),
            "is_encrypted": bool(settings.EMAIL_USE_TLS),
            "sender": settings.DEFAULT_FROM_EMAIL,
            "site_url": settings.SITE_URL,
        }
        return Response(MailOut(facts).data)

    @extend_schema(request=None, responses={204: None})
    def test(self, request: Request) -> Response:
        """A mail to oneself; what the mail server says against it is 422."""
        services.send_test_mail(actor=request.user, now=timezone.now())
        return Response(status=status.HTTP_204_NO_CONTENT)
