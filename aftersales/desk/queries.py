"""Reads of the hall: what the frame of every page shows."""

from typing import Any

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from aftersales.office.queries import company, page_notices


def shell_of(request: HttpRequest) -> Any:
    """The frame's content, made when a page asks for it."""
    return SimpleLazyObject(lambda: _shell(request))


def _shell(request: HttpRequest) -> dict[str, Any]:
    user = getattr(request, "user", None)
    base: dict[str, Any] = {"company": company(), "nav": [], "tabs": []}
    if user is None or not user.is_authenticated:
        return base
    return {**base, "notices_unread": page_notices(user).filter(read_at=None).count()}
