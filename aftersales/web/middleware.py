"""Middleware for every request."""

import codecs
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.core.exceptions import BadRequest, ImproperlyConfigured
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.multipartparser import MultiPartParserError
from django.shortcuts import render
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _

from aftersales.kernel.errors import DomainError, NotVisible
from aftersales.store.disk import is_disk_full, storage_full
from aftersales.store.doubles import is_double, saved_meanwhile

from .errors import Unreadable
from .policy import policy_of

# For answers with 429 that do not say when to try again.
RETRY_SECONDS = 60
MAX_EPILOGUE = 64  # line breaks after the closing boundary


class PlainAddressMiddleware:
    """Refuses an address with a NUL character: PostgreSQL accepts none, and no user types one."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if "\0" in request.path or "%00" in request.META.get("QUERY_STRING", ""):
            names = (name for name, values in request.GET.lists() if "\0" in "".join([name, *values]))
            fields = tuple(name.replace("\0", "") for name in names)
            raise Unreadable(_("The address contains a NUL character."), code="null_character", fields=fields)
        return self.get_response(request)


class BodyMiddleware:
    """Refuses bodies in another encoding than UTF-8, which Python would decode with any codec it knows, and uploads
    that end before their last line. It stands before CSRF protection, which reads the body."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        given = request.content_params or {}
        if not _is_utf8(given.get("charset", "utf-8")):
            raise Unreadable(_("Send the request in UTF-8."), status=415, code="unsupported_charset")
        if request.content_type == "multipart/form-data" and hasattr(request, "_stream"):
            stream: Any = _Whole(request._stream, given.get("boundary", ""))
            request._stream = stream
        response = self.get_response(request)
        if response.status_code == 429:
            response.headers.setdefault("Retry-After", str(RETRY_SECONDS))
        return response


def _is_utf8(charset: str) -> bool:
    try:
        return codecs.lookup(charset).name in {"utf-8", "ascii"}
    except (LookupError, ValueError):
        return False


class _Whole:
    """A stream of multipart/form-data that must end with its closing boundary."""

    def __init__(self, stream: Any, boundary: str) -> None:
        self.stream, self.end = stream, f"--{boundary}--".encode("latin-1", "replace")
        self.tail = b""

    def read(self, size: int | None = None) -> bytes:
        found = self.stream.read() if size is None else self.stream.read(size)
        self.tail = (self.tail + found)[-len(self.end) - MAX_EPILOGUE :]
        if (not found or size is None) and self.end not in self.tail:
            raise MultiPartParserError("The upload ends before its last line.")
        return found

    def readline(self, size: int | None = None) -> bytes:
        return self.stream.readline() if size is None else self.stream.readline(size)


class FormAddressMiddleware:
    """When a browser opens an address that only accepts forms (by reload, bookmark or change of language), redirects to
    the page above it. Programs still get 405."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        is_opened = request.method == "GET" and request.headers.get("Sec-Fetch-Mode") == "navigate"
        if response.status_code != 405 or not is_opened:
            return response
        return HttpResponseRedirect(request.path.rstrip("/").rpartition("/")[0] + "/")


class StayMiddleware:
    """Tells a script that sends a form itself, and so cannot see where a redirect leads, the address in a header."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if request.headers.get("X-Stays") and "Location" in response.headers:
            response.status_code, response.content = 204, b""
            response.headers["X-Goes-To"] = response.headers["Location"]
            del response.headers["Location"]
        return response


class FragmentMiddleware:
    """A fragment has the same address as its page, so going back must not show the fragment from a cache."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if request.headers.get("HX-Request"):
            patch_vary_headers(response, ["HX-Request"])
            response.setdefault("Cache-Control", "no-store")
        return response


class PolicyMiddleware:
    """Refuses every route without a policy."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Callable, args: Any, kwargs: Any) -> None:
        if policy_of(view) is None:
            if settings.DEBUG:
                raise ImproperlyConfigured(f"{request.path}: this route has no policy")
            raise Http404


class DomainErrorMiddleware:
    """Shows a page for a domain error that no view has caught."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        if isinstance(error, NotVisible):
            raise Http404 from error
        if isinstance(error, OverflowError):
            raise BadRequest("a date or number out of range") from error
        if is_disk_full(error):
            error = storage_full()
        if is_double(error):
            error = saved_meanwhile()
        if not isinstance(error, DomainError):
            return None
        name = error.status if error.status in (403, 409, 429, 507) else 400
        response = render(request, f"errors/{name}.html", {"error": error}, status=error.status)
        if wait := getattr(error, "wait", None):
            response["Retry-After"] = str(wait)
        return response
