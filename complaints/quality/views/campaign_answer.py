"""The page by which a customer answers a notice. The secret in its address is the permission; it works once."""

from __future__ import annotations

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone, translation
from django.utils.cache import add_never_cache_headers
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from aftersales.kernel.errors import Conflict, DomainError
from aftersales.web.policy import policy
from aftersales.web.views import put_error

from ..forms import AnswerFields
from ..models import CampaignCustomer
from ..queries.links import row_of_link
from ..services.campaign_answers import answer_by_link


@policy("campaign.by_link", public=True)
@require_http_methods(["GET", "HEAD", "POST"])
@csrf_exempt  # the address is the permission, not a cookie, so phones that send no cookies can answer
def campaign_answer(request: HttpRequest, token: str) -> HttpResponse:
    """What to do now, and the questions; afterwards thanks."""
    row = row_of_link(token)
    if row is None:
        raise Http404
    if language := choose_language(request):
        response = _page(request, row, AnswerFields(), 200)
        response.set_cookie(settings.LANGUAGE_COOKIE_NAME, language, max_age=31_536_000, samesite="Lax", httponly=True)
        return response
    if request.method != "POST":
        return _page(request, row, AnswerFields(), 200)
    form = AnswerFields(request.POST)
    if not form.is_valid():
        return _page(request, row, form, 409 if row.answered_at else 422)
    try:
        answer_by_link(token=token, now=timezone.now(), **form.cleaned_data)
    except Conflict:
        row.refresh_from_db()
        return _page(request, row, AnswerFields(), 409)
    except DomainError as error:
        put_error(form, error)
        return _page(request, row, form, error.status)
    return HttpResponseRedirect(request.path)


def choose_language(request: HttpRequest) -> str:
    """Activate the language whose button was pressed, and return it; "" if none was pressed."""
    language = request.POST.get("language", "")
    if language not in dict(settings.LANGUAGES):
        return ""
    translation.activate(language)
    return language


def _page(request: HttpRequest, row: CampaignCustomer, form: AnswerFields, status: int) -> HttpResponse:
    campaign = row.campaign
    english = translation.get_language() == "en"
    context = {
        "campaign": campaign,
        "row": row,
        "form": form,
        "notice": (campaign.notice_en if english else "") or campaign.notice,
        "repeated": status == 409,
    }
    response = render(request, "quality/campaign_answer.html", context, status=status)
    add_never_cache_headers(response)
    response["Referrer-Policy"] = "no-referrer"
    response["X-Robots-Tag"] = "noindex, nofollow"
    return response
