"""Forms of call-backs."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from aftersales.staff.models import User
from aftersales.staff.queries import people_with_role
from aftersales.web.forms import VerbForm

from ..enums import CallBackResult
from ..queries.call_backs import CALLERS, served_by
from ..services.call_backs import MAX_NOTE


def version_field() -> forms.IntegerField:
    """The version that the client read. An outdated version is refused with 409."""
    return forms.IntegerField(required=False, min_value=1, max_value=10**9, widget=forms.HiddenInput)


class CallBackForm(VerbForm):
    """The base of the verbs of a call-back."""

    key = "call_back_id"
    version = version_field()

    def __init__(self, *args: Any, target: Any = None, **kwargs: Any) -> None:
        if target is not None:
            kwargs["initial"] = {"version": target.version} | (kwargs.get("initial") or {})
        super().__init__(*args, target=target, **kwargs)


class FinishForm(CallBackForm):
    """How the call ended."""

    result = forms.ChoiceField(label=_("How it ended"), choices=CallBackResult.choices, widget=forms.RadioSelect)
    note = forms.CharField(
        label=_("What the customer said"), max_length=MAX_NOTE, widget=forms.Textarea(attrs={"rows": 3})
    )


class TryAgainForm(CallBackForm):
    """Nobody was reached."""


class GiveForm(CallBackForm):
    """Who calls instead."""

    user: Any = forms.ModelChoiceField(User.objects.none(), label=_("Who calls"), to_field_name="username")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = people_with_role(*CALLERS)
        if self.target is not None:
            rows = rows.exclude(pk__in=served_by(self.target.customer, self.target.ticket, timezone.now()))
        field: Any = self.fields["user"]
        field.queryset = rows.order_by("role", "username")
