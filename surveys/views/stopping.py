"""The page on which a customer says that they do not want to be contacted any more, by the link in a mail (PIPL)."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from aftersales.web.policy import policy
from customers.services.opting import opt_out

from ..forms.stopping import StopForm
from ..queries.stopping import invitation_to_stop
from .answering import choose_language, unknown_link, unlisted, with_language


@policy("survey.stop", public=True)
@require_http_methods(["GET", "HEAD", "POST"])
@csrf_exempt  # the address is the permission, not a cookie
@unlisted
def survey_stop(request: HttpRequest, token: str) -> HttpResponse:
    """What is not wanted, and by which channel. GET changes nothing, because mail programs open links as well."""
    invitation = invitation_to_stop(token)
    if invitation is None:
        return unknown_link(request)
    language = choose_language(request)
    pressed = request.method == "POST" and not language
    form = StopForm(request.POST if pressed else None)
    is_done = pressed and form.is_valid()
    if is_done:
        # A contact who has been deleted since speaks for the customer.
        contact = invitation.contact_id if invitation.contact and not invitation.customer.erased_at else None
        opt_out(
            customer_id=invitation.customer_id,
            contact_id=contact,
            purpose=form.cleaned_data["purpose"],
            channel=form.cleaned_data["channel"],
            actor=None,
            now=timezone.now(),
        )
    status = 422 if form.errors else 200
    response = render(request, "surveys/stop.html", {"form": form, "is_done": is_done}, status=status)
    return with_language(response, language)
