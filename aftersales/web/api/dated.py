"""The base of settings with dates of effect in the API.

An app describes its rows (`DatedRows`, aftersales/web/dated_pages.py); pages and API share form and services.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.utils import timezone
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import status
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from ..dated_pages import DatedRows, EndForm
from ..policy import Policy
from ..views import visible_or_404
from .effects import effects
from .form_schema import body_of
from .serializers import ChangeOut, EffectsOut
from .viewsets import ServiceViewSet

MAX_ID = 2**63 - 1
IN_PLACE = ("list", "retrieve", "create", "partial_update")
DATED = ("list", "retrieve", "history", "create", "change", "end", "preview")


def policies(noun: str, verbs: Iterable[str], readers: frozenset[Any]) -> dict[str, Policy]:
    """The policies of a noun: its readers may call every verb. The service refuses with 403 what a user may not do."""
    return {verb: Policy(f"{noun}.{verb}", readers) for verb in verbs}


def new_body(form: type[forms.Form]) -> dict[str, Any]:
    """The schema of the body that creates a row. Only fields without an initial value are required."""
    body = body_of(form, partial=True)
    fields = form.base_fields.items()
    needed = [name for name, field in fields if field.required and field.initial is None and name != "effective_from"]
    return {kind: {**schema, "required": needed} for kind, schema in body.items()}


def previewed(form: Any) -> Any:
    """The form of a preview. rule_id: the row to change; without it, the preview is of a new row."""
    named = forms.IntegerField(required=False, min_value=1, max_value=MAX_ID, label="rule_id")
    return type(f"Previewed{form.__name__}", (form,), {"rule_id": named, "__doc__": previewed.__doc__})


def describe(kind: DatedRows, out: Any, verbs: Iterable[str]) -> Any:
    """A class decorator that describes the inherited verbs of a view set for the schema."""
    changed: Any = body_of(kind.form, partial=True)
    bodies: dict[str, Any] = {
        "create": extend_schema(request=new_body(kind.form), responses={201: out}),
        "partial_update": extend_schema(request=changed, responses=out),
        "change": extend_schema(request=changed, responses=out),
        "preview": extend_schema(request=body_of(previewed(kind.form), partial=True), responses=EffectsOut),
    }
    return extend_schema_view(**{verb: bodies[verb] for verb in verbs if verb in bodies})


class SettingViewSet(ServiceViewSet):
    """The base of the settings. kind: the rows with their form and services, the same that the pages use."""

    kind: DatedRows

    def visible(self) -> Any:
        return self.kind.rows()

    def list(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Every row, including those that are not in effect."""
        return super().list(request, *args, **kwargs)

    def retrieve(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """One row."""
        return super().retrieve(request, *args, **kwargs)

    def _call(self, service: Any, **facts: Any) -> Any:
        return service(actor=self.request.user, now=timezone.now(), **facts)

    def _create(self) -> Response:
        form = self.filled(self.kind.form, partial=True)
        row = self._call(self.kind.create, **form.facts())
        return Response(self.get_serializer(row).data, status=status.HTTP_201_CREATED)

    def _change(self) -> Response:
        row = self.get_object()
        form = self.filled(self.kind.form, partial=True, row=row)
        changed = self._call(self.kind.change, **{self.kind.key: row.pk}, **form.facts())
        return Response(self.get_serializer(changed).data)


class InPlaceViewSet(SettingViewSet):
    """Settings whose rows are changed in place."""

    def create(self, request: Request) -> Response:
        """A new row, in effect from today if no day is given."""
        return self._create()

    def partial_update(self, request: Request, **address: str) -> Response:
        """Change the fields that are sent. version: the version that the client read; an outdated one is refused
        with 409."""
        return self._change()


class ChangedViewSet(SettingViewSet):
    """Settings that change from a day on: a row that is in effect is never changed, a new row replaces it."""

    @action(detail=True, methods=["post"])
    def change(self, request: Request, pk: str) -> Response:
        """Change the fields that are sent, from effective_from on. Returns the row that is in effect from then on."""
        return self._change()


class DatedViewSet(ChangedViewSet):
    """Settings whose rows can also be created and ended."""

    def create(self, request: Request) -> Response:
        """A new row, in effect from today if no day is given."""
        return self._create()

    @action(detail=False, methods=["post"])
    def preview(self, request: Request) -> Response:
        """Say in words what a new row would change, or a change of the row rule_id. Nothing is written."""
        sent = request.data.get("rule_id") if isinstance(request.data, Mapping) else None
        row = visible_or_404(self.get_queryset(), pk=sent) if sent and str(sent).isdecimal() else None
        form = self.filled(previewed(self.kind.form), partial=True, row=row)
        facts = form.facts()
        return effects(self._call(self.kind.preview, rule_id=facts.pop("rule_id"), **facts))

    @extend_schema(request=body_of(EndForm), responses={204: None})
    @action(detail=True, methods=["post"])
    def end(self, request: Request, pk: str) -> Response:
        """End the row: it is not in effect after this day. A row that is not in effect yet is withdrawn."""
        row = self.get_object()
        form = self.filled(EndForm, row=row)
        self._call(self.kind.end, rule_id=row.pk, **form.cleaned_data)
        return Response(status=status.HTTP_204_NO_CONTENT)

    @extend_schema(responses=ChangeOut(many=True), filters=False)
    @action(detail=True, pagination_class=None)
    def history(self, request: Request, pk: str) -> Response:
        """The changes of this row, of the rows that it replaced and of those that replaced it, the newest first."""
        line = self.kind.line(self.get_object())
        return Response(ChangeOut(self.kind.history(*line), many=True).data)
