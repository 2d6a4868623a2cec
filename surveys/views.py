"""The survey that a customer answers, and the pages that show the results."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone, translation
from django.utils.cache import add_never_cache_headers
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_http_methods

from aftersales.kernel.errors import Conflict, InvalidInput, RuleViolation
from aftersales.store.paging import page_of
from aftersales.tables.exporting import export_button
from aftersales.web.policy import policy

from . import queries
from .forms import Walk
from .models import Invitation
from .permissions import READERS, own_region
from .presentation import response_tabs, rows_url, tiles
from .services.responses import submit_response

SEEN = {"answered": 200, "void": 410, "expired": 410}


def _unlisted(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Decorates a view whose address is secret: it is not cached, not indexed, and not sent as a referrer."""

    @wraps(view)
    def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = view(request, *args, **kwargs)
        add_never_cache_headers(response)
        response["Referrer-Policy"] = "no-referrer"
        response["X-Robots-Tag"] = "noindex, nofollow"
        return response

    return wrapped


@policy("survey.answer", public=True)
@require_http_methods(["GET", "HEAD", "POST"])
@csrf_exempt  # the address is the permission, not a cookie, so phones that send no cookies can answer
@_unlisted
def survey(request: HttpRequest, token: str) -> HttpResponse:
    """One question on each page. Nothing is stored before the last answer is sent, and never on GET."""
    invitation = queries.invitation_by_token(token)
    if invitation is None:
        raise Http404
    language = _choose_language(request)
    pressed = request.method == "POST" and not language
    if state := queries.closed_because(invitation, timezone.now()):
        response = _end(request, invitation, 409 if pressed and state == "answered" else SEEN[state])
    else:
        walk = Walk(queries.questions_of(invitation.questionnaire_id), request.POST)
        if pressed:
            walk.go(request.POST.get("go", ""), request.POST)
        response = _hand_in(request, invitation, token, walk) if walk.is_complete else _ask(request, invitation, walk)
    if language:
        response.set_cookie(settings.LANGUAGE_COOKIE_NAME, language, max_age=31_536_000, samesite="Lax", httponly=True)
    return response


def _choose_language(request: HttpRequest) -> str:
    """Activate the language whose button was pressed, and return it; "" if none was pressed."""
    language = request.POST.get("language", "")
    if language not in dict(settings.LANGUAGES):
        return ""
    translation.activate(language)
    return language


def _ask(request: HttpRequest, invitation: Invitation, walk: Walk, status: int = 200) -> HttpResponse:
    context = {"invitation": invitation, "walk": walk}
    return render(request, "surveys/question.html", context, status=422 if walk.errors else status)


def _end(request: HttpRequest, invitation: Invitation, status: int) -> HttpResponse:
    """The page that says thanks, or why the survey cannot be answered."""
    state = queries.closed_because(invitation, timezone.now())
    context = {"invitation": invitation, "state": state, "repeated": status == 409}
    return render(request, "surveys/end.html", context, status=status)


def _hand_in(request: HttpRequest, invitation: Invitation, token: str, walk: Walk) -> HttpResponse:
    now, language = timezone.now(), translation.get_language() or ""
    try:
        submit_response(token=token, answers=walk.given, language=language, now=now)
    except InvalidInput as error:
        walk.refuse(error)
        return _ask(request, invitation, walk)
    except (Conflict, RuleViolation) as error:
        invitation.refresh_from_db()
        return _end(request, invitation, error.status)
    return HttpResponseRedirect(request.path)


@policy("survey.view", roles=READERS)
@require_GET
def surveys(request: HttpRequest) -> HttpResponse:
    """The satisfaction figures of a quarter. Each figure links to its rows."""
    quarter = queries.asked_quarter(request.GET.get("quarter"))
    found = queries.overview(quarter, own_region(request.user))
    figures = found["figures"]
    links = {"tiles": tiles(figures, found["profile"]), "words_url": rows_url(figures, view="words")}
    return render(request, "surveys/surveys.html", found | links)


@policy("response.list", roles=READERS)
@require_GET
def responses(request: HttpRequest) -> HttpResponse:
    """The responses of a quarter. No user can see which person gave them (S4)."""
    asked = queries.asked_responses(request.user, request.GET)
    page = page_of(request, asked.rows)
    rows = queries.without_people(page.object_list, asked.cells)
    context = {"asked": asked, "page": page, "rows": rows, "tabs": response_tabs(asked)}
    context["export"] = export_button(request.user, "responses", request.GET.dict(), page)
    return render(request, "surveys/responses.html", context)
