"""The page by which a customer objects. The secret in its address is the permission; it works once."""

from __future__ import annotations

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone
from django.utils.cache import add_never_cache_headers
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from aftersales.kernel.errors import Conflict, DomainError
from aftersales.web.policy import policy
from aftersales.web.throttles import Throttle
from aftersales.web.views import put_error
from complaints.models import Ticket

from ..forms.objections import CustomerObjectionForm
from ..queries.objection_links import objection_of_link, ticket_of_link
from ..services.objections import object_by_link
from .campaign_answer import choose_language


class ObjectionThrottle(Throttle):
    """Ten objections of an address in an hour."""

    scope = "objection"
    limit = 10
    seconds = 3600


@policy("objection.by_link", public=True)
@require_http_methods(["GET", "HEAD", "POST"])
@csrf_exempt  # the address is the permission, not a cookie, so phones that send no cookies can object
def customer_objection(request: HttpRequest, token: str) -> HttpResponse:
    """What the customer objects to; afterwards thanks."""
    ticket = ticket_of_link(token)
    if ticket is None:
        raise Http404
    if language := choose_language(request):
        response = _page(request, ticket, token, CustomerObjectionForm(), 200)
        response.set_cookie(settings.LANGUAGE_COOKIE_NAME, language, max_age=31_536_000, samesite="Lax", httponly=True)
        return response
    if request.method != "POST":
        return _page(request, ticket, token, CustomerObjectionForm(), 200)
    form = CustomerObjectionForm(request.POST)
    if not form.is_valid():
        return _page(request, ticket, token, form, 422)
    try:
        ObjectionThrottle().require(request)
        object_by_link(token=token, now=timezone.now(), **form.cleaned_data)
    except Conflict as error:
        put_error(form, error)
        return _page(request, ticket, token, form, 409)
    except DomainError as error:
        put_error(form, error)
        return _page(request, ticket, token, form, error.status)
    return HttpResponseRedirect(request.path)


def _page(request: HttpRequest, ticket: Ticket, token: str, form: CustomerObjectionForm, status: int) -> HttpResponse:
    context = {"ticket": ticket, "made": objection_of_link(token), "form": form, "repeated": status == 409}
    response = render(request, "quality/customer_objection.html", context, status=status)
    add_never_cache_headers(response)
    response["Referrer-Policy"] = "no-referrer"
    response["X-Robots-Tag"] = "noindex, nofollow"
    return response
