"""Authentication of users."""

from typing import Any

from django.contrib.auth.backends import ModelBackend
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext

from aftersales.web.api.defaults import PROBLEM, problem_body

DEMO_PASSWORD = "demo-aftersales"


class StaffBackend(ModelBackend):
    """Username and password. The published demo password is valid only in the demo company."""

    def authenticate(self, request: Any, username: Any = None, password: Any = None, **kwargs: Any) -> Any:
        user = super().authenticate(request, username=username, password=password, **kwargs)
        if user is not None and password == DEMO_PASSWORD and not user.is_demo:
            return None
        return user


def locked_out(request: HttpRequest, credentials: dict, *args: Any) -> HttpResponse:
    """The page or the API answer after too many failed sign-ins to an account."""
    if request.path.startswith("/api/"):
        body = problem_body(429, gettext("Too many attempts"), "too_many_tries")
        return JsonResponse(body, status=429, content_type=PROBLEM)
    return render(request, "registration/locked.html", status=429)
