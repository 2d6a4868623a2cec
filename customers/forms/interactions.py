"""Forms of interactions: one contact with a customer, by any channel."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from aftersales.staff.models import User
from aftersales.web.fields import MomentField

from ..enums import Channel, Direction
from ..models import Contact, Customer, Interaction
from ..queries import contacts_seen_by, interactions_seen_by
from .customer import OfCustomerForm, text_field


class NoteForm(forms.Form):
    """The message box on the page of a customer."""

    body = text_field(_("Conversation notes"), 10_000, required=True, widget=forms.Textarea(attrs={"rows": 3}))


class InteractionForm(NoteForm):
    """despite: why a customer was called although they do not want calls, or not at that time."""

    direction = forms.ChoiceField(label=_("Direction"), choices=Direction.choices, initial=Direction.IN)
    channel = forms.ChoiceField(label=_("Channel"), choices=Channel.choices, initial=Channel.PHONE)
    contact: Any = forms.ModelChoiceField(Contact.objects.none(), label=_("Contact"), required=False)
    despite = text_field(_("Reason for calling anyway"), 200)

    def __init__(self, *args: Any, customer: Customer, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["contact"].queryset = customer.contacts.all()
        self.fields["contact"].empty_label = _("Contact")
        if not (customer.not_by_phone or customer.not_before):
            del self.fields["despite"]


class NewInteractionForm(OfCustomerForm, InteractionForm):
    """at: when it took place; now if it is left out. answers: the interaction that this one answers."""

    contact_name = text_field(_("Person"), 100)
    at = MomentField(required=False)
    duration_seconds = forms.IntegerField(required=False, min_value=0, max_value=86_400)
    answers: Any = forms.ModelChoiceField(Interaction.objects.none(), required=False)

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        forms.Form.__init__(self, *args, **kwargs)
        self.fields["contact"].queryset = contacts_seen_by(user)
        self.fields["answers"].queryset = interactions_seen_by(user)
