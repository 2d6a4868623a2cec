"""The form of a call. Only telephone systems send it, through the API."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from aftersales.staff.models import User
from aftersales.web.fields import MomentField
from aftersales.web.forms import VerbForm
from customers.enums import Direction

from ..enums import CallOutcome


class CallForm(forms.Form):
    """A call that is ringing. call_id: the id in the telephone system. Send it again with answered_at when somebody
    picks up, or with missed when nobody did; the same again changes nothing. user: the user whose telephone rings.
    extension: the last digits of that user's number, if user is not sent. Without both, all service staff see the
    call."""

    call_id = forms.CharField(max_length=64)
    rang_at = MomentField()
    answered_at = MomentField(required=False)
    missed = forms.BooleanField(required=False)
    phone = forms.CharField(max_length=40, required=False)
    direction = forms.ChoiceField(choices=Direction.choices, required=False, initial=Direction.IN)
    user: Any = forms.ModelChoiceField(
        queryset=User.objects.filter(is_active=True), to_field_name="username", required=False
    )
    extension = forms.CharField(max_length=20, required=False)


class MissedCallForm(VerbForm):
    key = "missed_call_id"


class FinishCallForm(MissedCallForm):
    """How a missed call ended, and what to remember about it."""

    outcome = forms.ChoiceField(
        label=_("How did it end?"),
        choices=[choice for choice in CallOutcome.choices if choice[0] != CallOutcome.TICKET],
        widget=forms.RadioSelect,
    )
    note = forms.CharField(label=_("Note"), max_length=300, required=False)
