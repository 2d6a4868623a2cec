"""The calendar that other programs read, and the page on which a person makes its address."""

from __future__ import annotations

from hashlib import sha256
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from aftersales.web.once import leads_to
from aftersales.web.policy import policy
from aftersales.web.throttles import Throttle

from ..permissions import READERS
from ..presentation.feeds import feed_text
from ..queries.feeds import feed_of, reader_of, visits_of_feed
from ..services.feeds import make_address, revoke_address


class FeedThrottle(Throttle):
    """Limits readers by address: programs ask a few times an hour."""

    scope = "calendar"
    limit = 120


@policy("calendar_feed.view", roles=READERS)
@require_http_methods(["GET", "POST"])
@never_cache
def visit_feed(request: HttpRequest) -> HttpResponse:
    """The user's address. POST makes a new one, which is shown this once."""
    user: Any = request.user
    context: dict[str, Any] = {}
    if request.method == "POST":
        token = make_address(actor=user, now=timezone.now())
        context["address"] = settings.SITE_URL + reverse("calendar_feed", args=[token])
    context["feed"] = feed_of(user)
    response = render(request, "visits/feed.html", context)
    return leads_to(response, reverse("visit_feed")) if "address" in context else response


@policy("calendar_feed.revoke", roles=READERS)
@require_POST
def visit_feed_revoke(request: HttpRequest) -> HttpResponse:
    user: Any = request.user
    revoke_address(actor=user, now=timezone.now())
    messages.success(request, _("The address no longer works"))
    return HttpResponseRedirect(reverse("visit_feed"))


@policy("calendar_feed.read", public=True)
@require_safe
def calendar_feed(request: HttpRequest, token: str) -> HttpResponseBase:
    """The planned visits of whoever made the address. The secret is the permission."""
    FeedThrottle().require(request)
    user = reader_of(token)
    if user is None:
        raise Http404
    with override(user.language):
        text = feed_text(visits_of_feed(user, timezone.localdate()))
    etag = f'"{sha256(text.encode()).hexdigest()[:32]}"'
    response = HttpResponse(text, content_type="text/calendar; charset=utf-8")
    found = get_conditional_response(request, etag=etag, response=response)
    assert found is not None  # it is the response itself if the reader has another version or none
    found["ETag"] = etag
    found["Cache-Control"] = "private, no-cache"
    found["Content-Disposition"] = 'inline; filename="visits.ics"'
    return found
