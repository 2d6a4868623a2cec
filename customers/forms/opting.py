"""Forms to record what a customer does not want, and that they have taken it back."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from aftersales.web.forms import VerbForm

from ..enums import ContactPurpose, OptOutChannel
from ..models import Contact
from .customer import OfCustomerForm, text_field


class OptOutForm(forms.Form):
    """contact: whose wish it is; that of the whole customer if left out. note: how they said so."""

    purpose = forms.ChoiceField(label=_("What they do not want"), choices=ContactPurpose.choices)
    channel = forms.ChoiceField(
        label=_("By which channel"),
        choices=OptOutChannel.choices,
        help_text=_("It counts at once. Recalls and safety notices reach the customer all the same."),
    )
    contact: Any = forms.ModelChoiceField(
        Contact.objects.none(), label=_("Whose wish"), required=False, empty_label=_("The whole customer")
    )
    note = text_field(
        _("How they said so"), 200, required=True, help_text=_("For example: said on the phone on 3 March")
    )

    def __init__(self, *args: Any, contacts: QuerySet[Contact], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["contact"].queryset = contacts

    def arguments(self) -> dict[str, Any]:
        """The arguments of the service opt_out, without the customer."""
        data = {name: value for name, value in self.cleaned_data.items() if name != "customer"}
        contact = data.pop("contact")
        return {"contact_id": contact.pk if contact else None, **data}


class NewOptOutForm(OfCustomerForm, OptOutForm):
    """contact: whose wish it is; that of the whole customer if left out. note: how they said so."""


class TakeBackForm(VerbForm):
    """reason: how the customer took the wish back."""

    key = "opt_out_id"
    reason = text_field(_("How they took it back"), 200, required=True)
