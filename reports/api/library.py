"""Stored reports, their schedules and market notes in the API."""

from __future__ import annotations

from typing import Any

import django_filters
from django.http import Http404
from django.utils import timezone
from drf_spectacular.utils import OpenApiParameter, OpenApiTypes, extend_schema
from rest_framework import status
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from aftersales.kernel.errors import ensure
from aftersales.web.api.dated import SettingViewSet, describe
from aftersales.web.api.dated import policies as setting_policies
from aftersales.web.api.defaults import Pagination
from aftersales.web.api.form_schema import body_of
from aftersales.web.api.schema import STORED
from aftersales.web.api.verbs import offers
from aftersales.web.api.viewsets import ServiceViewSet
from aftersales.web.files import file_answer
from aftersales.web.policy import Policy
from aftersales.web.views import visible_or_404

from ..enums import ReportState
from ..forms.market import AskedForm, WriteNoteForm
from ..models import MarketNote, MarketNoteFile, ReportFile, ReportSchedule, StoredReport
from ..permissions import ASKED_READERS, NOTE_READERS, SCHEDULE_READERS, can_read
from ..presentation.market import asked_rows
from ..queries.market import requirements
from ..services import market as market_services
from ..services.library import note_opening
from ..verbs import NOTES
from ..views.library import SCHEDULES
from .serializers.library import (
    MarketNoteOut,
    ReportScheduleOut,
    RequirementOut,
)

FILE = {(200, *STORED): OpenApiTypes.BINARY}


class StoredReportFilter(django_filters.FilterSet):
    last_after = django_filters.DateFilter("last", "gte")
    last_before = django_filters.DateFilter("last", "lte")

    class Meta:
        model = StoredReport
        fields = ("kind", "state")


SCHEDULE_VERBS = ("list", "retrieve", "partial_update")


@describe(SCHEDULES, ReportScheduleOut, SCHEDULE_VERBS)
class ReportScheduleViewSet(SettingViewSet):
    """When each kind of report is made, and who gets the link."""

    policies = setting_policies("report_schedule", SCHEDULE_VERBS, SCHEDULE_READERS)
    queryset = ReportSchedule.objects.none()
    serializer_class = ReportScheduleOut
    kind = SCHEDULES

    def partial_update(self, request: Request, **address: str) -> Response:
        """Change the fields that are sent. version: the version that the client read; an outdated one is refused
        with 409."""
        return self._change()


class MarketNoteFilter(django_filters.FilterSet):
    region = django_filters.CharFilter("region__code")
    product = django_filters.CharFilter("product__code")
    last_after = django_filters.DateFilter("last", "gte")
    last_before = django_filters.DateFilter("last", "lte")

    class Meta:
        model = MarketNote
        fields = ("kind", "state")


@offers("market_note", NOTE_READERS, NOTES, answers=MarketNoteOut)
class MarketNoteViewSet(ServiceViewSet):
    """Market notes: what was learned about the market, and what customers asked for."""

    policies = {
        "requirements": Policy("market.requirements", ASKED_READERS),
        **{verb: Policy(f"market_note.{verb}", NOTE_READERS) for verb in ("list", "retrieve", "create", "download")},
    }
    serializer_class = MarketNoteOut
    filterset_class = MarketNoteFilter
    lookup_field = "number"

    def visible(self) -> Any:
        rows = MarketNote.objects.select_related("region", "product", "author").prefetch_related("files__stored")
        return rows.order_by("-last", "-pk")

    def list(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """The notes, the latest period first, those that were withdrawn too."""
        return super().list(request, *args, **kwargs)

    def retrieve(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """One note."""
        return super().retrieve(request, *args, **kwargs)

    @extend_schema(request=body_of(WriteNoteForm), responses={201: MarketNoteOut})
    def create(self, request: Request) -> Response:
        """Write a market note."""
        form = self.filled(WriteNoteForm, user=request.user)
        made = market_services.write_note(actor=request.user, now=timezone.now(), **form.arguments())
        return Response(self.get_serializer(self.visible().get(pk=made.pk)).data, status.HTTP_201_CREATED)

    @extend_schema(
        parameters=[OpenApiParameter("begin", OpenApiTypes.DATE), OpenApiParameter("end", OpenApiTypes.DATE)],
        responses=RequirementOut(many=True),
    )
    @action(detail=False, pagination_class=Pagination, filter_backends=())
    def requirements(self, request: Request) -> Response:
        """What customers asked for on visits, the latest first; without days, from the last quarter on."""
        span = AskedForm(request.query_params).span()
        page = self.paginate_queryset(requirements(request.user, span)) or []
        return self.get_paginated_response(RequirementOut(asked_rows(page), many=True).data)

    @extend_schema(parameters=[OpenApiParameter("file", int, required=True)], responses=FILE)
    @action(detail=True, url_path="file", url_name="file", pagination_class=None)
    def download(self, request: Request, number: str) -> Any:
        """A file of a note."""
        files = MarketNoteFile.objects.filter(note=self.get_object()).select_related("stored")
        stored = visible_or_404(files, pk=request.query_params.get("file", ""))
        return _answer(stored.stored, is_upload=True)


def report_file(request: Request, row: StoredReport) -> Any:
    """The stored file in a language and format, for who may read the report."""
    ensure(can_read(request.user, row.kind))
    asked = request.query_params.get("language", ""), request.query_params.get("type", "")
    files = ReportFile.objects.filter(report=row, report__state=ReportState.MADE).select_related("stored")
    stored = visible_or_404(files, language=asked[0], format=asked[1]).stored
    note_opening(report=row, what=f"{asked[0]}.{asked[1]}", actor=request.user, now=timezone.now())
    return _answer(stored, is_upload=False)


def _answer(stored: Any, *, is_upload: bool) -> Any:
    try:
        content = stored.file.open("rb")
    except FileNotFoundError as error:
        raise Http404 from error
    return file_answer(content, name=stored.name, media_type=stored.media_type, is_upload=is_upload)
