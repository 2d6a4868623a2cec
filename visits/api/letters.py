"""Letters and e-mails about visits in the API."""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.request import Request
from rest_framework.response import Response

from aftersales.web.api.form_schema import body_of
from aftersales.web.api.verbs import offers
from aftersales.web.api.viewsets import ServiceViewSet
from aftersales.web.policy import Policy

from ..forms.letters import LetterTemplateForm, SendLettersForm
from ..models import LetterBatch, LetterTemplate
from ..permissions import RECORDERS, TEMPLATE_EDITORS
from ..queries.letters import batches, templates
from ..services.letters import save_template, send_letters
from ..verbs.letters import LETTER_TEMPLATES
from .serializers.letters import LetterBatchOut, LetterTemplateOut


@offers("letter_template", RECORDERS, LETTER_TEMPLATES, answers=LetterTemplateOut)
class LetterTemplateViewSet(ServiceViewSet):
    """Texts of letters and e-mails to customers, in both languages, with placeholders in braces."""

    queryset = LetterTemplate.objects.none()
    serializer_class = LetterTemplateOut
    filterset_fields = ("channel", "is_active")
    lookup_value_regex = "[0-9]+"
    policies = {
        "list": Policy("letter_template.list", RECORDERS),
        "retrieve": Policy("letter_template.view", RECORDERS),
        "create": Policy("letter_template.add", TEMPLATE_EDITORS),
    }

    def visible(self) -> Any:
        return templates()

    @extend_schema(request=body_of(LetterTemplateForm), responses={201: LetterTemplateOut})
    def create(self, request: Request) -> Response:
        """Make a template."""
        form = self.filled(LetterTemplateForm)
        row = save_template(actor=request.user, now=timezone.now(), **form.arguments())
        return Response(self.get_serializer(row).data, status=status.HTTP_201_CREATED)


class LetterBatchViewSet(ServiceViewSet):
    """Letters that were written and e-mails that were sent. Each visit is written to once."""

    queryset = LetterBatch.objects.none()
    serializer_class = LetterBatchOut
    filterset_fields = ("channel",)
    lookup_value_regex = "[0-9]+"
    policies = {name: Policy(f"letter_batch.{name}", RECORDERS) for name in ("list", "retrieve", "create")}

    def visible(self) -> Any:
        return batches()

    @extend_schema(request=body_of(SendLettersForm), responses={201: LetterBatchOut})
    def create(self, request: Request) -> Response:
        """Write to everybody whose visit is due by the channel of the template, at most 200 at a time."""
        data = self.filled(SendLettersForm).cleaned_data
        row = send_letters(actor=request.user, now=timezone.now(), **data)
        return Response(self.get_serializer(row).data, status=status.HTTP_201_CREATED)
