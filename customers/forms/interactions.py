"""Forms of interactions: one contact with a customer, by any channel."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from aftersales.staff.models import User
from aftersales.web.fields import CountField, MomentField

from ..enums import Channel, Direction
from ..models import Contact, Customer, Interaction
from ..queries import contacts_seen_by, interactions_seen_by
from .calls import ask_why_called
from .customer import OfCustomerForm, text_field

OFFERED = 10  # so many of the latest interactions may be answered on the page


def _line(row: Interaction) -> str:
    return f"{timezone.localtime(row.at):%Y-%m-%d %H:%M} {row.get_channel_display()}"


class NoteForm(forms.Form):
    """The message box on the page of a customer."""

    body = text_field(_("Conversation notes"), 10_000, required=True, widget=forms.Textarea(attrs={"rows": 3}))


class InteractionForm(NoteForm):
    """at: when it took place; now if it is left out. answers: the interaction that this one answers. despite: why a
    customer was called although they do not want calls, or not at that time."""

    direction = forms.ChoiceField(label=_("Direction"), choices=Direction.choices, initial=Direction.IN)
    channel = forms.ChoiceField(label=_("Channel"), choices=Channel.choices, initial=Channel.PHONE)
    contact: Any = forms.ModelChoiceField(Contact.objects.none(), label=_("Contact"), required=False)
    at = MomentField(label=_("Date and time"), required=False, help_text=_("Leave empty for now."))
    answers: Any = forms.ModelChoiceField(Interaction.objects.none(), label=_("Answers"), required=False)
    despite = text_field(_("Reason for calling anyway"), 200)

    def __init__(self, *args: Any, customer: Customer, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["contact"].queryset = customer.contacts.all()
        self.fields["contact"].empty_label = _("Contact")
        offered: Any = self.fields["answers"]
        offered.queryset, offered.empty_label = customer.interactions.order_by("-at", "-pk"), _("Answers")
        if not self.is_bound:
            # The page has read the contacts already.
            people = ((contact.pk, str(contact)) for contact in customer.contacts.all())
            self.fields["contact"].choices = [("", _("Contact")), *people]
            latest = customer.interactions.order_by("-at", "-pk")[:OFFERED]
            offered.choices = [("", _("Answers")), *((row.pk, _line(row)) for row in latest)]
        ask_why_called(self, customer, at=None)


class NewInteractionForm(OfCustomerForm, InteractionForm):
    """at: when it took place; now if it is left out. answers: the interaction that this one answers."""

    contact_name = text_field(_("Person"), 100)
    duration_seconds = CountField(required=False, min_value=0, max_value=86_400)

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        forms.Form.__init__(self, *args, **kwargs)
        self.fields["contact"].queryset = contacts_seen_by(user)
        self.fields["answers"].queryset = interactions_seen_by(user)
