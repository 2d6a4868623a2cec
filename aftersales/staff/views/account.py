"""Pages of the user's own account: password, sessions, tokens."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.contrib.auth import login as open_session
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from aftersales.web.browsers import browser_of
from aftersales.web.policy import policy
from aftersales.web.throttles import Throttle
from aftersales.web.views import submit

from ..forms.people import ForgottenForm, NewPasswordForm, PasswordForm
from ..models import User
from ..queries.people import sign_ins_of, tokens_of, user_of_link
from ..services import account as services
from ..services.people import sign_out_everywhere
from ..services.tokens import revoke_token

BACKEND = "aftersales.staff.backends.StaffBackend"


@dataclass(frozen=True)
class SignInLine:
    """An open session. is_here: the one of this request."""

    pk: int
    browser: str
    started_at: datetime
    is_here: bool


class ForgottenThrottle(Throttle):
    """Limits requests for links by address. Mails to one account are limited by their key."""

    scope = "forgotten"
    limit = 30
    seconds = 3600


@policy("account.view")
@require_GET
def account(request: HttpRequest) -> HttpResponse:
    """The user's own details, open sessions and tokens."""
    user: Any = request.user
    here = request.session.session_key
    sign_ins = [
        SignInLine(row.pk, browser_of(row.agent), row.started_at, row.session == here) for row in sign_ins_of(user)
    ]
    facts = [
        (_("Name"), user),
        (_("Username"), user.username),
        (_("Role"), user.get_role_display()),
        (_("Department"), user.department),
        (_("Region"), user.region),
        (_("Email"), user.email),
        (_("Phone"), user.phone),
    ]
    return render(request, "staff/account.html", {"facts": facts, "sign_ins": sign_ins, "tokens": tokens_of(user)})


@policy("account.password")
@require_http_methods(["GET", "POST"])
def password(request: HttpRequest) -> HttpResponse:
    """Choose a new password. This session continues, all others end."""
    user: Any = request.user

    def again(form: Any, status: int = 200) -> HttpResponse:
        return render(request, "staff/password.html", {"form": form}, status=status)

    def act(data: dict[str, Any]) -> User:
        changed = services.change_password(actor=user, now=timezone.now(), **data)
        open_session(request, changed, backend=BACKEND)
        return changed

    if request.method != "POST":
        return again(PasswordForm())
    form = PasswordForm(request.POST)
    return submit(request, form, act, done=_("Password changed"), goto=reverse("home"), again=again)


@policy("account.sign_out_everywhere")
@require_POST
def sign_out_all(request: HttpRequest) -> HttpResponse:
    """End all sessions, including this one."""
    user: Any = request.user
    sign_out_everywhere(user_id=user.pk, actor=user, now=timezone.now())
    request.session.flush()
    messages.success(request, _("Signed out everywhere"))
    return HttpResponseRedirect(reverse("login"))


@policy("account.end_session")
@require_POST
def session_end(request: HttpRequest, pk: int) -> HttpResponse:
    user: Any = request.user
    services.end_session(sign_in_id=pk, actor=user, now=timezone.now())
    messages.success(request, _("Signed out of that device"))
    return HttpResponseRedirect(reverse("account"))


@policy("account.revoke_token")
@require_POST
def token_revoke(request: HttpRequest, pk: int) -> HttpResponse:
    user: Any = request.user
    revoke_token(token_id=pk, actor=user, now=timezone.now())
    messages.success(request, _("Token revoked"))
    return HttpResponseRedirect(reverse("account"))


@policy("account.forgotten", public=True)
@require_http_methods(["GET", "POST"])
def forgotten(request: HttpRequest) -> HttpResponse:
    """Ask for a link by mail. The answer is the same whether or not the account exists."""
    form = ForgottenForm(request.POST if request.method == "POST" else None)
    if request.method == "GET" or not form.is_valid():
        return render(request, "registration/forgotten.html", {"form": form}, status=422 if form.is_bound else 200)
    throttle = ForgottenThrottle()
    if not throttle.allow_request(request):
        response = render(request, "registration/forgotten.html", {"form": form, "too_often": True}, status=429)
        response["Retry-After"] = str(throttle.wait())
        return response
    services.ask_for_link(who=form.cleaned_data["who"], now=timezone.now())
    return render(request, "registration/forgotten.html", {"asked": True})


@policy("account.choose_password", public=True)
@require_http_methods(["GET", "POST"])
@never_cache
def password_link(request: HttpRequest, token: str) -> HttpResponse:
    """The page of a mailed link: choose a password, once."""
    user = user_of_link(token)
    if user is None:
        return render(request, "registration/choose.html", {"over": True}, status=410)

    def again(form: Any, status: int = 200) -> HttpResponse:
        return render(request, "registration/choose.html", {"form": form, "who": user.username}, status=status)

    def act(data: dict[str, Any]) -> User:
        chosen = services.choose_by_link(token=token, now=timezone.now(), **data)
        request.device_of = chosen  # sign-in may be locked for strangers just now
        return chosen

    if request.method != "POST":
        return again(NewPasswordForm())
    done = _("Password set. Sign in with your new password.")
    return submit(request, NewPasswordForm(request.POST), act, done=done, goto=reverse("login"), again=again)
