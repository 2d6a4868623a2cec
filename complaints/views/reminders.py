"""Reminders that users set for themselves."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import timezone
from django.views.decorators.http import require_POST

from aftersales.staff.enums import TICKET_READERS
from aftersales.web.policy import policy
from aftersales.web.views import visible_or_404

from ..queries.reminders import reminders_of
from ..services.reminders import mark_done


@policy("reminder.done", roles=TICKET_READERS)
@require_POST
def reminder_done(request: HttpRequest, pk: int) -> HttpResponse:
    """Mark a reminder as done and go back to its ticket."""
    row = visible_or_404(reminders_of(request.user), pk=pk)
    mark_done(reminder_id=row.pk, actor=request.user, now=timezone.now())
    return HttpResponseRedirect(row.ticket.get_absolute_url())
