"""The base of every noun of the API."""

import re
from typing import Any

from django.http import Http404
from rest_framework import viewsets
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.routers import SimpleRouter

from ..policy import Policy
from .forms import filled
from .query import check_body, check_query

# A whole number or a UUID.
PRIMARY_KEY = re.compile(r"[0-9]{1,18}|[0-9a-fA-F-]{32,36}")


class ServiceViewSet(viewsets.GenericViewSet):
    """A noun of the API. `policies` names the policy of each action; `visible` returns the rows that the user may
    see."""

    policies: dict[str, Policy] = {}
    lookup_value_regex = r"[\w-]+"
    ordering: tuple[str, ...] = ("-pk",)

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        # int() would read other digits, and 1_0, too.
        if not PRIMARY_KEY.fullmatch(str(kwargs.get("pk", "0"))):
            raise Http404
        if self.action and self.action != "metadata":
            check_query(self)
            check_body(self)

    def visible(self) -> Any:
        raise NotImplementedError

    def get_queryset(self) -> Any:
        if getattr(self, "swagger_fake_view", False):
            return self.queryset if self.queryset is not None else self.visible_model().objects.none()
        return self.visible()

    def visible_model(self) -> Any:
        return self.get_serializer_class().Meta.model

    def list(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        page = self.paginate_queryset(self.filter_queryset(self.get_queryset()))
        return self.get_paginated_response(self.get_serializer(page, many=True).data)

    def retrieve(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return Response(self.get_serializer(self.get_object()).data)

    def form_options(self, target: Any) -> dict[str, Any]:
        """Further arguments of the forms of verbs."""
        return {"target": target, "user": self.request.user}

    def answer(self, verb: Any, target: Any, result: Any) -> Response:
        """What a verb answers: by default the object after the change."""
        return Response(self.get_serializer(self.get_object()).data)

    def filled(self, form_class: type, *, partial: bool = False, **options: Any) -> Any:
        """A valid form, filled from the body."""
        return filled(form_class, self.request.data, partial=partial, **options)


class Router(SimpleRouter):
    """Routes list and retrieve, which every view set inherits, only where the view set names a policy for them."""

    def get_method_map(self, viewset: type[ServiceViewSet], method_map: dict[str, str]) -> dict[str, str]:
        found = super().get_method_map(viewset, method_map)
        inherited = {"list", "retrieve"} - set(viewset.policies)
        return {method: action for method, action in found.items() if action not in inherited}
