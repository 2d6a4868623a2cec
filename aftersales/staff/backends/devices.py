"""Browsers that an account has signed in with before. Their tries are counted apart from those of strangers, so that
nobody can lock the owner of an account out by wrong passwords.

A signed cookie names the accounts, each with a random name of the browser. Ending all sessions and a new password make
all browsers strangers again.
"""

import secrets
from typing import Any

from django.contrib.auth import get_user_model
from django.core import signing
from django.http import HttpRequest, HttpResponse

COOKIE = "known_device"
KEPT_SECONDS = 180 * 86_400
MOST_ACCOUNTS = 5


def known_device(request: HttpRequest | None, username: str | None) -> str:
    """The name of the browser, if this account has signed in with it; else an empty text."""
    if request is None or not username or COOKIE not in request.COOKIES:
        return ""
    people = get_user_model()._default_manager.filter(username=username, is_active=True)
    account = people.values_list("pk", "session_epoch").first()
    return next((name for pk, epoch, name in _written(request) if (pk, epoch) == account), "")


def counted_as(request: HttpRequest, credentials: dict[str, Any] | None) -> str | None:
    """The name under which django-axes counts the tries: the account, or the account at a known device."""
    username = (credentials or {}).get("username") or request.POST.get("username")
    device = known_device(request, username)
    return f"{username}\n{device}" if device else username


def remember(request: HttpRequest, response: HttpResponse, user: Any) -> None:
    """Let the browser know the account."""
    rows = _written(request)
    name = next((name for pk, _epoch, name in rows if pk == user.pk), secrets.token_urlsafe(12))
    rows = [[user.pk, user.session_epoch, name], *(row for row in rows if row[0] != user.pk)][:MOST_ACCOUNTS]
    value = signing.dumps(rows, salt=COOKIE)
    response.set_cookie(COOKIE, value, max_age=KEPT_SECONDS, secure=request.is_secure(), httponly=True, samesite="Lax")


def _written(request: HttpRequest) -> list[Any]:
    try:
        return list(signing.loads(request.COOKIES.get(COOKIE, ""), salt=COOKIE, max_age=KEPT_SECONDS))
    except (signing.BadSignature, ValueError):
        return []
