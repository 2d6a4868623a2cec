"""Calls that are ringing, shown on the page that logs a ticket, and the calls that were missed."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from aftersales.store.paging import page_of
from aftersales.web.policy import policy
from aftersales.web.views import submit, visible_or_404

from ..models import MissedCall
from ..permissions.calls import CALLERS, missed_calls_of
from ..queries.calls import call_of, ringing
from ..queries.missed_calls import queue_of, rows_of
from ..verbs_calls import MISSED_CALLS
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


@policy("missed_call.list", roles=CALLERS)
@require_GET
def missed_calls(request: HttpRequest) -> HttpResponse:
    """The calls that nobody answered, the next to call back first."""
    return _queue(request)


def _queue(request: HttpRequest, row: MissedCall | None = None, form: Any = None, status: int = 200) -> HttpResponse:
    now, user = timezone.now(), request.user
    page = page_of(request, queue_of(user))
    verbs = [verb for verb in MISSED_CALLS.values() if not verb.asks]
    rows = [
        {"row": found, "verbs": [verb for verb in verbs if verb.allowed(user, found.missed)]}
        for found in rows_of(user, page, now)
    ]
    context = {"now": now, "page": page, "rows": rows, "finish": MISSED_CALLS["finish"], "chosen": row, "form": form}
    return render(request, "complaints/missed_calls.html", context, status=status)


@policy("missed_call.step", roles=CALLERS)
@require_http_methods(["GET", "POST"])
def missed_call_step(request: HttpRequest, pk: int, name: str) -> HttpResponse:
    """A verb of a missed call. GET shows the page with the sheet of the verb open, POST does the verb."""
    row = visible_or_404(missed_calls_of(request.user).select_related("call"), pk=pk)
    verb = MISSED_CALLS.get(name)
    if verb is None or (request.method == "GET" and not verb.asks):
        raise Http404
    if request.method == "GET":
        return _queue(request, row, verb.form(target=row, user=request.user))
    form = verb.form(request.POST, target=row, user=request.user)
    return submit(
        request,
        form,
        lambda data: verb.perform(form, actor=request.user, now=timezone.now()),
        done=verb.done,
        goto=reverse("missed_calls"),
        again=lambda bound, status: _queue(request, row, bound, status),
    )
