"""Defaults of every API view: policies, problem details (RFC 9457), limited pages."""

import json
from io import BytesIO
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.utils.translation import gettext as _
from rest_framework import exceptions, pagination, parsers, permissions, status
from rest_framework.request import Request
from rest_framework.response import Response

from aftersales.kernel.errors import DomainError

from ..policy import Policy


class HasPolicy(permissions.BasePermission):
    """Checks the view's policy; a role that may not see the noun gets 404."""

    def has_permission(self, request: Request, view: Any) -> bool:
        rule = self._rule(view)
        if rule is None:
            raise Http404
        if rule.admits(request.user):
            return True
        if request.user and request.user.is_authenticated:
            raise Http404
        return False

    @staticmethod
    def _rule(view: Any) -> Policy | None:
        if single := getattr(view, "policy", None):
            return single
        action = getattr(view, "action", None)
        policies: dict[str, Policy] = getattr(view, "policies", {})
        if action is None or action == "metadata":
            return next(iter(policies.values()), None)
        return policies.get(action)


class Pagination(pagination.PageNumberPagination):
    """Pages of 50, at most 200; counts stop at 10,000."""

    page_size = 50
    page_size_query_param = "page_size"
    max_page_size = 200

    @property
    def django_paginator_class(self) -> Any:
        from aftersales.store.paging import CappedPaginator

        return CappedPaginator


class Json(parsers.JSONParser):
    """Refuses a body that is nested too deeply, or that contains half a surrogate pair, which no answer could repeat
    (400)."""

    def parse(self, stream: Any, media_type: Any = None, parser_context: Any = None) -> Any:
        content = stream.read()
        try:
            found = super().parse(BytesIO(content), media_type=media_type, parser_context=parser_context)
            if b"\\u" in content:
                json.dumps(found, ensure_ascii=False).encode()
        except (RecursionError, UnicodeEncodeError) as error:
            raise exceptions.ParseError from error
        return found


def _fields(detail: Any, path: str = "") -> list[dict[str, str]]:
    """Flatten DRF's nested errors to a list of {field, code, detail}."""
    if isinstance(detail, dict):
        return [row for key, value in detail.items() for row in _fields(value, f"{path}.{key}" if path else str(key))]
    if isinstance(detail, list):
        rows: list[dict[str, str]] = []
        for index, value in enumerate(detail):
            nested = isinstance(value, dict | list)
            rows += _fields(value, f"{path}[{index}]" if nested else path)
        return rows
    return [{"field": path, "code": str(getattr(detail, "code", "invalid")), "detail": str(detail)}]


PROBLEM = "application/problem+json"


def problem_body(code: int, title: str, kind: str, **more: Any) -> dict[str, Any]:
    """A problem detail of RFC 9457; kind is its stable name."""
    return {"type": f"/problems/{kind}", "title": title, "status": code, "code": kind, **more}


def _problem(code: int, title: str, kind: str, headers: dict | None = None, **more: Any) -> Response:
    return Response(problem_body(code, title, kind, **more), status=code, headers=headers, content_type=PROBLEM)


def problem(error: Exception, context: dict[str, Any]) -> Response | None:
    """Every error as problem details; an unexpected one stays a 500, so that it is logged."""
    if isinstance(error, DomainError):
        text = _(str(error.message))
        detail = text % error.params if error.params else text
        errors = [{"field": error.field, "code": error.code, "detail": detail}] if error.field else []
        return _problem(error.status, detail, error.code, detail=detail, errors=errors)
    if isinstance(error, OverflowError):
        # A moment that cannot be represented in UTC: 0001-01-01 in an eastern time zone.
        error = exceptions.ValidationError(_("This date or number is out of range."))
    if isinstance(error, Http404):
        error = exceptions.NotFound()
    elif isinstance(error, PermissionDenied):
        error = exceptions.PermissionDenied()
    if isinstance(error, exceptions.ValidationError):
        return _problem(
            status.HTTP_400_BAD_REQUEST, _("Some fields need correcting"), "invalid", errors=_fields(error.detail)
        )
    if isinstance(error, exceptions.APIException):
        headers = {}
        if header := getattr(error, "auth_header", None):
            headers["WWW-Authenticate"] = header
        if wait := getattr(error, "wait", None):
            headers["Retry-After"] = str(int(wait))
        return _problem(error.status_code, str(error.detail), str(error.get_codes()), headers)
    return None
