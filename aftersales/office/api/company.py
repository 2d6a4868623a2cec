"""Company details, working hours, holidays and email in the API."""

from __future__ import annotations

from typing import Any

import django_filters
from django.conf import settings
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from aftersales.web.api.form_schema import body_of
from aftersales.web.api.viewsets import ServiceViewSet
from aftersales.web.policy import Policy

from ..forms.company import CompanyForm, HolidayForm, NewHolidayForm, Periods, WeekForm, YearForm
from ..models import Holiday
from ..models.company import WEEKDAYS
from ..permissions import KEEPERS
from ..queries import company
from ..queries.company import working_week
from ..services import company as services
from .serializers import CompanyOut, HolidayOut, MailOut, WeekOut


class CompanyViewSet(ServiceViewSet):
    """Names, address and phone on pages, emails and documents."""

    policies = {name: Policy(f"company.{name}", KEEPERS) for name in ("retrieve", "partial_update")}
    serializer_class = CompanyOut

    def retrieve(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """The company details, as they appear on documents."""
        return Response(CompanyOut(company()).data)

    @extend_schema(request=body_of(CompanyForm, partial=True), responses=CompanyOut)
    def partial_update(self, request: Request) -> Response:
        """Change the fields that are sent."""
        form = self.filled(CompanyForm, partial=True, company=company())
        row = services.update_company(actor=request.user, now=timezone.now(), **form.cleaned_data)
        return Response(CompanyOut(row).data)


class WorkingTimeViewSet(ServiceViewSet):
    """The working hours, which deadlines count."""

    policies = {name: Policy(f"working_time.{name}", KEEPERS) for name in ("retrieve", "update")}
    serializer_class = WeekOut

    def retrieve(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """The periods of each weekday."""
        return self._week()

    @extend_schema(request=body_of(WeekForm), responses=WeekOut)
    def update(self, request: Request) -> Response:
        """Set the whole week. Open deadlines are counted again."""
        form = self.filled(WeekForm, week=working_week())
        version = form.cleaned_data["version"]
        services.set_working_week(actor=request.user, now=timezone.now(), week=form.week(), version=version)
        return self._week()

    def _week(self) -> Response:
        week = working_week()
        days = {name: Periods(week.days.get(day, ())).words() for day, name in enumerate(WEEKDAYS)}
        return Response(WeekOut({**days, "version": week.version}).data)


class HolidayFilter(django_filters.FilterSet):
    year = django_filters.NumberFilter("date__year", min_value=1, max_value=9999)


class HolidayViewSet(ServiceViewSet):
    """Days that differ from their weekday: a day off, or a make-up workday (is_workday)."""

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
        """The holidays and make-up workdays, latest first."""
        return super().list(request, *args, **kwargs)

    def retrieve(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """One holiday or make-up workday."""
        return super().retrieve(request, *args, **kwargs)

    @extend_schema(request=body_of(NewHolidayForm), responses={201: HolidayOut})
    def create(self, request: Request) -> Response:
        """Add a day. A day that exists already is answered with 409."""
        data = self.filled(NewHolidayForm).cleaned_data
        row = services.set_holiday(actor=request.user, now=timezone.now(), day=data.pop("date"), version=0, **data)
        return Response(HolidayOut(row).data, status=status.HTTP_201_CREATED)

    @extend_schema(request=body_of(HolidayForm, partial=True), responses=HolidayOut)
    def partial_update(self, request: Request, pk: str) -> Response:
        """Change the fields that are sent."""
        row = self.get_object()
        data = self.filled(HolidayForm, partial=True, holiday=row).cleaned_data
        row = services.set_holiday(actor=request.user, now=timezone.now(), day=row.date, **data)
        return Response(HolidayOut(row).data)

    @extend_schema(responses={204: None})
    def destroy(self, request: Request, pk: str) -> Response:
        """Remove the day, so that it counts like its weekday again."""
        services.remove_holiday(holiday_id=self.get_object().pk, actor=request.user, now=timezone.now())
        return Response(status=status.HTTP_204_NO_CONTENT)

    @extend_schema(request=body_of(YearForm), responses={204: None})
    @action(detail=False, methods=["post"])
    def install(self, request: Request) -> Response:
        """Add the public holidays and make-up workdays of a year that have been announced."""
        # This is not a verb of an object; the page (views/company.py) calls the same service.
        year = self.filled(YearForm).cleaned_data["year"]
        services.install_year(actor=request.user, now=timezone.now(), year=year)
        return Response(status=status.HTTP_204_NO_CONTENT)


class MailViewSet(ServiceViewSet):
    """The settings for sending email."""

    policies = {name: Policy(f"mail.{name}", KEEPERS) for name in ("retrieve", "test")}
    serializer_class = MailOut

    def retrieve(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """The mail server, and the sender of emails."""
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
        """Send a test email to yourself. If the mail server refuses it, its answer is returned with 422."""
        services.send_test_mail(actor=request.user, now=timezone.now())
        return Response(status=status.HTTP_204_NO_CONTENT)
