"""Forms of what is heard from the customers of a campaign."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from aftersales.web.fields import CountField, YesNoField
from aftersales.web.forms import VerbForm
from complaints.permissions import visible_to

from ..enums import AttemptResult, NoticeChannel, UnreachableReason
from .common import text_field, version_field

MOST_UNITS = 1_000_000
BY_SYSTEM = (UnreachableReason.ERASED, UnreachableReason.OPTED_OUT)


class CampaignCustomerForm(VerbForm):
    """The base of the verbs of a customer of a campaign."""

    key = "row_id"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.target is not None:
            self.initial.setdefault("version", self.target.version)


class AttemptForm(CampaignCustomerForm):
    """An attempt to tell the customer."""

    channel = forms.ChoiceField(
        label=pgettext_lazy("notice", "By"), choices=NoticeChannel.choices, widget=forms.RadioSelect
    )
    result = forms.ChoiceField(label=_("Result"), choices=AttemptResult.choices[1:], widget=forms.RadioSelect)
    note = forms.CharField(label=_("Note"), max_length=200, required=False)
    version = version_field()


class AnswerFields(forms.Form):
    """What the customer answers, to us or by the link of the notice."""

    stopped = YesNoField(label=_("Stopped using it?"))
    units_confirmed = CountField(
        label=_("Units they have"), min_value=0, max_value=MOST_UNITS, required=False, help_text=_("0 if none is left.")
    )
    moved_on_to = text_field(
        _("Passed on to"), rows=2, limit=1000, help_text=_("Who has the others now, and how to reach them.")
    )
    answer_note = text_field(_("Note"), rows=2, limit=1000)


class NoticeAnswerForm(AnswerFields, CampaignCustomerForm):
    """What the customer answered."""

    version = version_field()


class RemedyForm(CampaignCustomerForm):
    """How many units are remedied by now in all. ticket: the number of the ticket by which it was done."""

    units = CountField(label=_("Units remedied in all"), min_value=0, max_value=MOST_UNITS)
    ticket = forms.CharField(label=_("Ticket"), max_length=20, required=False)
    remedy_note = forms.CharField(label=_("What was done"), max_length=200, required=False)
    version = version_field()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.target is not None:
            confirmed = self.target.units_confirmed
            self.initial.setdefault("units", self.target.units if confirmed is None else confirmed)

    def clean_ticket(self) -> Any:
        number = self.cleaned_data["ticket"].strip()
        if not number:
            return None
        found = visible_to(self.user).filter(number=number).first() if self.user else None
        if found is None:
            raise ValidationError(_now("There is no ticket with this number."), code="unknown")
        return found


class GiveUpForm(CampaignCustomerForm):
    """Why a customer can't be reached."""

    unreachable_reason = forms.ChoiceField(
        label=_("Reason"),
        choices=[one for one in UnreachableReason.choices if one[0] not in BY_SYSTEM],
        widget=forms.RadioSelect,
    )
    unreachable_note = forms.CharField(label=_("Note"), max_length=200, required=False)
    version = version_field()


class CheckForm(VerbForm):
    """A check call. The three questions are for customers who were reached."""

    key = "check_id"
    reached = YesNoField(label=_("Reached?"))
    knew = YesNoField(label=_("Did they know of it?"), required=False)
    stopped = YesNoField(label=_("Stopped using it?"), required=False)
    remedied = YesNoField(label=_("Was it remedied?"), required=False)
    note = forms.CharField(label=_("Note"), max_length=200, required=False)
    version = version_field()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.target is not None:
            self.initial.setdefault("version", self.target.version)

    def arguments(self) -> dict[str, Any]:
        """A question without an answer is unknown, not no."""
        data = super().arguments()
        for name in ("knew", "stopped", "remedied"):
            if data[name] == "":
                data[name] = None
        return data
