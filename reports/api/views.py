"""Reports in the API."""

from collections.abc import Sequence
from typing import Any

from django.http import Http404
from django.utils import timezone
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import status
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from aftersales.kernel.errors import RuleViolation, ensure, gettext_noop
from aftersales.web.api.form_schema import body_of
from aftersales.web.api.verbs import offers
from aftersales.web.api.viewsets import ServiceViewSet
from aftersales.web.policy import Policy

from ..forms.library import OrderForm
from ..permissions import LIBRARY, READERS, TEAM_READERS, can_read, visible_reports
from ..queries.library import reports_of
from ..queries.metrics import Told, slice_of, told
from ..queries.teams import BY, teams_of
from ..rules.asked import PARAMS, asked_period
from ..rules.metric import FILTERS
from ..rules.metrics import BY_CODE, metrics_for
from ..services.library import note_opening, order_report
from ..verbs import REPORTS
from .library import FILE, StoredReportFilter, report_file
from .serializers.figures import MetricOut, metric_data
from .serializers.library import ReportContentsOut, StoredReportOut
from .serializers.teams import TeamsOut, teams_data

A_PERIOD = r"^20[0-9]{2}(-Q[1-4]|-(0[1-9]|1[0-2]))?$"
PERIOD = OpenApiParameter("period", str, pattern=A_PERIOD, description="2026-11, 2026-Q4 or 2026; this month without")
TEAM_OF = OpenApiParameter("by", str, enum=list(BY), description="What a team is; the department without")
REGION = OpenApiParameter("region", str, description="The code of a region; a rep is kept to their own")
LANGUAGE = OpenApiParameter("language", str, required=True, enum=["zh-hans", "en"])
FORMAT = OpenApiParameter("type", str, required=True, enum=["pdf", "xlsx"])
SAID = {
    "period": "2026-11, 2026-Q4, 2026 or own; the present quarter without",
    "against": "before, year, own, or a period; the period before without",
    "product": "The code of a product",
    "batch": "A batch",
    "outlet": "The id of an outlet",
    "channel": "A channel",
    "team": "The code of a department",
}
METRIC_PARAMETERS = [
    *(OpenApiParameter(name, str, description=SAID.get(name, "A day, 2026-11-20")) for name in PARAMS),
    REGION,
    *(OpenApiParameter(name, str, description=SAID[name]) for name in FILTERS if name != "region"),
]


@offers("report", LIBRARY, REPORTS, answers=StoredReportOut)
class ReportViewSet(ServiceViewSet):
    """Stored reports, and the service quality of teams."""

    serializer_class = StoredReportOut
    filterset_class = StoredReportFilter
    policies = {
        "teams": Policy("report.teams", TEAM_READERS),
        **{verb: Policy(f"report.{verb}", LIBRARY) for verb in ("list", "retrieve", "create", "contents", "file")},
    }

    def visible(self) -> Any:
        return reports_of(visible_reports(self.request.user))

    def list(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """The reports of the kinds that the user may read, the latest period first."""
        return super().list(request, *args, **kwargs)

    def retrieve(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """One report: how it was made, and its files."""
        return super().retrieve(request, *args, **kwargs)

    @extend_schema(request=body_of(OrderForm), responses={201: StoredReportOut})
    def create(self, request: Request) -> Response:
        """Have the report of a period made that is over and has none yet."""
        form = self.filled(OrderForm, user=request.user)
        made = order_report(actor=request.user, now=timezone.now(), **form.arguments())
        return Response(self.get_serializer(self.visible().get(pk=made.pk)).data, status.HTTP_201_CREATED)

    @extend_schema(responses=ReportContentsOut)
    @action(detail=True, pagination_class=None, filter_backends=())
    def contents(self, request: Request, pk: str) -> Response:
        """The figures of a report, the same as on its page, in its PDF and in its workbook."""
        row = self.get_object()
        ensure(can_read(request.user, row.kind))
        if row.snapshot is None:
            raise RuleViolation(gettext_noop("This report has not been made yet."), code="not_made")
        note_opening(report=row, what="page", actor=request.user, now=timezone.now())
        return Response(ReportContentsOut(row).data)

    @extend_schema(parameters=[LANGUAGE, FORMAT], responses=FILE)
    @action(detail=True, pagination_class=None, filter_backends=())
    def file(self, request: Request, pk: str) -> Any:
        """A file of a report, as it was stored when the report was made."""
        return report_file(request, self.get_object())

    @extend_schema(parameters=[PERIOD, TEAM_OF], responses=TeamsOut)
    @action(detail=False, pagination_class=None, filter_backends=())
    def teams(self, request: Request) -> Response:
        """Service quality of teams: timeliness, solved at the first contact, reopened, satisfaction."""
        page = teams_of(request.user, request.query_params.dict(), timezone.now())
        return Response(TeamsOut(teams_data(page)).data)


class MetricViewSet(ServiceViewSet):
    """The catalogue of metrics with their figures: the same as on the dashboards, in Excel and on paper."""

    serializer_class = MetricOut
    filter_backends = ()
    pagination_class = None
    lookup_field = "code"
    policies = {"list": Policy("metric.list", READERS), "retrieve": Policy("metric.view", READERS)}

    @extend_schema(parameters=METRIC_PARAMETERS, responses=MetricOut(many=True))
    def list(self, request: Request) -> Response:
        """All metrics that the user may see, for a period and a part of the company."""
        codes = [metric.code for metric in metrics_for(request.user.role)]
        found = self._told(request, codes)
        return Response(MetricOut([metric_data(found[code]) for code in codes], many=True).data)

    @extend_schema(parameters=METRIC_PARAMETERS, responses=MetricOut)
    def retrieve(self, request: Request, code: str) -> Response:
        """One metric for a period and a part of the company. Its change is judged together with those of all."""
        metric = BY_CODE.get(code)
        if metric is None or not metric.may_be_seen_by(request.user.role):
            raise Http404
        codes = [each.code for each in metrics_for(request.user.role)]
        return Response(MetricOut(metric_data(self._told(request, codes)[code])).data)

    def _told(self, request: Request, codes: Sequence[str]) -> dict[str, Told]:
        params = request.query_params.dict()
        slice_ = slice_of(request.user, params, timezone.now())
        return told(codes, slice_, asked_period(params, slice_.today))
