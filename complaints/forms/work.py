"""Forms of the daily work: canned replies, who gets what, reminders, joining, many tickets at once."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from aftersales.office.queries import calendar
from aftersales.staff.models import Department, Region, User
from aftersales.store.in_use import offer
from customers.enums import Channel

from ..enums import Kind
from ..models import AssignmentRule, Phrase
from ..permissions import TICKET_OWNERS
from ..queries.assignment import categories
from ..queries.work import siblings
from .ticket import StepForm

PHRASE_LENGTH = 2000


class DateInput(forms.DateInput):
    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


def many(label: Any, choices: Any, help_text: Any = "") -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(
        label=label, choices=choices, required=False, widget=forms.CheckboxSelectMultiple, help_text=help_text
    )


def initial_of(row: Any, form: type[forms.Form]) -> dict[str, Any]:
    """What a form starts with: the row's own values."""
    return {name: getattr(row, name) for name in form.base_fields}


class PhraseForm(forms.Form):
    """A canned reply."""

    name = forms.CharField(label=_("Title"), max_length=100)
    name_en = forms.CharField(label=_("English title"), max_length=100, required=False)
    body = forms.CharField(
        label=_("Text"),
        max_length=PHRASE_LENGTH,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("{number}, {customer} and {due} are filled in for the ticket."),
    )
    body_en = forms.CharField(
        label=_("English text"),
        max_length=PHRASE_LENGTH,
        required=False,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("Offered beside the Chinese one, for customers who read English."),
    )
    kinds = many(_("For these kinds of ticket"), Kind.choices, _("None chosen: for all."))
    channels = many(_("For tickets that came by"), Channel.choices, _("None chosen: for all."))
    effective_from = forms.DateField(label=_("In effect from"), widget=DateInput)
    effective_until = forms.DateField(label=_("In effect until"), required=False, widget=DateInput)
    position = forms.IntegerField(
        label=_("Place in the list"), min_value=0, max_value=9999, initial=100, help_text=_("The lowest stands first.")
    )
    is_active = forms.BooleanField(label=_("In use"), required=False, initial=True)
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    @classmethod
    def of(cls, phrase: Phrase) -> PhraseForm:
        return cls(initial=initial_of(phrase, cls))


LATER = [("1", _("Next workday")), ("3", _("In 3 days")), ("7", _("In a week")), ("", _("Another moment"))]


class AssignmentForm(forms.Form):
    """A rule that gives tickets to a person or a department."""

    region = forms.ModelChoiceField(
        label=_("Region"), queryset=Region.objects.all(), required=False, empty_label=_("Any")
    )
    category = forms.ChoiceField(label=_("Product category"), required=False)
    kind = forms.ChoiceField(label=_("Kind"), choices=[("", _("Any")), *Kind.choices], required=False)
    priority = forms.IntegerField(
        label=_("Priority"),
        min_value=0,
        max_value=9999,
        initial=100,
        help_text=_("The lowest number decides; of equals the rule that says more."),
    )
    owner = forms.ModelChoiceField(
        label=_("Goes to the person"), queryset=User.objects.none(), required=False, empty_label=""
    )
    department = forms.ModelChoiceField(
        label=_("Or to the department"),
        queryset=Department.objects.all(),
        required=False,
        empty_label="",
        help_text=_("Whoever of it has the fewest open tickets gets it."),
    )
    effective_from = forms.DateField(label=_("In effect from"), widget=DateInput)
    effective_until = forms.DateField(label=_("In effect until"), required=False, widget=DateInput)
    is_active = forms.BooleanField(label=_("In use"), required=False, initial=True)
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "owner", User.objects.order_by("role", "username"), role__in=TICKET_OWNERS)
        offer(self, "region", Region)
        offer(self, "department", Department)
        # A category that no product has any more stays choosable where a rule names it.
        known = dict.fromkeys([*categories(), *filter(None, [self.initial.get("category")])])
        self.fields["category"].choices = [("", _("Any")), *((name, name) for name in known)]  # type: ignore[attr-defined]

    @classmethod
    def of(cls, rule: AssignmentRule, data: Any = None) -> AssignmentForm:
        return cls(data, initial=initial_of(rule, cls))


class RemindForm(StepForm):
    """When, mostly with one tap; of what, if the ticket does not say it all."""

    days = forms.ChoiceField(label=_("Remind me"), choices=LATER, initial="1", required=False, widget=forms.RadioSelect)
    due_at = forms.DateTimeField(
        label=_("Another moment"),
        required=False,
        help_text=_("If filled in, this counts."),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )
    note = forms.CharField(label=_("What of"), max_length=300, required=False)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        days = data.pop("days", "")
        if "due_at" in data and data["due_at"] is None:
            if days:
                data["due_at"] = opening(timezone.now(), int(days))
            else:
                self.add_error("due_at", _("Say when."))
        return data


def opening(now: datetime, days: int) -> datetime:
    """When work begins on the first workday so many days ahead or after."""
    working = calendar()
    day = working.date_of(now) + timedelta(days=days)
    ahead = (windows for one in range(31) if (windows := working.windows(day + timedelta(days=one))))
    windows = next(ahead, ())
    return windows[0][0] if windows else timezone.make_aware(datetime.combine(day, time(9)))


class JoinForm(StepForm):
    """Into which of the customer's open tickets."""

    into = forms.TypedChoiceField(label=_("Join into"), coerce=int, widget=forms.RadioSelect)
    reason = forms.CharField(
        label=_("Why they are one matter"),
        max_length=500,
        required=False,
        help_text=_("This one is withdrawn; what the customer said stands in the other one too. Reopening undoes it."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = siblings(self.user, self.ticket)
        self.fields["into"].choices = [  # type: ignore[attr-defined]
            (row.pk, f"{row.number} {row.subject}") for row in rows
        ]
        if len(rows) == 1:
            self.initial.setdefault("into", rows[0].pk)


class ManyForm(forms.Form):
    """What a step on many tickets needs to know; most need nothing."""


class HandOverManyForm(ManyForm):
    to = forms.ModelChoiceField(label=_("To"), queryset=User.objects.none())
    note = forms.CharField(
        label=_("Hand-over note"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("What the next one needs to know. It stands on each of the tickets."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people = User.objects.filter(is_active=True, role__in=TICKET_OWNERS)
        self.fields["to"].queryset = people.order_by("role", "username")  # type: ignore[attr-defined]


class PauseManyForm(ManyForm):
    reason = forms.CharField(
        label=_("What we wait for"), max_length=200, help_text=_("The clock stands still until the customer answers.")
    )
