"""Authentication of users."""

import math
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from axes.models import AccessAttempt
from django.conf import settings
from django.contrib.auth.backends import ModelBackend
from django.db.models import Max
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from aftersales.kernel.errors import TooMany
from aftersales.web.api.defaults import PROBLEM, problem_body
from aftersales.web.throttles import Throttle

from .devices import counted_as, known_device
from .hashers import AT_ONCE

DEMO_PASSWORD = "demo-aftersales"
_door = threading.BoundedSemaphore(2 * AT_ONCE)


class WrongPasswords(Throttle):
    """Limits wrong passwords by address, on the page and in the API together, whatever accounts they are for."""

    scope = "wrong-passwords"
    limit = 30
    seconds = 300


class StaffBackend(ModelBackend):
    """Username and password. The published demo password is valid only in the demo company."""

    def authenticate(self, request: Any, username: Any = None, password: Any = None, **kwargs: Any) -> Any:
        stranger = request is not None and not known_device(request, username)
        if stranger:
            # Counted before it is judged, so that tries at the same moment cannot pass together.
            WrongPasswords().require(request)
        with _through_the_door():
            user = super().authenticate(request, username=username, password=password, **kwargs)
        if user is not None and password == DEMO_PASSWORD and not user.is_demo:
            return None
        if user is not None and stranger:
            WrongPasswords().count(request, by=-1)
        return user


@contextmanager
def _through_the_door() -> Iterator[None]:
    """Two passwords are judged at once and two wait; whoever else comes is told to come again, so that the threads of
    the server stay free for those who are signed in."""
    if not _door.acquire(blocking=False):
        raise TooMany(_("Many people are signing in right now. Try again in a moment."), code="busy", wait=2)
    try:
        yield
    finally:
        _door.release()


def locked_out(request: HttpRequest, credentials: dict, *args: Any) -> HttpResponse:
    """The page or the API answer after too many failed sign-ins to an account."""
    response: HttpResponse
    if request.path.startswith("/api/"):
        body = problem_body(429, gettext("Too many attempts"), "too_many_tries")
        response = JsonResponse(body, status=429, content_type=PROBLEM)
    else:
        response = render(request, "registration/locked.html", status=429)
    response["Retry-After"] = str(_seconds_locked(request, credentials))
    return response


def _seconds_locked(request: HttpRequest, credentials: dict) -> int:
    """Until the last of the tries that count is forgotten."""
    tries = AccessAttempt.objects.filter(username=counted_as(request, credentials))
    last = tries.aggregate(last=Max("attempt_time"))["last"] or timezone.now()
    return max(1, math.ceil(settings.AXES_COOLOFF_TIME * 3600 - (timezone.now() - last).total_seconds()))
