"""API tokens for programs."""

from __future__ import annotations

from typing import Any

from django.contrib.auth import authenticate
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema
from rest_framework import exceptions, status
from rest_framework.authentication import BaseAuthentication
from rest_framework.request import Request
from rest_framework.response import Response

from aftersales.web.api.form_schema import body_of
from aftersales.web.api.viewsets import ServiceViewSet
from aftersales.web.policy import Policy
from aftersales.web.throttles import Throttle

from ..forms.own import TokenForm
from ..models import ApiToken
from ..services.tokens import issue_token, revoke_token
from .serializers import TokenOut


class TokenThrottle(Throttle):
    """Limits tokens by address. Wrong passwords are limited by the backend, and by django-axes for each account."""

    scope = "token"
    limit = 30


class SignedOut(BaseAuthentication):
    """Authenticates no user; a refused request gets the header that names how to sign in."""

    def authenticate(self, request: Request) -> None:
        return None

    def authenticate_header(self, request: Request) -> str:
        return "Token"


class TokenViewSet(ServiceViewSet):
    """Tokens for programs that act as their user."""

    policies = {"issue": Policy("token.issue", public=True), "revoke": Policy("token.revoke")}
    serializer_class = TokenOut

    def get_authenticators(self) -> list[BaseAuthentication]:
        """Signing in needs only a username and a password: no session and no cookie."""
        issuing = getattr(self.request, "method", "") == "POST"
        return [SignedOut()] if issuing else super().get_authenticators()

    def get_throttles(self) -> list[Any]:
        return [TokenThrottle()] if self.action == "issue" else []

    @extend_schema(request=body_of(TokenForm), responses={201: TokenOut}, auth=[], operation_id="token_issue")
    def issue(self, request: Request) -> Response:
        """Issue a new token for a username and its password."""
        given = self.filled(TokenForm).cleaned_data
        user = authenticate(request._request, username=given["username"], password=given["password"])
        if user is None:
            raise exceptions.AuthenticationFailed(_("Incorrect username or password."))
        if user.must_change_password:
            raise exceptions.PermissionDenied(_("Set your own password first"))
        row, token = issue_token(actor=user, label=given["label"], now=timezone.now())
        body = TokenOut({"token": token, "prefix": row.prefix, "label": row.label}).data
        return Response(body, status=status.HTTP_201_CREATED, headers={"Cache-Control": "no-store"})

    @extend_schema(request=None, responses={204: None}, operation_id="token_revoke")
    def revoke(self, request: Request) -> Response:
        """Revoke the token that this request is authenticated with."""
        if not isinstance(request.auth, ApiToken):
            raise exceptions.ValidationError({"token": _("The request has no token.")})
        revoke_token(token_id=request.auth.pk, actor=request.user, now=timezone.now())
        return Response(status=status.HTTP_204_NO_CONTENT)
