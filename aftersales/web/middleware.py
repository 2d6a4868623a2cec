"""Middleware for every request."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.core.exceptions import BadRequest, ImproperlyConfigured
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.cache import patch_vary_headers

from aftersales.kernel.errors import DomainError, NotVisible

from .policy import policy_of


class PlainAddressMiddleware:
    """Refuses an address with a NUL character: PostgreSQL accepts none, and no user types one."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if "\0" in request.path or "%00" in request.META.get("QUERY_STRING", ""):
            raise BadRequest("NUL in the address")
        return self.get_response(request)


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
        if not isinstance(error, DomainError):
            return None
        name = error.status if error.status in (403, 409) else 400
        return render(request, f"errors/{name}.html", {"error": error}, status=error.status)
