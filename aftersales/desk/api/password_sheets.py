"""One-time passwords for many accounts in the API."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request

from aftersales.kernel.errors import ensure
from aftersales.staff.enums import Role
from aftersales.staff.permissions import ADMIN_ONLY, can_administer
from aftersales.web.api.form_schema import body_of
from aftersales.web.api.schema import PDF
from aftersales.web.api.viewsets import ServiceViewSet
from aftersales.web.policy import Policy

from ..password_sheet import PasswordSheetForm, sheet_answer
from ..services.password_sheet import print_passwords


class Pdf(JSONRenderer):
    """The answer is a PDF; only errors are JSON."""

    media_type = "application/pdf"
    format = "pdf"


class PasswordSheetViewSet(ServiceViewSet):
    """Sheets of one-time passwords. None is kept, so there is nothing to read again."""

    policies = {"create": Policy("user.password_sheet", frozenset({Role.ADMIN}))}
    filter_backends = ()
    renderer_classes = [JSONRenderer, Pdf]

    def visible(self) -> list[Any]:
        return []

    @extend_schema(request=body_of(PasswordSheetForm), responses={(201, *PDF): OpenApiTypes.BINARY}, filters=False)
    def create(self, request: Request) -> HttpResponse:
        """Give these accounts one-time passwords and return the sheet to print. It is made once."""
        ensure(can_administer(request.user), ADMIN_ONLY)
        data = self.filled(PasswordSheetForm).cleaned_data
        answer = sheet_answer(print_passwords(actor=request.user, now=timezone.now(), **data))
        answer.status_code = 201
        return answer
