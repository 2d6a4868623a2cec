"""What the pages of care plans and forums share: sheets of the verbs of one row, and doing one of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone

from aftersales.web.verbs import Verb
from aftersales.web.views import submit

# This verb has its button beside whom the page waits for.
NUDGE = "nudge"


@dataclass(frozen=True)
class Bound:
    """A form that came back with errors. kind: of the row, "" for the page's own object."""

    name: str
    form: forms.Form
    status: int
    kind: str = ""
    pk: int = 0


def sheet(
    verb: Verb, row: Any, user: Any, url: str, bound: forms.Form | None = None, start: Any = None
) -> dict[str, Any]:
    """The form of a verb with its address."""
    form = bound or verb.sheet_form(target=row, user=user, **({"initial": start} if start else {}))
    return {"id": verb.name, "verb": verb, "form": form, "url": url, "asks": verb.asks, "bound": bound is not None}


def offered(verbs: Mapping[str, Verb], user: Any, row: Any) -> dict[str, Verb]:
    """The verbs that the user may do to the row now."""
    return {name: verb for name, verb in verbs.items() if verb.allowed(user, row)}


def do(
    request: HttpRequest,
    verbs: Mapping[str, Verb],
    name: str,
    row: Any,
    *,
    goto: str,
    again: Callable[[forms.Form, int], HttpResponse],
) -> HttpResponse:
    """Do a verb by its name, or show the page again with the form and its errors."""
    verb = verbs.get(name)
    if verb is None:
        raise Http404
    form = verb.sheet_form(request.POST, target=row, user=request.user)
    return submit(
        request,
        form,
        lambda data: verb.perform(form, actor=request.user, now=timezone.now()),
        done=str(verb.done),
        goto=goto,
        again=again,
    )


def number_of(text: str) -> int:
    """The id of a row in an address, 0 if it is none."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 19 else 0
