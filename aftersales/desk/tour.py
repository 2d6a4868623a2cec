"""The short tour of a first sign-in, on the page where a role starts."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import SimpleLazyObject

from .guide import tour_of
from .home import START_PAGES


def tour_on(request: HttpRequest) -> Any:
    """What to try first, or an empty list. Lazy, so that pages without the frame need no account."""
    return SimpleLazyObject(lambda: _tour(request))


def _tour(request: HttpRequest) -> list[dict[str, Any]]:
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return []
    return tour_of(user, request.path, reverse(START_PAGES.get(user.role, "home")))
