"""The page of the service quality of teams."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from aftersales.store.dates import company_date
from aftersales.web.policy import policy

from ..permissions import TEAM_READERS
from ..presentation.areas import areas_of
from ..presentation.teams import teams_context
from ..queries.teams import teams_of


@policy("report.teams", roles=TEAM_READERS)
@require_GET
def teams(request: HttpRequest) -> HttpResponse:
    """Timeliness, first-contact resolution, reopened tickets and satisfaction of each team, by name."""
    user: Any = request.user
    now = timezone.now()
    page = teams_of(user, request.GET.dict(), now)
    context = {**teams_context(page, company_date(now)), "areas": areas_of(user, "teams")}
    return render(request, "reports/teams.html", context)
