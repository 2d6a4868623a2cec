"""The pages of one object with its verbs: the page itself, and a view for each verb."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from aftersales.web.policy import policy
from aftersales.web.verbs import Verb
from aftersales.web.views import submit


@dataclass(frozen=True)
class Noun:
    """name: the route of the page and the beginning of those of its verbs. find: the row that the user may see, by the
    parameters of the address, or 404. context: the values of the template. address: the parameters of a row."""

    name: str
    roles: frozenset[Any] | None
    verbs: Mapping[str, Verb]
    template: str
    find: Callable[..., Any]
    context: Callable[[HttpRequest, Any, datetime], dict[str, Any]]
    address: Callable[[Any], list[Any]] = lambda row: [row.number]

    def page(self, request: HttpRequest, row: Any, status: int, bound: Mapping[str, forms.Form]) -> HttpResponse:
        """bound: the form of a verb that was refused; its sheet is open."""
        may = {name: verb.allowed(request.user, row) for name, verb in self.verbs.items()}
        sheets = [
            {
                "id": name.replace("-", "_"),
                "verb": verb,
                "url": reverse(f"{self.name}_{name.replace('-', '_')}", args=self.address(row)),
                "form": bound.get(name) or verb.form(target=row, user=request.user),
            }
            for name, verb in self.verbs.items()
            if may[name] or name in bound
        ]
        context = {
            "row": row,
            "may": {name.replace("-", "_"): allowed for name, allowed in may.items()},
            "sheets": sheets,
            "opened": next((name.replace("-", "_") for name in bound), request.GET.get("open", "")),
            "now": timezone.now(),
            **self.context(request, row, timezone.now()),
        }
        return render(request, self.template, context, status=status)


def detail_view(noun: Noun) -> Any:
    @policy(f"{noun.name}.view", roles=noun.roles)
    @require_GET
    def view(request: HttpRequest, **named: str) -> HttpResponse:
        """The page of one object."""
        return noun.page(request, noun.find(request, **named), 200, {})

    return view


def verb_view(noun: Noun, name: str) -> Any:
    """The view of a verb. If the verb is refused, the page is shown again with the sheet open."""
    verb = noun.verbs[name]

    @policy(f"{noun.name}.{name}", roles=noun.roles)
    @require_POST
    def view(request: HttpRequest, **named: str) -> HttpResponse:
        """Do what the verb says."""
        row = noun.find(request, **named)
        form = verb.form(request.POST, request.FILES, target=row, user=request.user)
        return submit(
            request,
            form,
            lambda data: verb.perform(form, actor=request.user, now=timezone.now()),
            done=str(verb.done),
            goto=row.get_absolute_url(),
            again=lambda bound, status: noun.page(request, noun.find(request, **named), status, {name: bound}),
        )

    return view


def pdf_answer(data: bytes, name: str) -> HttpResponse:
    answer = HttpResponse(data, content_type="application/pdf")
    answer["Content-Disposition"] = f'inline; filename="{name}.pdf"'
    answer["Cache-Control"] = "private, no-store"
    return answer
