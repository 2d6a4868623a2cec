"""How API callers are authenticated: by a session with CSRF protection, or by a token of which only the digest is
stored."""

import hashlib
from datetime import timedelta
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from rest_framework import authentication, exceptions

from ..models import ApiToken
from ..services.tokens import touch_token

USE_RESOLUTION = timedelta(minutes=5)


def digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


class SessionAuthentication(authentication.SessionAuthentication):
    def authenticate_header(self, request: Any) -> str:
        return "Session"


class TokenAuthentication(authentication.BaseAuthentication):
    """Authentication with the header `Authorization: Token …`."""

    def authenticate_header(self, request: Any) -> str:
        return "Token"

    def authenticate(self, request: Any) -> tuple[Any, ApiToken] | None:
        parts = authentication.get_authorization_header(request).split()
        if not parts or parts[0].lower() != b"token":
            return None
        if len(parts) != 2:
            raise exceptions.AuthenticationFailed(_("The token is not valid."))
        token = (
            ApiToken.objects.select_related("user")
            .filter(digest=digest(parts[1].decode("latin-1")), revoked_at=None, user__is_active=True)
            .first()
        )
        if token is None:
            raise exceptions.AuthenticationFailed(_("The token is not valid."))
        now = timezone.now()
        if token.last_used_at is None or now - token.last_used_at > USE_RESOLUTION:
            touch_token(token_id=token.pk, now=now)
        return token.user, token
