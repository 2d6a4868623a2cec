"""The columns of lists in the API."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import Http404
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from aftersales.kernel.errors import NotVisible
from aftersales.web.api.form_schema import body_of
from aftersales.web.api.viewsets import ServiceViewSet
from aftersales.web.list_columns import columns_of
from aftersales.web.policy import Policy

from ..forms.own import ColumnsForm
from ..services import account
from .serializers import ListColumnsOut


class ListColumnsViewSet(ServiceViewSet):
    """The columns of a list that the user sees, in their order."""

    policies = {name: Policy(f"columns.{name}") for name in ("retrieve", "update")}
    serializer_class = ListColumnsOut

    def retrieve(self, request: Request, name: str, **kwargs: Any) -> Response:
        """The chosen columns and all that there are. name: the route name of the list (tickets)."""
        return self._columns(name)

    @extend_schema(request=body_of(ColumnsForm), responses=ListColumnsOut)
    def update(self, request: Request, name: str, **kwargs: Any) -> Response:
        """Choose the columns and their order; an empty list brings back those of the list itself."""
        form: forms.Form = self.filled(ColumnsForm)
        try:
            user = account.choose_columns(actor=request.user, name=name, keys=form.cleaned_data["columns"])
        except NotVisible as error:
            raise Http404 from error
        request.user.columns = user.columns
        return self._columns(name)

    def _columns(self, name: str) -> Response:
        found = columns_of(name)
        if found is None:
            raise Http404
        shown = found.shown(self.request.user.columns.get(name))
        offered = [{"key": column.key, "label": str(column.label)} for column in found.columns]
        return Response(ListColumnsOut({"columns": [column.key for column in shown], "offered": offered}).data)
