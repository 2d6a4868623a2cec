"""Forms of the customer panel: members, questions, opinions."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from aftersales.web.fields import DayField
from aftersales.web.forms import VerbForm

from ..enums import Channel
from ..models import Contact, PanelMember
from ..queries.profile import panel_members
from .customer import text_field, version_field


class MemberForm(forms.Form):
    """A contact who agreed to advise."""

    contact: Any = forms.ModelChoiceField(Contact.objects.none(), label=_("Contact"), empty_label=None)
    agreed_on = DayField(label=_("Agreed on"))
    topics = text_field(_("Areas of interest"), 200)
    ask_by = forms.ChoiceField(label=_("How to ask"), choices=Channel.choices, initial=Channel.PHONE)

    def __init__(self, *args: Any, contacts: QuerySet[Contact], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["contact"].queryset = contacts

    def arguments(self) -> dict[str, Any]:
        """The arguments of the service join_panel."""
        data = dict(self.cleaned_data)
        return {"contact_id": data.pop("contact").pk, **data}


class LeaveForm(VerbForm):
    key = "member_id"


class QuestionForm(forms.Form):
    title = text_field(pgettext_lazy("asked", "Question"), 200, required=True)
    body = text_field(_("Full question"), 2000, widget=forms.Textarea(attrs={"rows": 4}))


class OpinionForm(VerbForm):
    """member: the id of a current member of the panel."""

    key = "question_id"
    member: Any = forms.ModelChoiceField(
        PanelMember.objects.none(), label=pgettext_lazy("of the panel", "Member"), empty_label=""
    )
    body = text_field(_("Opinion"), 5000, required=True, widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["member"]
        field.queryset = panel_members(self.user).filter(until=None)
        field.label_from_instance = lambda member: f"{member} {member.customer.name}"


class CloseQuestionForm(VerbForm):
    key = "question_id"
    outcome = text_field(_("Outcome"), 2000, required=True, widget=forms.Textarea(attrs={"rows": 3}))
    version = version_field()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.target is not None:
            self.initial |= {"version": self.target.version}
