"""What people say about the customer panel."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from ..enums import Channel
from ..models import Contact, Customer, PanelMember
from .archive import DateInput, text


class MemberForm(forms.Form):
    contact = forms.ModelChoiceField(Contact.objects.none(), label=_("Contact"), empty_label=None)
    agreed_on = forms.DateField(label=_("Agreed on"), widget=DateInput)
    topics = text(_("Areas of interest"), 200)
    ask_by = forms.ChoiceField(label=_("How to ask"), choices=Channel.choices, initial=Channel.PHONE)

    def __init__(self, *args: Any, customer: Customer, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["contact"].queryset = customer.contacts.all()


class QuestionForm(forms.Form):
    title = text(pgettext_lazy("asked", "Question"), 200, required=True)
    body = text(_("Full question"), 2000, widget=forms.Textarea(attrs={"rows": 4}))


class AnswerForm(forms.Form):
    member = forms.ModelChoiceField(
        PanelMember.objects.none(), label=pgettext_lazy("of the panel", "Member"), empty_label=""
    )
    body = text(_("Opinion"), 5000, required=True, widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, *args: Any, members: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["member"].queryset = members
        self.fields["member"].label_from_instance = lambda member: f"{member} {member.customer.name}"


class ConcludeForm(forms.Form):
    outcome = text(_("Outcome"), 2000, required=True, widget=forms.Textarea(attrs={"rows": 3}))
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1, required=False)
