"""The calendar in the API: days, load, the hand-over of visits, and the address for other programs."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import status
from rest_framework.decorators import action
from rest_framework.exceptions import ErrorDetail, ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from aftersales.kernel.bounds import is_plausible_day
from aftersales.staff.models import User
from aftersales.web.api.form_schema import body_of
from aftersales.web.api.viewsets import ServiceViewSet
from aftersales.web.policy import Policy

from ..forms.replanning import AbsenceForm, HandOverForm
from ..models import CalendarFeed
from ..permissions import READERS, REPLANNERS
from ..queries.calendar import Scope, days, load, team
from ..queries.load import capacity_table
from ..queries.replanning import preview, visits_to_hand_over
from ..rules.calendar import weeks_ahead
from ..services.feeds import make_address, revoke_address
from ..services.replanning import hand_over
from .serializers.calendar import (
    CalendarAddressOut,
    CalendarDayOut,
    HandedOverOut,
    HandOverPlanOut,
    RepLoadOut,
)

MOST_DAYS, USUAL_DAYS = 62, 28
FIRST = OpenApiParameter("first", OpenApiTypes.DATE, description="Without it: today")
LAST = OpenApiParameter(
    "last", OpenApiTypes.DATE, description=f"At most {MOST_DAYS} days in all; without it: {USUAL_DAYS}"
)
REP = OpenApiParameter("rep", int, description="The id of a user")
REGION = OpenApiParameter("region", int, description="The id of a region")


def _scope(request: Request) -> Scope:
    rep, region = (request.query_params.get(name) for name in ("rep", "region"))
    return Scope(int(rep) if rep else None, int(region) if region else None)


class VisitDayViewSet(ServiceViewSet):
    """Days of the calendar: how many visits of how many that can be made."""

    queryset = User.objects.none()
    serializer_class = CalendarDayOut
    pagination_class = None
    policies = {"list": Policy("visit.calendar", READERS)}

    @extend_schema(parameters=[FIRST, LAST, REP, REGION], responses=CalendarDayOut(many=True), filters=False)
    def list(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        first = _day(request, "first") or timezone.localdate()
        last = _day(request, "last") or first + timedelta(days=USUAL_DAYS - 1)
        if not timedelta() <= last - first < timedelta(days=MOST_DAYS):
            text = _("At most %(days)s days in all.") % {"days": MOST_DAYS}
            raise ValidationError({"last": [ErrorDetail(text, "too_many_days")]})
        found = days(request.user, _scope(request), first, last, shown=0, capacity=capacity_table())
        return Response(CalendarDayOut(found.values(), many=True).data)


def _day(request: Request, name: str) -> date | None:
    value = request.query_params.get(name)
    if not value:
        return None
    if not is_plausible_day(found := date.fromisoformat(value)):
        raise ValidationError({name: [ErrorDetail(_("Enter a valid date."), "out_of_range")]})
    return found


class VisitLoadViewSet(ServiceViewSet):
    """The visits of each rep in this week and the next seven, and how many can be made."""

    queryset = User.objects.none()
    serializer_class = RepLoadOut
    policies = {"list": Policy("visit.calendar", READERS)}

    @extend_schema(parameters=[REP, REGION], filters=False)
    def list(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        page = self.paginate_queryset(team(request.user, _scope(request)))
        loads = load(page or [], weeks_ahead(timezone.localdate()), capacity_table())
        return self.get_paginated_response(RepLoadOut(loads, many=True).data)


class HandOverViewSet(ServiceViewSet):
    """The visits of a rep who leaves or is away. Ask for the preview first, then send its `plan`."""

    queryset = User.objects.none()
    serializer_class = HandOverPlanOut
    policies = {name: Policy("visit.replan", REPLANNERS) for name in ("create", "preview")}

    @extend_schema(request=body_of(AbsenceForm), responses=HandOverPlanOut)
    @action(detail=False, methods=["post"])
    def preview(self, request: Request) -> Response:
        """What a hand-over would do now. Nothing is stored."""
        form, today = self.filled(AbsenceForm), timezone.localdate()
        people = form.people
        found = preview(visits_to_hand_over(form.absence, today), people, today)
        usernames = {user.pk: user.username for user in people}
        return Response(HandOverPlanOut(found.plan, context={"usernames": usernames}).data)

    @extend_schema(request=body_of(HandOverForm), responses=HandedOverOut)
    def create(self, request: Request) -> Response:
        """Hand over the visits as the preview showed it; 409 if it would be another one now."""
        form = self.filled(HandOverForm)
        count = hand_over(actor=request.user, now=timezone.now(), **form.arguments())
        return Response(HandedOverOut({"count": count}).data)


class CalendarAddressViewSet(ServiceViewSet):
    """The private address at which other programs read your planned visits (iCalendar)."""

    queryset = CalendarFeed.objects.none()
    serializer_class = CalendarAddressOut
    policies = {name: Policy(f"calendar_feed.{name}", READERS) for name in ("create", "revoke")}

    @extend_schema(request=None, responses={201: CalendarAddressOut})
    def create(self, request: Request) -> Response:
        """Make an address; an earlier one stops working. It can't be shown again."""
        token = make_address(actor=request.user, now=timezone.now())
        body = CalendarAddressOut({"address": settings.SITE_URL + reverse("calendar_feed", args=[token])}).data
        return Response(body, status=status.HTTP_201_CREATED, headers={"Cache-Control": "no-store"})

    @extend_schema(request=None, responses={204: None})
    @action(detail=False, methods=["post"])
    def revoke(self, request: Request) -> Response:
        revoke_address(actor=request.user, now=timezone.now())
        return Response(status=status.HTTP_204_NO_CONTENT)
