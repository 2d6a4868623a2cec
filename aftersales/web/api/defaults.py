"""Defaults of every API view: policies, problem details (RFC 9457), limited pages."""

import json
from math import ceil
from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied, RequestDataTooBig
from django.core.paginator import InvalidPage
from django.http import Http404
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from rest_framework import exceptions, metadata, pagination, parsers, permissions, status
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.utils.urls import remove_query_param, replace_query_param

from aftersales.kernel.errors import DomainError
from aftersales.store.cursors import BadCursor
from aftersales.store.disk import is_disk_full, storage_full
from aftersales.store.doubles import is_double, saved_meanwhile
from aftersales.store.paging import LAST_PAGE, CappedPaginator

from ..policy import Policy


class HasPolicy(permissions.BasePermission):
    """Checks the view's policy; a role that may not see the noun gets 404."""

    def has_permission(self, request: Request, view: Any) -> bool:
        if getattr(view, "action", "") is None and request.user.is_authenticated:
            return True  # no such method here, as the schema says to everybody: 405
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


class Methods(metadata.BaseMetadata):
    """The answer to OPTIONS: the methods of an address. The fields are in the schema."""

    def determine_metadata(self, request: Request, view: Any) -> dict[str, Any]:
        return {"methods": view.allowed_methods}


class Pagination(pagination.PageNumberPagination):
    """Pages of 50, at most 200; counts stop at 10,000. `next` continues where the page ended, by a cursor, so that rows
    that are worked off meanwhile make no other row appear twice or never. `read` of a view says what a page shows."""

    page_size = 50
    page_size_query_param = "page_size"
    max_page_size = 200
    cursor_query_param = "cursor"

    def paginate_queryset(self, queryset: Any, request: Request, view: Any = None) -> list[Any] | None:
        self.request = request
        asked = request.query_params
        paginator = CappedPaginator(queryset, self.get_page_size(request) or self.page_size)
        paginator.cursor, paginator.read = asked.get(self.cursor_query_param, ""), getattr(view, "read", None)
        try:
            self.page = paginator.page(asked.get(self.page_query_param) or 1)
        except BadCursor as error:
            raise wrong(self.cursor_query_param, _("This cursor is not one of this list."), "invalid_cursor") from error
        except InvalidPage as error:
            raise NoSuchPage from error
        return list(self.page)

    def get_next_link(self) -> str | None:
        return self._link(self.page.next_cursor) or super().get_next_link()

    def get_previous_link(self) -> str | None:
        return self._link(self.page.previous_cursor) or super().get_previous_link()

    def _link(self, cursor: str) -> str | None:
        if not cursor:
            return None
        address = remove_query_param(self.request.build_absolute_uri(), self.page_query_param)
        return replace_query_param(address, self.cursor_query_param, cursor)

    def get_paginated_response_schema(self, schema: dict[str, Any]) -> dict[str, Any]:
        link = {"type": ["string", "null"], "format": "uri"}
        properties = {"count": {"type": "integer"}, "next": link, "previous": link, "results": schema}
        return {"type": "object", "required": list(properties), "properties": properties}

    def get_schema_operation_parameters(self, view: Any) -> list[dict[str, Any]]:
        """What pages take, as the schema says it."""
        number = {"type": "integer", "minimum": 1}
        known: dict[str, tuple[dict[str, Any], str]] = {
            self.page_query_param: (number | {"maximum": LAST_PAGE}, "A page by its number; follow `next` instead."),
            self.page_size_query_param: (number | {"maximum": self.max_page_size}, "Rows of a page, 50 without."),
            self.cursor_query_param: ({"type": "string"}, "From `next` or `previous`."),
        }
        return [
            {"name": name, "in": "query", "required": False, "schema": schema, "description": text}
            for name, (schema, text) in known.items()
        ]


class NoSuchPage(exceptions.NotFound):
    default_detail = gettext_lazy("There is no such page.")


class Json(parsers.JSONParser):
    """Refuses a body that is nested too deeply, that names a key twice, or that contains half a surrogate pair, which
    no answer could repeat (400)."""

    def parse(self, stream: Any, media_type: Any = None, parser_context: Any = None) -> Any:
        limit = settings.DATA_UPLOAD_MAX_MEMORY_SIZE
        if len(content := stream.read(limit + 1)) > limit:
            raise RequestDataTooBig
        try:
            # NaN and Infinity are read like 1e400, so that the reader of the field refuses them by its name.
            found = json.loads(content.decode(), object_pairs_hook=_each_key_once)
            if b"\\u" in content:
                json.dumps(found, ensure_ascii=False).encode()
        except (RecursionError, ValueError) as error:
            raise exceptions.ParseError(_("The body is not JSON that can be read.")) from error
        return found


def _each_key_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Readers differ in which of two values they take, so neither counts."""
    found: dict[str, Any] = {}
    for key, value in pairs:
        if key in found:
            raise wrong(_readable(key), _("This key is given twice."), "repeated_key")
        found[key] = value
    return found


def _readable(key: str) -> str:
    return key.encode(errors="replace").decode()[:100]


def _fields(detail: Any, path: str = "") -> list[dict[str, str]]:
    """Flatten DRF's nested errors to a list of {field, code, detail}."""
    if isinstance(detail, dict):
        return [
            row
            for key, value in detail.items()
            for row in _fields(value, f"{path}.{key}" if path and key else path or str(key))
        ]
    if isinstance(detail, list):
        rows: list[dict[str, str]] = []
        for index, value in enumerate(detail):
            nested = isinstance(value, dict | list)
            rows += _fields(value, f"{path}[{index}]" if nested else path)
        return rows
    return [{"field": path, "code": str(getattr(detail, "code", "invalid")), "detail": str(detail)}]


def wrong(field: str, text: Any, code: str) -> exceptions.ValidationError:
    """The refusal of one field or parameter."""
    return exceptions.ValidationError({field: [exceptions.ErrorDetail(text, code=code)]})


PROBLEM = "application/problem+json"


def problem_body(code: int, title: str, kind: str, **more: Any) -> dict[str, Any]:
    """A problem detail of RFC 9457; kind is its stable name."""
    return {"type": f"/problems/{kind}", "title": title, "status": code, "code": kind, **more}


def _problem(code: int, title: str, kind: str, headers: dict | None = None, **more: Any) -> Response:
    return Response(problem_body(code, title, kind, **more), status=code, headers=headers, content_type=PROBLEM)


def problem(error: Exception, context: dict[str, Any]) -> Response | None:
    """Every error as problem details; an unexpected one stays a 500, so that it is logged."""
    if is_disk_full(error):
        error = storage_full()
    if is_double(error):
        error = saved_meanwhile()
    if isinstance(error, DomainError):
        text = _(str(error.message))
        detail = text % error.params if error.params else text
        faults = error.fields or ({error.field: detail} if error.field else {})
        errors = [{"field": name, "code": error.code, "detail": str(said)} for name, said in faults.items()]
        wait = getattr(error, "wait", None)
        headers = {"Retry-After": str(wait)} if wait else {}
        return _problem(error.status, detail, error.code, headers, detail=detail, errors=errors)
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
            headers["Retry-After"] = str(ceil(wait))
        return _problem(error.status_code, str(error.detail), str(error.get_codes()), headers)
    return None
