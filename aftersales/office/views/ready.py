"""Tells a page before it sends a form whether the server is there, and for whom."""

from django.http import HttpRequest, JsonResponse
from django.middleware.csrf import get_token
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from aftersales.web.policy import policy


@policy("session.ready")
@require_GET
@never_cache
def ready(request: HttpRequest) -> JsonResponse:
    """Who is signed in, and the token that forms are sent with: each sign-in makes a new one."""
    return JsonResponse({"user": request.user.pk, "csrf": get_token(request)})
