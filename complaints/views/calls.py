"""Calls that are ringing, shown on the page that logs a ticket."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from aftersales.web.policy import policy

from ..queries.calls import call_of, ringing
from .intake import LOGGERS


@policy("call.ringing", roles=LOGGERS)
@require_GET
@never_cache
def calls_ringing(request: HttpRequest) -> HttpResponse:
    """The calls that are ringing. The page fetches them every few seconds. call: the call that is being logged."""
    now = timezone.now()
    chosen = call_of(request.user, request.GET.get("call"))
    context = {"calls": ringing(request.user, now), "call": chosen, "now": now}
    return render(request, "complaints/_calls.html", context)
