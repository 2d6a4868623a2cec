"""Tokens of programs."""

from __future__ import annotations

from typing import Any

from django.contrib.auth import authenticate
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema
from rest_framework import exceptions, serializers, status
from rest_framework.authentication import BaseAuthentication
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.throttling import SimpleRateThrottle

from aftersales.web.api.viewsets import ServiceViewSet
from aftersales.web.policy import Policy

from ..models import ApiToken
from ..services.tokens import issue_token, revoke_token


class SignIn(serializers.Serializer):
    username = serializers.CharField(max_length=150)
    password = serializers.CharField(max_length=128, trim_whitespace=False, write_only=True)
    label = serializers.CharField(max_length=100, required=False, allow_blank=True, default="")


class TokenOut(serializers.Serializer):
    """The token is shown this once: only its digest is kept."""

    token = serializers.CharField()
    prefix = serializers.CharField()
    label = serializers.CharField(allow_blank=True)


class TokenThrottle(SimpleRateThrottle):
    """Judging a password costs time. Tries for one account are counted besides, by axes."""

    scope = "token"
    rate = "30/min"

    def get_cache_key(self, request: Request, view: Any) -> str:
        return self.cache_format % {"scope": self.scope, "ident": self.get_ident(request)}


class Unknown(BaseAuthentication):
    """Takes nobody for signed in, and names the way to be."""

    def authenticate(self, request: Request) -> None:
        return None

    def authenticate_header(self, request: Request) -> str:
        return "Token"


class TokenViewSet(ServiceViewSet):
    """A token for a program that works in one's own name."""

    policies = {"issue": Policy("token.issue", public=True), "revoke": Policy("token.revoke")}
    serializer_class = TokenOut

    def get_authenticators(self) -> list[BaseAuthentication]:
        """A user name and a password are all that signing in needs: no session, no cookie."""
        issuing = getattr(self.request, "method", "") == "POST"
        return [Unknown()] if issuing else super().get_authenticators()

    def get_throttles(self) -> list[Any]:
        return [TokenThrottle()] if self.action == "issue" else []

    @extend_schema(request=SignIn, responses={201: TokenOut}, auth=[], operation_id="token_issue")
    def issue(self, request: Request) -> Response:
        """A new token for a user name and its password."""
        given = self.checked(SignIn)
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
        """Take the token that this request came with out of use."""
        if not isinstance(request.auth, ApiToken):
            raise exceptions.ValidationError({"token": _("The request has no token.")})
        revoke_token(token_id=request.auth.pk, actor=request.user, now=timezone.now())
        return Response(status=status.HTTP_204_NO_CONTENT)
