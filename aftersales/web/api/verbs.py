"""Verbs in the API: one POST action per verb, whose body is read by the form of the verb."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from ..policy import Policy
from ..verbs import Verb
from .form_schema import body_of
from .forms import filled


def offers(noun: str, roles: Iterable[str], verbs: Mapping[str, Verb], *, answers: Any) -> Callable[[type], type]:
    """A class decorator: adds each verb to the view set as POST …/{id}/{verb}/ for these roles.

    answers: the serializer of what the view set's `answer(verb, target, result)` returns. Its `form_options(target)`
    returns further arguments of the forms.
    """

    def add(viewset: Any) -> Any:
        viewset.policies = dict(viewset.policies)
        for verb in verbs.values():
            handler = _handler(verb)
            viewset.policies[handler.__name__] = Policy(f"{noun}.{verb.name}", frozenset(map(str, roles)))
            routed = action(detail=True, methods=["post"], url_path=verb.name, url_name=verb.name)(handler)
            body = body_of(verb.form) if verb.asks or verb.form.base_fields else None
            setattr(viewset, handler.__name__, extend_schema(request=body, responses=answers)(routed))
        return viewset

    return add


def _handler(verb: Verb) -> Any:
    def handler(self: Any, request: Request, **named: Any) -> Response:
        target = self.get_object()
        form = filled(verb.form, request.data, **self.form_options(target))
        return self.answer(verb, target, verb.perform(form, actor=request.user, now=timezone.now()))

    # An action must not have the name of a method of the view set.
    handler.__name__ = f"do_{verb.name.replace('-', '_')}"
    handler.__doc__ = verb.service.__doc__
    return handler
