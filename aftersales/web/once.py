"""Every form of a page carries a hidden key, so that it takes effect once however often it is sent.

The tag `csrf_token` writes the key into the form, and FormOnceMiddleware (aftersales/office/middleware.py) reads it.
A view whose POST only reads says so in its policy: `reads=True`.
"""

from django.http import HttpResponse

FIELD = "once"


def leads_to(response: HttpResponse, address: str) -> HttpResponse:
    """For a view that answers with a page after it has written: where a repeat of the form leads."""
    response.leads_to = address  # type: ignore[attr-defined]
    return response
