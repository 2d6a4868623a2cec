"""The values of the frame of every page: navigation, and counts of waiting work."""

from typing import Any

from django.http import HttpRequest


def shell(request: HttpRequest) -> dict[str, Any]:
    """Lazy, so that pages without the frame need no query."""
    from .navigation import shell_of
    from .tour import tour_on

    return {"shell": shell_of(request), "tour": tour_on(request)}
