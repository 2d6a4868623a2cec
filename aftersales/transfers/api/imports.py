"""Imports in the API: send a file, read its progress, download the rows with errors."""

from __future__ import annotations

from typing import Any

from django.http import StreamingHttpResponse
from django.utils import timezone
from django.utils.http import content_disposition_header
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework import parsers, status
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from aftersales.kernel.errors import DomainError
from aftersales.tables.importing import Importer, importers_for
from aftersales.web.api.defaults import Json
from aftersales.web.api.form_schema import body_of
from aftersales.web.api.verbs import offers
from aftersales.web.api.viewsets import ServiceViewSet
from aftersales.web.policy import Policy
from aftersales.web.verbs import Verb

from ..forms.imports import NewImportForm
from ..models import ImportRun
from ..permissions import IMPORTERS, ensure_uploader
from ..queries.imports import bad_rows, imports_seen_by, name_of_bad_rows
from ..services.imports import asking
from ..verbs import IMPORTS
from .serializers import ImportOut, KindOut


@offers("import", IMPORTERS, IMPORTS, answers={200: ImportOut, 202: ImportOut})
class ImportViewSet(ServiceViewSet):
    """Files of customers, products, purchases, accounts or feedback (CSV or XLSX, as multipart/form-data)."""

    policies = {name: Policy(f"import.{name}", IMPORTERS) for name in ("list", "retrieve", "create", "kinds", "errors")}
    queryset = ImportRun.objects.none()
    serializer_class = ImportOut
    parser_classes = (parsers.MultiPartParser, Json)

    def visible(self) -> Any:
        return imports_seen_by(self.request.user)

    def get_serializer_context(self) -> dict[str, Any]:
        return {**super().get_serializer_context(), "with_rows": self.action != "list"}

    def list(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """The imports of kinds that the user may import, newest first."""
        return super().list(request, *args, **kwargs)

    def retrieve(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """The progress of an import, and its first rows with errors."""
        return super().retrieve(request, *args, **kwargs)

    def answer(self, verb: Verb, target: ImportRun, result: ImportRun) -> Response:
        """Answer 202 if a worker has to do the work."""
        code = status.HTTP_200_OK if verb.name == "stop" else status.HTTP_202_ACCEPTED
        return Response(self.get_serializer(result).data, status=code)

    @extend_schema(request=body_of(NewImportForm), responses={202: ImportOut})
    def create(self, request: Request) -> Response:
        """Send a file. Its rows are checked, or imported at once. Read the import again for its progress."""
        data = self.filled(NewImportForm, user=request.user).cleaned_data
        run = asking.receive(
            actor=request.user, now=timezone.now(), kind=data["kind"], upload=data["file"], names=data["names"]
        )
        try:
            run = asking.begin(
                actor=request.user,
                now=timezone.now(),
                run_id=run.pk,
                trial=data["dry_run"],
                names={**run.names, **data["names"]},
                all_or_nothing=data["all_or_nothing"],
                existing=data["existing"],
            )
        except DomainError:
            asking.stop(actor=request.user, now=timezone.now(), run_id=run.pk)
            raise
        return Response(self.get_serializer(run).data, status=status.HTTP_202_ACCEPTED)

    @extend_schema(responses=KindOut(many=True))
    @action(detail=False, methods=["get"], pagination_class=None)
    def kinds(self, request: Request) -> Response:
        """The kinds that the user may import, and the fields that columns can be assigned to."""
        return Response([_kind(importer) for importer in importers_for(request.user)])

    @extend_schema(responses={(200, "text/csv"): OpenApiResponse(OpenApiTypes.BINARY)})
    @action(detail=True, methods=["get"])
    def errors(self, request: Request, pk: str) -> StreamingHttpResponse:
        """The rows with errors as CSV, with the reason in the last column. Only the user who sent the file may
        download them."""
        run = self.get_object()
        ensure_uploader(run, request.user)
        answer = StreamingHttpResponse(bad_rows(run), content_type="text/csv; charset=utf-8")
        answer["Content-Disposition"] = content_disposition_header(True, name_of_bad_rows(run))
        return answer


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
