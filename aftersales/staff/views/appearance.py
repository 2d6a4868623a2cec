"""Sign-in, sign-out, and the user's own settings."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import views as auth_views
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from aftersales.kernel.errors import InvalidInput, NotVisible
from aftersales.web.list_columns import moved_up
from aftersales.web.policy import policy

from ..forms.own import LanguageForm, SignInForm, ThemeForm
from ..queries.people import has_admin
from ..services import account


class SignInView(auth_views.LoginView):
    template_name = "registration/login.html"
    redirect_authenticated_user = True
    authentication_form = SignInForm

    def get_context_data(self, **more: Any) -> dict[str, Any]:
        """Add instructions for an installation without users."""
        return super().get_context_data(has_admin=has_admin(), **more)


login = policy("account.login", public=True)(SignInView.as_view())
logout = policy("account.logout", public=True)(auth_views.LogoutView.as_view())


def _back(request: HttpRequest, target: str) -> HttpResponse:
    safe = url_has_allowed_host_and_scheme(target, {request.get_host()}, request.is_secure())
    return HttpResponseRedirect(target if safe else "/")


@policy("account.language", public=True)
@require_POST
def set_language(request: HttpRequest) -> HttpResponse:
    """Store the language: in the account of a signed-in user, else in a cookie."""
    form = LanguageForm(request.POST)
    if not form.is_valid():
        return _back(request, "/")
    language = form.cleaned_data["language"]
    response = _back(request, form.cleaned_data["next"])
    response.set_cookie(settings.LANGUAGE_COOKIE_NAME, language, max_age=31_536_000, samesite="Lax", httponly=True)
    if request.user.is_authenticated:
        account.set_language(actor=request.user, language=language)
    return response


@policy("account.columns")
@require_POST
def list_columns(request: HttpRequest, name: str) -> HttpResponse:
    """Choose the columns of a list. up: the column whose button moves it, without a script; reset: as at first."""
    keys = request.POST.getlist("column")
    if "up" in request.POST:
        keys = moved_up(keys, request.POST["up"])
    try:
        account.choose_columns(actor=request.user, name=name, keys=[] if "reset" in request.POST else keys)
    except InvalidInput as error:
        messages.error(request, str(error.message))
    except NotVisible as error:
        raise Http404 from error
    return _back(request, request.POST.get("next", "/"))


@policy("account.theme")
@require_POST
def set_theme(request: HttpRequest) -> HttpResponse:
    form = ThemeForm(request.POST)
    if form.is_valid():
        account.set_theme(actor=request.user, theme=form.cleaned_data["theme"])
    return _back(request, form.data.get("next", "/"))
