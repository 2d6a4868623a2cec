"""Sign-in."""

from typing import Any

from django.contrib.auth.backends import ModelBackend
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

DEMO_PASSWORD = "demo-aftersales"


class StaffBackend(ModelBackend):
    """User name and password; the published demo password opens nothing but the demo company."""

    def authenticate(self, request: Any, username: Any = None, password: Any = None, **kwargs: Any) -> Any:
        user = super().authenticate(request, username=username, password=password, **kwargs)
        if user is not None and password == DEMO_PASSWORD and not user.is_demo:
            return None
        return user


def locked_out(request: HttpRequest, credentials: dict, *args: Any) -> HttpResponse:
    """The page after too many tries for one account."""
    return render(request, "registration/locked.html", status=429)
