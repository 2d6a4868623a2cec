"""The survey that a customer answers, on any phone, without an account and without a script."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.cache import add_never_cache_headers
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from aftersales.kernel.errors import Conflict, InvalidInput, RuleViolation
from aftersales.web.policy import policy

from .. import queries
from ..forms import Walk
from ..forms.call_me import CallMeForm
from ..models import Invitation
from ..queries.call_backs import has_asked_for_call
from ..queries.stopping import stop_token
from ..services.call_backs import open_anonymous
from ..services.drafts import save_draft
from ..services.invitations import token_of
from ..services.responses import submit_response
from . import links

SEEN = {"answered": 200, "void": 410, "expired": 410}


def unlisted(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Decorates a view whose address is secret: it is not cached, not indexed, and not sent as a referrer."""

    @wraps(view)
    def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = view(request, *args, **kwargs)
        add_never_cache_headers(response)
        response["Referrer-Policy"] = "no-referrer"
        response["X-Robots-Tag"] = "noindex, nofollow"
        return response

    return wrapped


@policy("survey.open", public=True)
@require_safe
@unlisted
def survey(request: HttpRequest, token: str) -> HttpResponse:
    """The link in the mail: exchanged for a cookie, so that the token is in no address after it. Nothing is stored."""
    invitation = queries.invitation_by_token(token)
    if invitation is None:
        return unknown_link(request)
    response = HttpResponseRedirect(reverse("survey_page"))
    links.remember(response, invitation)
    return response


@policy("survey.answer", public=True)
@require_http_methods(["GET", "HEAD", "POST"])
@csrf_exempt  # the form holds a secret of the invitation instead, which works without a cookie for forms
@unlisted
def survey_page(request: HttpRequest) -> HttpResponse:
    """One question on each page. GET stores nothing."""
    invitation = links.opened_on(request)
    if invitation is None or (request.method == "POST" and not links.is_for(request, invitation)):
        return render(request, "surveys/lost.html", {"other": invitation}, status=409 if invitation else 404)
    language = choose_language(request)
    pressed = request.method == "POST" and not language
    state = queries.closed_because(invitation, timezone.now())
    if pressed and state == "answered" and "contact" in request.POST:
        response = _call_me(request, invitation)
    elif state:
        response = _end(request, invitation, 409 if pressed and state == "answered" else SEEN[state])
    else:
        response = _answer(request, invitation, pressed=pressed)
    return with_language(response, language)


def unknown_link(request: HttpRequest) -> HttpResponse:
    """Instead of the page for staff: a customer has cut the link, or it is too old."""
    return render(request, "surveys/lost.html", {"unknown": True}, status=404)


def choose_language(request: HttpRequest) -> str:
    """Activate the language whose button was pressed, and return it; "" if none was pressed."""
    language = request.POST.get("language", "")
    if language not in dict(settings.LANGUAGES):
        return ""
    translation.activate(language)
    return language


def with_language(response: HttpResponse, language: str) -> HttpResponse:
    """The response, with the chosen language remembered."""
    if language:
        response.set_cookie(settings.LANGUAGE_COOKIE_NAME, language, max_age=31_536_000, samesite="Lax", httponly=True)
    return response


def _answer(request: HttpRequest, invitation: Invitation, *, pressed: bool) -> HttpResponse:
    questions = queries.questions_of(invitation.questionnaire_id)
    if request.method != "POST":
        kept = links.kept_answers(request, invitation)
        walk = Walk(questions, kept.get("given", {}), kept.get("at", ""))
        return _ask(request, invitation, walk, spent=kept.get("spent") or 0)
    walk, seconds = Walk.of_page(questions, request.POST), links.seconds_on(request)
    if pressed:
        walk.go(request.POST.get("go", ""), request.POST)
    if walk.is_complete:
        return _hand_in(request, invitation, walk, seconds)
    return _keep(_ask(request, invitation, walk, spent=seconds or 0), invitation, walk, seconds)


def _keep(response: HttpResponse, invitation: Invitation, walk: Walk, seconds: int | None) -> HttpResponse:
    """Keep the answers so far, on this device or for every device of the customer."""
    if links.is_anonymous(invitation):
        links.keep_on_device(response, invitation, walk.given, walk.at)
    given = {} if links.is_anonymous(invitation) else walk.given
    save_draft(invitation_id=invitation.pk, given=given, at=walk.at, seconds=seconds, now=timezone.now())
    return response


def _ask(request: HttpRequest, invitation: Invitation, walk: Walk, *, spent: int) -> HttpResponse:
    context = {
        "invitation": invitation,
        "walk": walk,
        "handle": links.handle_of(invitation),
        "anonymous": links.is_anonymous(invitation),
        "clock": "" if links.is_anonymous(invitation) else links.clock_of(spent),
    }
    return render(request, "surveys/question.html", context, status=422 if walk.errors else 200)


def _end(request: HttpRequest, invitation: Invitation, status: int, *, form: CallMeForm | None = None) -> HttpResponse:
    """The page that says thanks, or why the survey cannot be answered. form: the wish to be called, if it was sent."""
    anonymous = links.is_anonymous(invitation)
    context = {
        "invitation": invitation,
        "state": queries.closed_because(invitation, timezone.now()),
        "repeated": status == 409 and form is None,
        "handle": links.handle_of(invitation),
        "anonymous": anonymous,
        "call_me": form or CallMeForm(),
        "will_call": anonymous and has_asked_for_call(invitation),
        "counted": queries.answered_counts(invitation),
        "stop_url": reverse("survey_stop", args=[stop_token(invitation)]),
    }
    return render(request, "surveys/end.html", context, status=status)


def _call_me(request: HttpRequest, invitation: Invitation) -> HttpResponse:
    """Somebody who has answered anonymously wants to be called."""
    form = CallMeForm(request.POST)
    if not form.is_valid():
        return _end(request, invitation, 422, form=form)
    try:
        open_anonymous(invitation_id=invitation.pk, contact=form.cleaned_data["contact"], now=timezone.now())
    except (Conflict, RuleViolation) as error:
        return _end(request, invitation, error.status, form=form)
    return HttpResponseRedirect(request.path)


def _hand_in(request: HttpRequest, invitation: Invitation, walk: Walk, seconds: int | None) -> HttpResponse:
    now, language = timezone.now(), translation.get_language() or ""
    try:
        submit_response(
            token=token_of(invitation),
            answers=walk.given,
            language=language,
            seconds=seconds,
            device=links.device_of(request),
            now=now,
        )
    except InvalidInput as error:
        walk.refuse(error)
        return _ask(request, invitation, walk, spent=seconds or 0)
    except (Conflict, RuleViolation) as error:
        invitation.refresh_from_db()
        return _end(request, invitation, error.status)
    response = HttpResponseRedirect(request.path)
    links.forget_draft(response)
    return response
