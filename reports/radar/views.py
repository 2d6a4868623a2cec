"""The page of what is rising, and the verbs of its signals."""

from __future__ import annotations

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from aftersales.web.policy import policy
from aftersales.web.views import submit, visible_or_404
from reports.presentation.areas import areas_of

from .models import RadarSignal
from .permissions import READERS
from .presentation.page import radar_page, sheet_of
from .queries.signals import all_signals
from .verbs import SIGNALS


@policy("radar.view", roles=READERS)
@require_GET
def radar(request: HttpRequest) -> HttpResponse:
    """What is rising, how sure that is, and what became of earlier signals."""
    pk, name = sheet_of(request.GET)
    signal = all_signals().filter(pk=pk).first() if pk else None
    form = None
    if signal and name in SIGNALS and SIGNALS[name].allowed(request.user, signal):
        form = SIGNALS[name].form(target=signal, user=request.user)
    return _page(request, signal, name, form)


def _page(
    request: HttpRequest, signal: RadarSignal | None, name: str, form: forms.Form | None, status: int = 200
) -> HttpResponse:
    context = {
        **radar_page(request.user, timezone.now(), SIGNALS.values()),
        "areas": areas_of(request.user, "radar"),
    }
    if form is not None and signal is not None:
        context |= {"form": form, "verb": SIGNALS[name], "opened": signal}
    return render(request, "reports/radar.html", context, status=status)


@policy("radar_signal.judge", roles=READERS)
@require_POST
def signal_verb(request: HttpRequest, pk: int, name: str) -> HttpResponse:
    """Acknowledge, investigate or dismiss a signal. If that is refused, the page is shown again with the sheet open."""
    signal = visible_or_404(all_signals(), pk=pk)
    verb = SIGNALS.get(name)
    if verb is None:
        raise Http404
    form = verb.form(request.POST, target=signal, user=request.user)
    return submit(
        request,
        form,
        lambda data: verb.perform(form, actor=request.user, now=timezone.now()),
        done=verb.done,
        goto=lambda made: made.investigation.get_absolute_url() if name == "investigate" else reverse("radar"),
        again=lambda bound, status: _page(request, signal, name, bound, status),
    )
