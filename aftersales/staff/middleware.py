"""Remembers devices, sets the language of the user, and makes users with a one-time password choose a new one first."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext

from aftersales.web.api.defaults import PROBLEM, problem_body

from .backends import devices


class KnownDeviceMiddleware:
    """Lets a browser know the account that has just signed in with it, or has chosen a password by a mailed link. They
    say so by `request.device_of`."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if user := getattr(request, "device_of", None):
            devices.remember(request, response, user)
        return response


class UserLanguageMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if language := getattr(request.user, "language", ""):
            translation.activate(language)
            request.LANGUAGE_CODE = language
        return self.get_response(request)


class OneTimePasswordMiddleware:
    """Redirects users who signed in with a one-time password to the page that asks for a new one."""

    OPEN = frozenset({"password", "logout", "set_language", "healthz", "ready"})

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Callable, args: Any, kwargs: Any) -> HttpResponse | None:
        if not getattr(request.user, "must_change_password", False) or request.resolver_match is None:
            return None
        if request.resolver_match.url_name in self.OPEN:
            return None
        if request.path.startswith("/api/"):
            body = problem_body(403, gettext("Set your own password first"), "one_time_password")
            return JsonResponse(body, status=403, content_type=PROBLEM)
        return HttpResponseRedirect(reverse("password"))
