"""The form of a call. Only telephone systems send it, through the API."""

from typing import Any

from django import forms

from aftersales.staff.models import User
from aftersales.web.fields import MomentField
from customers.enums import Direction


class CallForm(forms.Form):
    """A call that is ringing. call_id: the id in the telephone system; sending it again changes nothing. user: the user
    whose telephone rings. extension: the last digits of that user's number, if user is not sent. Without both, all
    service staff see the call."""

    call_id = forms.CharField(max_length=64)
    rang_at = MomentField()
    phone = forms.CharField(max_length=40, required=False)
    direction = forms.ChoiceField(choices=Direction.choices, required=False, initial=Direction.IN)
    user: Any = forms.ModelChoiceField(
        queryset=User.objects.filter(is_active=True), to_field_name="username", required=False
    )
    extension = forms.CharField(max_length=20, required=False)
