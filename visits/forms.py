"""What people say about a visit."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from aftersales.staff.models import User
from complaints.enums import Kind
from customers.enums import Channel
from customers.models import Contact

from .enums import Outcome
from .models import Visit
from .queries.lists import possible_reps
from .rules.outcome import NO_TICKET

CHANNELS = [(value, Channel(value).label) for value in ("visit", "phone", "email", "letter", "chat")]
TICKETS = [("", _("Based on outcome")), (NO_TICKET, _("No ticket")), *Kind.choices]


class DateInput(forms.DateInput):
    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class MomentInput(forms.DateTimeInput):
    input_type = "datetime-local"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%dT%H:%M")


def said(label: Any) -> forms.CharField:
    return forms.CharField(label=label, max_length=5000, required=False, widget=forms.Textarea(attrs={"rows": 2}))


class VersionedForm(forms.Form):
    """version: the state of the visit that was looked at."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=1)


class OutcomeForm(VersionedForm):
    """Who was met is filled in, one tap says what it came to, one saves it."""

    contact = forms.ModelChoiceField(
        Contact.objects.none(),
        label=_("Person met"),
        widget=forms.RadioSelect,
        required=False,
        empty_label=_("Someone else"),
        blank=True,
    )
    outcome = forms.ChoiceField(label=_("Follow-up outcome"), choices=Outcome.choices, widget=forms.RadioSelect)
    requirements = said(_("Requirements"))
    opinions = said(_("Opinions"))
    suggestions = said(_("Suggestions"))
    ticket = forms.ChoiceField(
        label=_("Ticket"),
        choices=TICKETS,
        required=False,
        help_text=_("If left empty, a problem becomes a complaint."),
    )
    met_whom = forms.CharField(label=_("Name of another person"), max_length=100, required=False)
    channel = forms.ChoiceField(label=_("Channel"), choices=CHANNELS, required=False)
    took_place_at = forms.DateTimeField(
        label=_("Completed"), required=False, widget=MomentInput, help_text=_("If empty: now.")
    )
    despite = forms.CharField(label=_("Reason for calling anyway"), max_length=200, required=False)
    next_on = forms.DateField(
        label=_("Next follow-up"),
        required=False,
        widget=DateInput,
        help_text=_("Only if a date was agreed on. Otherwise the next follow-up is planned automatically."),
    )

    def __init__(self, visit: Visit, *args: Any, draft: dict[str, Any] | None = None, **options: Any) -> None:
        main = visit.customer.main_contact
        start = {"channel": visit.channel, "contact": main and main.pk}
        super().__init__(*args, initial=start | (draft or {}) | {"version": visit.version}, **options)
        field: Any = self.fields["contact"]
        field.queryset = contacts = visit.customer.contacts.all()
        if not (visit.customer.not_by_phone or visit.customer.not_before):
            del self.fields["despite"]
        field.choices = [*((contact.pk, contact.name) for contact in contacts), ("", _("Someone else"))]


class RescheduleForm(VersionedForm):
    planned_on = forms.DateField(label=_("New date"), widget=DateInput)
    reason = forms.CharField(label=_("Reason"), max_length=200)


class MissedForm(VersionedForm):
    reason = forms.CharField(label=_("Reason"), max_length=200)
    try_on = forms.DateField(label=_("Next attempt on"), widget=DateInput)


class ReassignForm(VersionedForm):
    rep: Any = forms.ModelChoiceField(User.objects.none(), label=_("Rep"))

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["rep"].queryset = possible_reps()


class RepFilterForm(forms.Form):
    """Whose visits the list shows; the address carries it."""

    rep = forms.ChoiceField(label=_("Rep"), required=False)
    tab = forms.CharField(widget=forms.HiddenInput, required=False, max_length=10)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        everybody = [("all", _("All")), ("me", _("Mine")), ("none", _("No rep"))]
        self.fields["rep"].choices = everybody + [(str(rep.pk), str(rep)) for rep in possible_reps()]


def sheets(visit: Visit, today: date) -> dict[str, forms.Form]:
    """The forms behind the quieter actions of a visit's page."""
    version = {"version": visit.version}
    return {
        "reschedule": RescheduleForm(initial=version | {"planned_on": max(visit.planned_on, today)}),
        "missed": MissedForm(initial=version | {"try_on": today + timedelta(days=7)}),
        "reassign": ReassignForm(initial=version | {"rep": visit.rep_id}),
    }
