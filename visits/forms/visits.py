"""Input for the verbs of a visit."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from aftersales.staff.models import User
from aftersales.store.in_use import offer
from aftersales.web.fields import DayField, MomentField, PhoneField
from aftersales.web.forms import VerbForm, judged
from aftersales.web.moments import day
from complaints.enums import Kind
from complaints.quality.forms.common import PersonField, PhotosField, person_label
from complaints.quality.permissions import ACTION_OWNERS
from complaints.quality.queries.investigations import people_by_department
from customers.enums import Channel
from customers.forms.calls import ask_why_called
from customers.models import Contact

from ..enums import Decision, Mood, VisitOutcome
from ..models import Visit
from ..queries.lists import open_numbers, possible_reps
from ..rules.workflow import NO_TICKET

CHANNELS = [(value, Channel(value).label) for value in ("visit", "phone", "email", "letter", "chat")]


TICKETS = [("", _("Based on outcome")), (NO_TICKET, _("No ticket")), *Kind.choices]


class KeyField(forms.UUIDField):
    """A key that a phone makes for a record, so that it takes effect once."""

    def __init__(self) -> None:
        super().__init__(required=False, widget=forms.HiddenInput)


class WordsOfCustomer(forms.CharField):
    def __init__(self, label: Any) -> None:
        super().__init__(label=label, max_length=5000, required=False, widget=forms.Textarea(attrs={"rows": 2}))


class VisitForm(VerbForm):
    """The base of the verbs of a visit. version: the version that the client read; an outdated one is refused with
    409."""

    key = "visit_id"
    version = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=1, max_value=2**31 - 1)

    def __init__(self, *args: Any, target: Visit, initial: dict[str, Any] | None = None, **options: Any) -> None:
        start = self.start(target) | (initial or {}) | {"version": target.version}
        super().__init__(*args, target=target, initial=start, **options)

    def start(self, visit: Visit) -> dict[str, Any]:
        """The initial values of the form on the page."""
        return {}


class OutcomeForm(VisitForm):
    """The outcome of a visit. On the page the contact is filled in, so one tap chooses the outcome and one saves it."""

    contact = forms.ModelChoiceField(
        Contact.objects.none(),
        label=_("Person met"),
        widget=forms.RadioSelect,
        required=False,
        empty_label=_("Someone else"),
        blank=True,
    )
    mood = forms.ChoiceField(label=_("Mood"), choices=Mood.choices, widget=forms.RadioSelect, required=False)
    outcome = forms.ChoiceField(
        label=_("Follow-up outcome"),
        choices=VisitOutcome.choices,
        widget=forms.RadioSelect,
        required=False,
        help_text=_("If left empty, it follows from the mood."),
    )
    requirements = WordsOfCustomer(_("Requirements"))
    opinions = WordsOfCustomer(_("Opinions"))
    suggestions = WordsOfCustomer(_("Suggestions"))
    promised = WordsOfCustomer(_("Promised to the customer"))
    correction = WordsOfCustomer(_("What has changed at the customer"))
    ticket = forms.CharField(
        label=_("Ticket"),
        max_length=20,
        required=False,
        widget=forms.Select,
        help_text=_("If left empty, a problem becomes a complaint. Or the number of an open ticket."),
    )
    met_whom = forms.CharField(label=_("Name of another person"), max_length=100, required=False)
    channel = forms.ChoiceField(label=_("Channel"), choices=CHANNELS, required=False)
    took_place_at = MomentField(label=_("Completed"), required=False, help_text=_("If empty: now."))
    despite = forms.CharField(label=_("Reason for calling anyway"), max_length=200, required=False)
    next_on = DayField(
        label=_("Next follow-up"),
        required=False,
        help_text=_("Only if a date was agreed on. Otherwise the next follow-up is planned automatically."),
    )
    next_reason = forms.CharField(
        label=_("Why so late"),
        max_length=200,
        required=False,
        help_text=_("Only if the next follow-up is later than the cadence allows; the manager is told."),
    )
    photos = PhotosField(label=_("Photos"), required=False)
    signature = forms.FileField(
        label=_("Signature"), required=False, widget=forms.FileInput(attrs={"accept": "image/*"})
    )
    signed_name = forms.CharField(label=_("Signed by"), max_length=100, required=False)
    statement = forms.CharField(max_length=6000, required=False, widget=forms.HiddenInput)
    key = KeyField()

    def __init__(self, *args: Any, target: Visit, **options: Any) -> None:
        super().__init__(*args, target=target, **options)
        contact: Any = self.fields["contact"]
        contact.queryset = contacts = target.customer.contacts.all()
        contact.choices = [*((each.pk, each.name) for each in contacts), ("", _("Someone else"))]
        ticket: Any = self.fields["ticket"]
        ticket.widget.choices = [*TICKETS, *((number, number) for number in open_numbers(self.user, target))]
        channel: Any = self.fields["channel"]
        channel.choices = list({**dict(CHANNELS), target.channel: target.get_channel_display()}.items())
        ask_why_called(self, target.customer, at=None)

    def start(self, visit: Visit) -> dict[str, Any]:
        main = visit.customer.main_contact
        return {"channel": visit.channel, "contact": main and main.pk}


class RescheduleForm(VisitForm):
    planned_on = DayField(label=_("New date"))
    planned_time = forms.TimeField(
        label=_("Agreed time"),
        required=False,
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        help_text=_("Only if it was agreed on with the customer."),
    )
    reason = forms.CharField(label=_("Reason"), max_length=200)

    def __init__(self, *args: Any, target: Visit, **options: Any) -> None:
        super().__init__(*args, target=target, **options)
        text = gettext("Due on %(day)s. If it is moved past that day, the manager is told why.")
        self.fields["planned_on"].help_text = text % {"day": day(target.due_on)}

    def start(self, visit: Visit) -> dict[str, Any]:
        return {"planned_on": max(visit.planned_on, timezone.localdate()), "planned_time": visit.planned_time}


class MissedForm(VisitForm):
    reason = forms.CharField(label=_("Reason"), max_length=200)
    try_on = DayField(label=_("Next attempt on"))
    key = KeyField()

    def start(self, visit: Visit) -> dict[str, Any]:
        return {"try_on": timezone.localdate() + timedelta(days=7)}


class ReassignForm(VisitForm):
    rep: Any = forms.ModelChoiceField(User.objects.none(), label=_("Rep"), to_field_name="username", empty_label="")
    reason = forms.CharField(max_length=200, required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["rep"].queryset = possible_reps()

    def start(self, visit: Visit) -> dict[str, Any]:
        return {"rep": visit.rep and visit.rep.username}


class DecideForm(VisitForm):
    """How to go on after three tries that failed."""

    decision = forms.ChoiceField(label=_("Go on"), choices=Decision.choices, widget=forms.RadioSelect)
    on = DayField(label=_("On, or until"))
    channel = forms.ChoiceField(label=_("Channel"), choices=CHANNELS, required=False)
    rep: Any = forms.ModelChoiceField(
        User.objects.none(), label=_("Rep"), to_field_name="username", empty_label="", required=False
    )
    reason = forms.CharField(label=_("Reason"), max_length=200)

    def __init__(self, *args: Any, target: Visit, **options: Any) -> None:
        super().__init__(*args, target=target, **options)
        self.fields["rep"].queryset = possible_reps()
        channel: Any = self.fields["channel"]
        channel.choices = list({**dict(CHANNELS), target.channel: target.get_channel_display()}.items())
        # To try again, one of them must change.
        judged(self, "channel", "rep")

    def start(self, visit: Visit) -> dict[str, Any]:
        on = max(visit.planned_on, timezone.localdate())
        return {"decision": Decision.AGAIN, "on": on, "channel": visit.channel, "rep": visit.rep and visit.rep.username}


class CopyForm(VisitForm):
    """The copy of the record asks nothing."""


class CorrectForm(VisitForm):
    """What the visit showed to be wrong in the data of the customer. An empty field stays as it is."""

    phone = PhoneField(label=_("Phone"), required=False)
    email = forms.EmailField(label=_("Email"), required=False, max_length=254)
    address = forms.CharField(label=_("Address"), max_length=200, required=False)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        judged(self, "phone", "email", "address")  # one of them


class ImproveForm(VisitForm):
    """An improvement action for what the visit showed."""

    title = forms.CharField(label=_("Action details"), max_length=200)
    owner = PersonField(label=_("Owner"))
    due_on = DayField(label=_("Due"))
    criterion = forms.CharField(
        label=_("Criterion"), max_length=1000, help_text=_("By what you will judge that it worked.")
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        offer(self, "owner", people_by_department(), label=person_label, role__in=ACTION_OWNERS)


class RepFilterForm(forms.Form):
    """The rep whose visits the list shows. The choice is part of the address."""

    rep = forms.ChoiceField(label=_("Rep"), required=False)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        everybody = [("all", _("All")), ("me", _("Mine")), ("none", _("No rep"))]
        self.fields["rep"].choices = everybody + [(str(rep.pk), str(rep)) for rep in possible_reps()]
