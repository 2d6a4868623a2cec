"""What is answered when no view has answered: a page, or problem details under /api/."""

import sys
from typing import Any

from django.core.exceptions import BadRequest, RequestDataTooBig
from django.http import HttpRequest, HttpResponse, JsonResponse, UnreadablePostError
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views import defaults

from aftersales.store.disk import is_disk_full, storage_full

from .api.defaults import PROBLEM, problem_body

API = "/api/"


class Unreadable(BadRequest):
    """The request cannot be read. fields: the parameters that are to blame."""

    def __init__(self, text: str, *, status: int = 400, code: str = "unreadable", fields: tuple[str, ...] = ()) -> None:
        super().__init__(text)
        self.status, self.code, self.fields = status, code, fields


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    if isinstance(exception, RequestDataTooBig):
        exception = Unreadable(_("The request is too large."), status=413, code="too_large")
    elif not isinstance(exception, Unreadable):
        exception = Unreadable(_("The request can’t be read."))
    if not request.path.startswith(API):
        response = defaults.bad_request(request, exception)
        response.status_code = exception.status
        return response
    text = str(exception)
    errors = [{"field": name, "code": exception.code, "detail": text} for name in exception.fields]
    return _problem(exception.status, text, exception.code, errors=errors)


def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponse:
    if request.path.startswith(API):
        return _problem(403, _("You don’t have permission to do this."), "permission_denied")
    return defaults.permission_denied(request, exception)


def page_not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    if request.path.startswith(API):
        return _problem(404, _("Not found"), "not_found")
    return defaults.page_not_found(request, exception)


def server_error(request: HttpRequest) -> HttpResponse:
    """Also errors of middleware arrive here, such as that of a session that cannot be saved on a full disk."""
    cause = sys.exc_info()[1]
    if isinstance(cause, UnreadablePostError):
        return HttpResponse("The request came too slowly or was cut off.", status=408, content_type="text/plain")
    if is_disk_full(cause):
        full = storage_full()
        if request.path.startswith(API):
            return _problem(full.status, str(full), full.code, detail=str(full), errors=[])
        return render(request, "errors/507.html", {"error": full}, status=full.status)
    if request.path.startswith(API):
        return _problem(500, _("Something went wrong on the server."), "error")
    return defaults.server_error(request)


def _problem(status: int, title: str, code: str, **more: Any) -> HttpResponse:
    return JsonResponse(problem_body(status, title, code, **more), status=status, content_type=PROBLEM)
