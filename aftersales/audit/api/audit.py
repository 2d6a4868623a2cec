"""The audit log in the API: read by auditors and administrators."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from drf_spectacular.helpers import forced_singular_serializer
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from aftersales.web.api.defaults import wrong
from aftersales.web.api.forms import errors_of
from aftersales.web.api.viewsets import ServiceViewSet
from aftersales.web.policy import Policy

from ..forms import FilterForm
from ..models import AccessLogEntry, Seal
from ..queries.changes import READERS, Entry, accesses, page_of_changes, place_of
from ..queries.verification import kept_result
from .serializers import AccessLogEntryOut, AuditPageOut, SealOut, VerificationOut


def _asked(*names: str) -> list[OpenApiParameter]:
    kinds = {"person": OpenApiTypes.INT, "since": OpenApiTypes.DATE, "until": OpenApiTypes.DATE}
    return [OpenApiParameter(name, kinds.get(name, OpenApiTypes.STR)) for name in names]


def _filter(request: Request, **options: Any) -> Any:
    """The filter of a request. Raises ValidationError for values that are not valid."""
    form = FilterForm(request.query_params, **options)
    if not form.is_valid():
        raise ValidationError(errors_of(form))
    return form.wanted()


class ChangeViewSet(ServiceViewSet):
    """Changes of all records."""

    policies = {"list": Policy("audit.changes", READERS)}
    serializer_class = AuditPageOut
    pagination_class = None
    filter_backends = ()

    def visible(self) -> list[Entry]:
        return []

    @extend_schema(
        parameters=_asked("number", "person", "model", "since", "until", "before"),
        responses=forced_singular_serializer(AuditPageOut),
    )
    def list(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """The changes, newest first, 50 on a page."""
        before = request.query_params.get("before", "")
        if before and place_of(before) is None:
            raise wrong("before", _("This cursor is not one of this list."), "invalid_cursor")
        entries, following = page_of_changes(request.user, _filter(request), before)
        return Response(AuditPageOut({"results": entries, "next": following}).data)


class AccessViewSet(ServiceViewSet):
    """The access log: who read personal data or exported data."""

    policies = {name: Policy(f"audit.access_{name}", READERS) for name in ("list", "retrieve")}
    queryset = AccessLogEntry.objects.none()
    serializer_class = AccessLogEntryOut
    filter_backends = ()

    def visible(self) -> Any:
        return accesses(_filter(self.request, with_model=False))

    @extend_schema(parameters=_asked("number", "person", "since", "until"))
    def list(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """The entries, newest first."""
        return super().list(request, *args, **kwargs)

    def retrieve(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """One entry."""
        return super().retrieve(request, *args, **kwargs)


class SealViewSet(ServiceViewSet):
    """The chain of seals."""

    policies = {name: Policy(f"audit.seals_{name}", READERS) for name in ("list", "retrieve")}
    queryset = Seal.objects.none()
    serializer_class = SealOut
    filter_backends = ()

    def visible(self) -> Any:
        return Seal.objects.select_related("actor").order_by("-number")

    def list(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """The seals, newest first."""
        return super().list(request, *args, **kwargs)

    def retrieve(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """One seal."""
        return super().retrieve(request, *args, **kwargs)


class VerificationViewSet(ServiceViewSet):
    """Whether the audit log still matches its seals, and the current rows their history."""

    policies = {"list": Policy("audit.verification", READERS)}
    serializer_class = VerificationOut
    pagination_class = None
    filter_backends = ()

    def visible(self) -> list[Any]:
        return []

    @extend_schema(responses=forced_singular_serializer(VerificationOut))
    def list(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """The result of the last verification."""
        return Response(VerificationOut(kept_result()).data)
