"""The front desk: the queue, and the screen in the waiting room."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from aftersales.kernel.errors import RuleViolation
from aftersales.office.queries import company
from aftersales.staff.enums import DESK
from aftersales.web.policy import policy
from aftersales.web.views import submit, visible_or_404

from ..forms.reception import CounterForm, NumberForm, WaitForm
from ..models import Visitor
from ..queries.reception import queue, screen, visitors_of_today, wait_change
from ..services import reception
from ..verbs_reception import VISITORS

COUNTER = "reception-counter"


@policy("visitor.list", roles=DESK)
@require_GET
@never_cache
def desk(request: HttpRequest) -> HttpResponse:
    """The visitors who wait and those at a counter. A script that refreshes the page gets only the queue."""
    return _desk(request)


def _desk(request: HttpRequest, opened: str = "", form: Any = None, status: int = 200) -> HttpResponse:
    now, opens = timezone.now(), opened or request.GET.get("open", "")
    context = {
        "now": now,
        **queue(now),
        "verbs": VISITORS,
        "change": wait_change(now),
        "counter": request.session.get(COUNTER, ""),
        "opens_take": opens == "take",
        "opens_announce": opens == "announce",
        "number_form": form if opened == "take" else NumberForm(user=request.user),
        "wait_form": form if opened == "announce" else WaitForm(),
    }
    part = "_queue" if request.htmx and request.method == "GET" else "desk"
    return render(request, f"complaints/reception/{part}.html", context, status=status)


@policy("visitor.take_number", roles=DESK)
@require_POST
def take(request: HttpRequest) -> HttpResponse:
    """Issue a number to a new visitor."""

    form = NumberForm(request.POST, user=request.user)

    def act(data: dict[str, Any]) -> Visitor:
        visitor = reception.take_number(actor=request.user, now=timezone.now(), **form.arguments())
        messages.success(request, _("Number issued: %(number)s") % {"number": visitor.label})
        return visitor

    def again(form: NumberForm, status: int) -> HttpResponse:
        return _desk(request, "take", form, status)

    return submit(request, form, act, done="", goto=reverse("reception"), again=again)


@policy("visitor.call_next", roles=DESK)
@require_POST
def call_next(request: HttpRequest) -> HttpResponse:
    """Call the visitor who has waited longest to the user's counter. The counter is kept in the session."""
    form = CounterForm(request.POST)
    counter = form.cleaned_data["counter"] if form.is_valid() else ""
    request.session[COUNTER] = counter
    visitor = reception.call_next(actor=request.user, now=timezone.now(), counter=counter)
    messages.success(request, _("Called %(number)s") % {"number": visitor.label} if visitor else _("Nobody is waiting"))
    return HttpResponseRedirect(reverse("reception"))


@policy("visitor.step", roles=DESK)
@require_POST
def step(request: HttpRequest, pk: int, name: str) -> HttpResponse:
    """Do a verb to one of today's visitors. A visitor who is called comes to the user's counter."""
    visitor = visible_or_404(visitors_of_today(timezone.now()), pk=pk)
    if name not in VISITORS:
        raise Http404
    verb, data = VISITORS[name], {**request.POST.dict(), "counter": request.session.get(COUNTER, "")}
    form = verb.form(data, target=visitor, user=request.user)
    if not form.is_valid():
        return _desk(request, status=422)
    try:
        verb.perform(form, actor=request.user, now=timezone.now())
    except RuleViolation:
        messages.warning(
            request, _("Already handled: %(number)s is no longer in the queue.") % {"number": visitor.label}
        )
    return HttpResponseRedirect(reverse("reception"))


@policy("visitor.announce", roles=DESK)
@require_POST
def announce(request: HttpRequest) -> HttpResponse:
    """Announce the new waiting time and its reason."""

    def again(form: WaitForm, status: int) -> HttpResponse:
        return _desk(request, "announce", form, status)

    return submit(
        request,
        WaitForm(request.POST),
        lambda data: reception.announce_wait(actor=request.user, now=timezone.now(), **data),
        done=_("Waiting room screen updated"),
        goto=reverse("reception"),
        again=again,
    )


@policy("visitor.end_announcement", roles=DESK)
@require_POST
def announce_end(request: HttpRequest) -> HttpResponse:
    """End the announcement."""
    reception.end_announcement(actor=request.user, now=timezone.now())
    return HttpResponseRedirect(reverse("reception"))


@policy("visitor.display", public=True)
@require_http_methods(["GET", "HEAD"])
@never_cache
def display(request: HttpRequest) -> HttpResponse:
    """The screen in the waiting room, in both languages: numbers, counters, times and reasons, but no names."""
    template = "complaints/reception/_screen.html" if request.htmx else "complaints/reception/display.html"
    return render(request, template, {**screen(timezone.now()), "company": company()})
