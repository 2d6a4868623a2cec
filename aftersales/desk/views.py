"""The hall: home."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from aftersales.web.policy import policy


@policy("home.view")
def home(request: HttpRequest) -> HttpResponse:
    """What needs me now."""
    return render(request, "desk/home.html")
