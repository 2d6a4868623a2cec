"""Tables in the API: bring one, ask how far it is, fetch the bad rows."""

from __future__ import annotations

from typing import Any

from django.http import StreamingHttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiResponse, extend_schema, extend_schema_field
from rest_framework import parsers, serializers, status
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from aftersales.kernel.errors import DomainError
from aftersales.tables.importing import Importer, importers_for
from aftersales.web.api.viewsets import ServiceViewSet
from aftersales.web.policy import Policy

from ..models import ImportRun
from ..permissions import IMPORTERS, own
from ..queries.imports import bad_rows, column_of, imports_seen_by, reason_of
from ..services.imports import asking

SHOWN = 100


class BadRowOut(serializers.Serializer):
    line = serializers.IntegerField()
    column = serializers.CharField()
    reason = serializers.CharField()


class ImportOut(serializers.ModelSerializer):
    """done of total rows were read; bad_rows: the first hundred. In a trial nothing was kept."""

    created_by = serializers.SlugRelatedField("username", read_only=True)
    done = serializers.IntegerField()
    problem = serializers.SerializerMethodField()
    bad_rows = serializers.SerializerMethodField()

    class Meta:
        model = ImportRun
        fields = (
            "id",
            "kind",
            "state",
            "file_name",
            "names",
            "is_trial",
            "is_whole",
            "total",
            "done",
            "added",
            "known",
            "failed",
            "created_by",
            "created_at",
            "started_at",
            "finished_at",
            "problem",
            "bad_rows",
        )

    def get_problem(self, run: ImportRun) -> str:
        if not run.problem:
            return ""
        return _(run.problem) % run.params if run.params else _(run.problem)

    @extend_schema_field(BadRowOut(many=True))
    def get_bad_rows(self, run: ImportRun) -> list[dict[str, Any]]:
        if not self.context.get("with_rows"):
            return []
        faults = run.faults.all()[:SHOWN]
        return [{"line": f.line, "column": column_of(run, f.field), "reason": reason_of(f)} for f in faults]


class ColumnOut(serializers.Serializer):
    """headings: the words by which a column is known without being named."""

    name = serializers.CharField()
    label = serializers.CharField()
    required = serializers.BooleanField()
    headings = serializers.ListField(child=serializers.CharField())


class KindOut(serializers.Serializer):
    kind = serializers.CharField()
    label = serializers.CharField()
    columns = ColumnOut(many=True)


class Columns(serializers.Serializer):
    """names: headings of the file → fields, where a heading is called otherwise ("" for a column that is not read)."""

    names = serializers.JSONField(default=dict)
    all_or_nothing = serializers.BooleanField(default=False)

    def validate_names(self, value: Any) -> dict[str, str]:
        good = isinstance(value, dict) and len(value) <= 200 and all(isinstance(word, str) for word in value.values())
        if not good:
            raise serializers.ValidationError(_("Use the format {“heading in the file”: “field”}."))
        return value


class NewImport(Columns):
    """dry_run: only check; `start` lands it afterwards."""

    kind = serializers.SlugField(max_length=20)
    file = serializers.FileField(max_length=200)
    dry_run = serializers.BooleanField(default=False)


class ImportViewSet(ServiceViewSet):
    """Tables of customers, products, purchases, accounts or feedback (CSV or XLSX, as multipart/form-data)."""

    policies = {
        name: Policy(f"import.{name}", IMPORTERS)
        for name in ("list", "retrieve", "create", "kinds", "check", "start", "stop", "errors")
    }
    queryset = ImportRun.objects.none()
    serializer_class = ImportOut
    parser_classes = (parsers.MultiPartParser, parsers.JSONParser)

    def visible(self) -> Any:
        return imports_seen_by(self.request.user)

    def get_serializer_context(self) -> dict[str, Any]:
        return {**super().get_serializer_context(), "with_rows": self.action != "list"}

    def list(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Newest first, of the kinds that the reader may bring."""
        return super().list(request, *args, **kwargs)

    def retrieve(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """How far one is, and its first bad rows."""
        return super().retrieve(request, *args, **kwargs)

    @extend_schema(request={"multipart/form-data": NewImport}, responses={202: ImportOut})
    def create(self, request: Request) -> Response:
        """Bring a table: it is tried, or landed at once. Ask again how far it is."""
        data = self.checked(NewImport)
        run = asking.receive(actor=request.user, now=timezone.now(), kind=data["kind"], upload=data["file"])
        try:
            run = asking.begin(
                actor=request.user,
                now=timezone.now(),
                run_id=run.pk,
                trial=data["dry_run"],
                names={**run.names, **data["names"]},
                is_whole=data["all_or_nothing"],
            )
        except DomainError:
            asking.stop(actor=request.user, now=timezone.now(), run_id=run.pk)
            raise
        return Response(self.get_serializer(run).data, status=status.HTTP_202_ACCEPTED)

    @extend_schema(responses=KindOut(many=True))
    @action(detail=False, methods=["get"], pagination_class=None)
    def kinds(self, request: Request) -> Response:
        """What the reader may bring, and the fields that its columns can be."""
        return Response([_kind(importer) for importer in importers_for(request.user)])

    @extend_schema(request=Columns, responses={202: ImportOut})
    @action(detail=True, methods=["post"])
    def check(self, request: Request, pk: str) -> Response:
        """Check all rows (again) with these columns; those that are not named stay as they are."""
        run, data = self.get_object(), self.checked(Columns)
        run = asking.begin(
            actor=request.user,
            now=timezone.now(),
            run_id=run.pk,
            trial=True,
            names={**run.names, **data["names"]},
            is_whole=data["all_or_nothing"],
        )
        return Response(self.get_serializer(run).data, status=status.HTTP_202_ACCEPTED)

    @extend_schema(request=None, responses={202: ImportOut})
    @action(detail=True, methods=["post"])
    def start(self, request: Request, pk: str) -> Response:
        """Land what was tried."""
        run = asking.begin(actor=request.user, now=timezone.now(), run_id=self.get_object().pk, trial=False)
        return Response(self.get_serializer(run).data, status=status.HTTP_202_ACCEPTED)

    @extend_schema(request=None, responses=ImportOut)
    @action(detail=True, methods=["post"])
    def stop(self, request: Request, pk: str) -> Response:
        """End it and delete the file; what landed stays."""
        run = asking.stop(actor=request.user, now=timezone.now(), run_id=self.get_object().pk)
        return Response(self.get_serializer(run).data)

    @extend_schema(responses={(200, "text/csv"): OpenApiResponse(OpenApiTypes.BINARY)})
    @action(detail=True, methods=["get"])
    def errors(self, request: Request, pk: str) -> StreamingHttpResponse:
        """The bad rows as CSV with the reason in the last column, for who brought the table."""
        run = own(self.get_object(), request.user)
        return StreamingHttpResponse(bad_rows(run), content_type="text/csv; charset=utf-8")


def _kind(importer: Importer) -> dict[str, Any]:
    return {
        "kind": importer.kind,
        "label": str(importer.label),
        "columns": [
            {
                "name": name,
                "label": str(importer.labels[name]),
                "required": name in importer.required,
                "headings": [name, *words],
            }
            for name, words in importer.words.items()
        ],
    }
