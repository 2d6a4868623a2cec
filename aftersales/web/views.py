"""Helpers of page views: find a visible row, call one service, answer."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _

from aftersales.kernel.errors import DomainError, NotVisible
from aftersales.store.doubles import first_come


def visible_or_404(queryset: QuerySet, **lookup: Any) -> Any:
    """One row that the user may see. Hidden and missing rows give the same 404."""
    try:
        return queryset.get(**lookup)
    except (queryset.model.DoesNotExist, ValueError, OverflowError) as error:
        raise Http404 from error


def put_error(form: forms.Form, error: DomainError) -> None:
    """Show a domain error at its field, else above the form."""
    field = error.field if error.field in form.fields else None
    form.add_error(field, _(str(error.message)) % error.params if error.params else _(str(error.message)))


def submit(
    request: HttpRequest,
    form: forms.Form,
    act: Callable[[dict[str, Any]], Any],
    *,
    done: Any,
    goto: str | Callable[[Any], str],
    again: Callable[[forms.Form, int], HttpResponse],
) -> HttpResponse:
    """Validate, call the service once, and redirect; on an error show the page again with the input.

    act: gets the cleaned data and calls the service. done: the success message, or a function of the service's result;
    "" for none. goto: the address to redirect to, or a function of the result. again: renders the page with the bound
    form and the status (422 bad input, 403, 409).
    """
    if not form.is_valid():
        return again(form, 422)
    try:
        with first_come():
            result = act(form.cleaned_data)
    except NotVisible as error:
        raise Http404 from error
    except DomainError as error:
        put_error(form, error)
        return again(form, error.status)
    if text := str(done(result) if callable(done) else done):
        messages.success(request, text)
    return HttpResponseRedirect(goto(result) if callable(goto) else goto)
