"""One step on many tickets of the list."""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from aftersales.staff.enums import TICKET_READERS, Role
from aftersales.staff.models import User
from aftersales.web.policy import policy

from .. import permissions
from ..forms.work import HandOverManyForm, ManyForm, PauseManyForm
from ..queries.work import listed_briefly
from ..services.bulk import MAX_TICKETS, Outcome, act_on_many


@dataclass(frozen=True)
class Many:
    """label: the button; form: what has to be said for it; roles: to whom the list offers it."""

    label: Any
    form: type[forms.Form]
    roles: frozenset[str]


WORKERS = permissions.WRITERS | {Role.REP}
MANY = {
    "take": Many(gettext_lazy("Take them"), ManyForm, permissions.WRITERS),
    "hand-over": Many(gettext_lazy("Hand over"), HandOverManyForm, WORKERS),
    "pause": Many(gettext_lazy("Wait for the customer"), PauseManyForm, WORKERS),
    "resume": Many(gettext_lazy("Let the clock run"), ManyForm, WORKERS),
    "close": Many(gettext_lazy("Close them"), ManyForm, permissions.WRITERS),
}


def offered_for_many(user: User) -> list[dict[str, Any]]:
    """The buttons under the list; none for those who only read."""
    return [{"name": name, "label": many.label} for name, many in MANY.items() if user.role in many.roles]


@policy("ticket.bulk", roles=TICKET_READERS)
@require_POST
def tickets_bulk(request: HttpRequest) -> HttpResponse:
    """Do a step on the selected tickets; ask first for what it needs."""
    verb, numbers = request.POST.get("verb", ""), list(dict.fromkeys(request.POST.getlist("ticket")))
    many = MANY.get(verb)
    back = f"{reverse('tickets')}?{request.POST.get('back', '')[:2000]}"
    if many is None or not numbers or len(numbers) > MAX_TICKETS:
        messages.error(request, _("Select between one and 200 tickets, then what to do with them."))
        return HttpResponseRedirect(back)
    context = {"verb": verb, "many": many, "numbers": numbers, "back": request.POST.get("back", ""), "back_url": back}
    form = many.form(request.POST if "sure" in request.POST or not many.form.base_fields else None)
    if not form.is_valid():
        rows = listed_briefly(request.user, numbers)
        status = 422 if form.is_bound else 200
        return render(request, "complaints/bulk.html", {**context, "form": form, "rows": rows}, status=status)
    found = act_on_many(verb=verb, numbers=numbers, actor=request.user, now=timezone.now(), **form.cleaned_data)
    return _told(request, context, found)


def _told(request: HttpRequest, context: dict[str, Any], found: list[Outcome]) -> HttpResponse:
    """Back to the list when all went well; else ticket by ticket what happened."""
    refused = [outcome for outcome in found if not outcome.done]
    done = _("Done: %(count)s") % {"count": len(found) - len(refused)}
    if not refused:
        messages.success(request, done)
        return HttpResponseRedirect(context["back_url"])
    return render(
        request, "complaints/bulk_done.html", {**context, "outcomes": found, "refused": refused, "done": done}
    )
