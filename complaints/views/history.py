"""The readable history of a ticket."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from aftersales.staff.enums import TICKET_READERS
from aftersales.web.policy import policy
from aftersales.web.views import visible_or_404

from ..permissions import visible_to
from ..queries.history import history_of

PAGE_SIZE = 50


@policy("ticket.history", roles=TICKET_READERS)
@require_GET
def ticket_history(request: HttpRequest, number: str) -> HttpResponse:
    """Who changed what, from what to what, when and why."""
    row = visible_or_404(visible_to(request.user), number=number)
    page = Paginator(history_of(row), PAGE_SIZE).get_page(request.GET.get("page"))
    return render(request, "complaints/history.html", {"ticket": row, "page": page, "now": timezone.now()})
