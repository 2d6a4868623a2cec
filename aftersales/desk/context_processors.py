"""What every page's frame shows: navigation with counts of waiting work."""

from typing import Any

from django.http import HttpRequest


def shell(request: HttpRequest) -> dict[str, Any]:
    """Lazy: pages without the frame ask for nothing."""
    from .navigation import shell_of

    return {"shell": shell_of(request)}
