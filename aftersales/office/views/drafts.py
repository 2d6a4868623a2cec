"""Saves what users type in a form while they type."""

import json

from django.http import HttpRequest, JsonResponse
from django.utils import timezone
from django.views.decorators.http import require_POST

from aftersales.kernel.errors import DomainError
from aftersales.web.policy import policy

from ..services import drafts


@policy("drafts.save")
@require_POST
def save_draft(request: HttpRequest) -> JsonResponse:
    """Save the content of a form (JSON: key, content)."""
    if request.content_type != "application/json":
        return JsonResponse({"saved": False}, status=415)
    try:
        body = json.loads(request.body)
        key, content = str(body["key"]), dict(body["content"])
        drafts.save_draft(actor=request.user, key=key, content=content, now=timezone.now())
    except (ValueError, KeyError, TypeError, RecursionError, DomainError):
        return JsonResponse({"saved": False}, status=400)
    return JsonResponse({"saved": True, "at": timezone.localtime().strftime("%H:%M")})
