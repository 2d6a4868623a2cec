"""The page that hands over the visits of a rep who leaves or is away: a preview, then one button."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from aftersales.web.policy import policy
from aftersales.web.views import submit

from ..forms.replanning import AbsenceForm, HandOverForm
from ..permissions import REPLANNERS
from ..presentation.replanning import checks, taker_rows, title_of
from ..queries.replanning import preview, visits_to_hand_over
from ..services.replanning import hand_over


@policy("visit.replan", roles=REPLANNERS)
@require_http_methods(["GET", "POST"])
def visit_replanning(request: HttpRequest) -> HttpResponse:
    """The address names who leaves, when and who takes over, so that a preview can be sent to others."""
    if request.method != "POST":
        form = AbsenceForm(request.GET) if "rep" in request.GET else AbsenceForm(initial=_start())
        return _page(request, form, 200)
    form = HandOverForm(request.POST)
    return submit(
        request,
        form,
        lambda _data: hand_over(actor=request.user, now=timezone.now(), **form.arguments()),
        done=lambda count: _("Visits handed over: %(count)s") % {"count": count},
        goto=reverse("visit_calendar"),
        again=lambda bound, status: _page(request, bound, status),
    )


def _start() -> dict[str, Any]:
    return {"from_on": timezone.localdate()}


def _page(request: HttpRequest, form: Any, status: int) -> HttpResponse:
    context: dict[str, Any] = {"form": form}
    # After a refusal the form is bound and has an error of its own, but the preview is shown afresh.
    if form.is_bound and {"rep", "from_on", "until_on", "takers"}.isdisjoint(form.errors):
        context |= _preview(form)
    return render(request, "visits/replanning.html", context, status=status)


def _preview(form: Any) -> dict[str, Any]:
    today, people = timezone.localdate(), form.people
    found = preview(visits_to_hand_over(form.absence, today), people, today)
    data = form.cleaned_data
    chosen = {
        "rep": data["rep"].username,
        "from_on": data["from_on"],
        "until_on": data["until_on"],
        "takers": [user.username for user in people],
    }
    again = HandOverForm(initial={**chosen, "plan": found.plan.fingerprint})
    return {
        "title": title_of(data, len(found.visits)),
        "takers": taker_rows(found, people),
        "checks": checks(found, today),
        "given": len(found.plan.given),
        "total": len(found.visits),
        "errors": form.non_field_errors(),
        "form": AbsenceForm(initial=chosen),
        "hidden": [field.as_hidden() for field in again],
    }
