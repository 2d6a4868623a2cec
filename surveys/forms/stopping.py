"""What a customer does not want any more, and by which channel."""

from django import forms
from django.utils.translation import gettext_lazy as _

from customers.enums import ContactPurpose, OptOutChannel

PURPOSES = (
    (ContactPurpose.SURVEY, _("Surveys")),
    (ContactPurpose.VISIT, _("Follow-up calls and visits")),
    (ContactPurpose.ANY, _("Anything that I did not ask for")),
)


class StopForm(forms.Form):
    use_required_attribute = False
    purpose = forms.ChoiceField(
        label=_("What do you not want any more?"),
        choices=PURPOSES,
        widget=forms.RadioSelect,
        initial=ContactPurpose.SURVEY,
        error_messages={"required": _("Choose one of the answers.")},
    )
    channel = forms.ChoiceField(
        label=_("By which channel?"),
        choices=OptOutChannel.choices,
        widget=forms.RadioSelect,
        initial=OptOutChannel.ANY,
        error_messages={"required": _("Choose one of the answers.")},
    )
