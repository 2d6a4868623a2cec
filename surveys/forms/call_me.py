"""How somebody who answered anonymously wants to be reached."""

from django import forms
from django.utils.translation import gettext_lazy as _


class CallMeForm(forms.Form):
    use_required_attribute = False
    contact = forms.CharField(
        label=_("Name and phone number or email"),
        max_length=200,
        error_messages={"required": _("Enter how to reach you.")},
    )
