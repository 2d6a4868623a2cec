"""The day of a rep on a phone. Its pages work without a network, see static/js/today-worker.js."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from django.contrib.staticfiles import finders
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from aftersales.store.dates import company_date
from aftersales.web.policy import policy
from aftersales.web.views import visible_or_404

from ..enums import Mood, VisitKind
from ..permissions import RECORDERS, can_record
from ..presentation.today import sheet, stops
from ..queries.cadence import sla_target_after
from ..queries.kinds import maintenance_after
from ..queries.lists import one_visit
from ..queries.today import background_of, done_today, stops_of
from ..services.common import FARTHEST
from ..services.numbers import take_numbers_along

WORKER = "js/today-worker.js"
TRY_AGAIN = timedelta(days=1)


@policy("visit.today", roles=RECORDERS)
@require_GET
@never_cache
def today(request: HttpRequest) -> HttpResponse:
    """The stops of today in their order, and what is done already."""
    now, user = timezone.now(), request.user
    visits = stops_of(user, company_date(now))
    context = {
        "today": company_date(now),
        "stops": stops(visits, background_of(user, visits, now), now),
        "done": done_today(user, company_date(now)),
    }
    return render(request, "visits/today/list.html", context)


@policy("visit.today", roles=RECORDERS)
@require_GET
@never_cache
def today_visit(request: HttpRequest, pk: int) -> HttpResponse:
    """What to know at a stop, the form of its outcome, and the signature."""
    now, user = timezone.now(), request.user
    row = visible_or_404(one_visit(user), pk=pk)
    if not row.is_planned or not can_record(user, row):
        return HttpResponseRedirect(row.get_absolute_url())
    day = company_date(now)
    context = {
        "visit": row,
        "moods": Mood.choices,
        "contacts": list(row.customer.contacts.all())[:2],
        "next_due": sla_target_after(row.customer, day) if row.kind == VisitKind.CARE else maintenance_after(row, day),
        "today": day,
        "farthest": day + FARTHEST,
        "try_on": day + TRY_AGAIN,
        **sheet(user, row, background_of(user, [row], now), now),
    }
    return render(request, "visits/today/visit.html", context)


@policy("visit.today", roles=RECORDERS)
@require_GET
@never_cache
def today_waiting(request: HttpRequest) -> HttpResponse:
    """What waits on the phone to be sent. The script of the page fills it in."""
    return render(request, "visits/today/waiting.html", {})


@policy("visit.today", roles=RECORDERS, reads=True)
@require_POST
@never_cache
def today_numbers(request: HttpRequest) -> JsonResponse:
    """The phone numbers of today's stops. The access is logged."""
    return JsonResponse(take_numbers_along(actor=request.user, now=timezone.now()))


@policy("visit.today_worker", public=True)
@require_GET
def today_worker(request: HttpRequest) -> HttpResponse:
    """The service worker. It is served here, because its address is its scope: it sees no other page."""
    path = finders.find(WORKER)
    assert path, WORKER
    answer = HttpResponse(Path(path).read_bytes(), content_type="text/javascript; charset=utf-8")
    answer["Cache-Control"] = "no-cache"
    return answer
