"""The start page, the search and the overview of the settings."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from aftersales.staff.enums import Role
from aftersales.web.policy import policy
from aftersales.web.settings_tabs import groups_of
from complaints.permissions import can_log

from .checklist import setting_up
from .home import home_of, start_of
from .quality_home import quality_home
from .search import find


@policy("home.view")
@require_GET
def home(request: HttpRequest) -> HttpResponse:
    """The work of the user. Roles that look start at their dashboard, log or settings if nothing waits for them."""
    now = timezone.now()
    content = home_of(request.user, now)
    if start := start_of(request.user, content):
        return HttpResponseRedirect(start)
    return render(request, "desk/home.html", {"now": now, **content, **quality_home(request.user, now, content)})


@policy("settings.view", roles=frozenset(Role) - {Role.COLLEAGUE})
@require_GET
def set_up(request: HttpRequest) -> HttpResponse:
    """The settings pages, and what each is for."""
    now = timezone.now()
    context = {"groups": groups_of(request.user), "now": now, **setting_up(request.user, now)}
    return render(request, "settings/index.html", context)


@policy("search.find", reads=True)
@require_POST
def search(request: HttpRequest) -> HttpResponse:
    """Search results as a page."""
    text = request.POST.get("q", "").replace("\0", "")
    context = {"search_text": text, "groups": find(request.user, text, limit=30), "log": can_log(request.user)}
    return render(request, "desk/search.html", context)


@policy("search.palette", reads=True)
@require_POST
def palette(request: HttpRequest) -> HttpResponse:
    """Search results for the palette, during typing."""
    text = request.POST.get("q", "").replace("\0", "")
    return render(
        request, "desk/_palette.html", {"groups": find(request.user, text), "query": text, "log": can_log(request.user)}
    )
