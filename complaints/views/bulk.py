"""One verb on many tickets of the list."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from aftersales.staff.enums import TICKET_READERS
from aftersales.staff.models import User
from aftersales.web.once import leads_to
from aftersales.web.policy import policy

from ..queries.tickets import selected_tickets
from ..services.bulk import MAX_TICKETS, BulkOutcome, act_on_many
from ..verbs import MANY


def offered_for_many(user: User) -> list[dict[str, Any]]:
    """The buttons under the list. Users who may only read see none."""
    return [{"name": name, "label": verb.many} for name, verb in MANY.items() if user.role in verb.many_roles]


@policy("ticket.bulk", roles=TICKET_READERS)
@require_POST
def tickets_bulk(request: HttpRequest) -> HttpResponse:
    """Do a verb to the selected tickets. If its form has fields, the first POST shows the form."""
    verb, numbers = MANY.get(request.POST.get("verb", "")), list(dict.fromkeys(request.POST.getlist("ticket")))
    back = f"{reverse('tickets')}?{request.POST.get('back', '')[:2000]}"
    if verb is None or not numbers or len(numbers) > MAX_TICKETS:
        messages.error(request, _("Select 1 to 200 tickets, then choose an action."))
        return HttpResponseRedirect(back)
    context = {"verb": verb, "numbers": numbers, "back": request.POST.get("back", ""), "back_url": back}
    form = verb.form(request.POST if "sure" in request.POST or not verb.asks else None, user=request.user)
    if not form.is_valid():
        rows = [
            (row, [row.number, row.subject, str(row.customer or "")]) for row in selected_tickets(request.user, numbers)
        ]
        status = 422 if form.is_bound else 200
        return render(request, "complaints/bulk.html", {**context, "form": form, "rows": rows}, status=status)
    found = act_on_many(
        service=verb.service, numbers=numbers, actor=request.user, now=timezone.now(), **form.arguments()
    )
    return _results(request, context, found)


def _results(request: HttpRequest, context: dict[str, Any], found: list[BulkOutcome]) -> HttpResponse:
    """Redirects to the list if no ticket was refused, else shows the result of each ticket."""
    refused = [outcome for outcome in found if not outcome.done]
    done = _("Done: %(count)s") % {"count": len(found) - len(refused)}
    if not refused:
        messages.success(request, done)
        return HttpResponseRedirect(context["back_url"])
    context |= {"outcomes": found, "refused": refused, "done": done}
    return leads_to(render(request, "complaints/bulk_done.html", context), context["back_url"])
