"""Forms of the daily work: canned replies, who gets what, reminders, joining, many tickets at once."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, time, timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from aftersales.office.queries import calendar
from aftersales.staff.models import Department, Region, User
from aftersales.store.in_use import offer
from aftersales.web.fields import DayField, MomentField, WordsField
from customers.enums import Channel

from ..enums import Kind
from ..models import AssignmentRule, CannedReply, Ticket
from ..permissions import TICKET_OWNERS, visible_to
from ..queries.assignment import categories
from ..queries.tickets import siblings
from .ticket import TicketForm

CANNED_REPLY_LENGTH = 2000


def many(label: Any, choices: Any, help_text: Any = "") -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(
        label=label, choices=choices, required=False, widget=forms.CheckboxSelectMultiple, help_text=help_text
    )


def initial_of(row: Any, form: type[forms.Form]) -> dict[str, Any]:
    """What a form starts with: the row's own values."""
    return {name: getattr(row, name) for name in form.base_fields}


class CannedReplyForm(forms.Form):
    """A canned reply."""

    name = forms.CharField(label=_("Title"), max_length=100)
    name_en = forms.CharField(label=_("English title"), max_length=100, required=False)
    body = forms.CharField(
        label=_("Text"),
        max_length=CANNED_REPLY_LENGTH,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("{number}, {customer} and {due} are filled in from the ticket."),
    )
    body_en = forms.CharField(
        label=_("English text"),
        max_length=CANNED_REPLY_LENGTH,
        required=False,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("Offered together with the Chinese one, for customers who read English."),
    )
    kinds = many(_("For these ticket types"), Kind.choices, _("If none is chosen, it applies to all."))
    channels = many(_("For these channels"), Channel.choices, _("If none is chosen, it applies to all."))
    effective_from = DayField(label=_("Effective from"))
    effective_until = DayField(label=_("Effective until"), required=False)
    position = forms.IntegerField(
        label=_("Sort order"), min_value=0, max_value=9999, initial=100, help_text=_("Lower numbers come first.")
    )
    is_active = forms.BooleanField(label=_("Active"), required=False, initial=True)
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    @classmethod
    def of(cls, canned_reply: CannedReply) -> CannedReplyForm:
        return cls(initial=initial_of(canned_reply, cls))


LATER = [("1", _("Next workday")), ("3", _("In 3 days")), ("7", _("In a week")), ("", _("Other time"))]


class AssignmentForm(forms.Form):
    """A rule that gives tickets to a person or a department."""

    region = forms.ModelChoiceField(
        label=_("Region"), queryset=Region.objects.all(), required=False, empty_label=_("Any")
    )
    category = forms.ChoiceField(label=_("Product category"), required=False)
    kind = forms.ChoiceField(label=_("Type"), choices=[("", _("Any")), *Kind.choices], required=False)
    priority = forms.IntegerField(
        label=_("Priority"),
        min_value=0,
        max_value=9999,
        initial=100,
        help_text=_("Lowest number wins; ties go to the most specific rule."),
    )
    owner = forms.ModelChoiceField(
        label=_("Assign to person"), queryset=User.objects.none(), required=False, empty_label=""
    )
    department = forms.ModelChoiceField(
        label=_("Or department"),
        queryset=Department.objects.all(),
        required=False,
        empty_label="",
        help_text=_("Assigned to the member with the fewest open tickets."),
    )
    effective_from = DayField(label=_("Effective from"))
    effective_until = DayField(label=_("Effective until"), required=False)
    is_active = forms.BooleanField(label=_("Active"), required=False, initial=True)
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


class RemindForm(TicketForm):
    """When, mostly with one tap; of what, if the ticket does not say it all."""

    days = forms.ChoiceField(label=_("Remind me"), choices=LATER, required=False, widget=forms.RadioSelect)
    due_at = MomentField(label=_("Other time"), required=False, help_text=_("If filled in, this applies."))
    note = forms.CharField(label=_("Remind me about"), max_length=300, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("days", "1")

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        days = data.pop("days", "")
        if "due_at" in data and data["due_at"] is None:
            if days:
                data["due_at"] = opening(timezone.now(), int(days))
            else:
                self.add_error("due_at", _("Enter a time."))
        return data


def opening(now: datetime, days: int) -> datetime:
    """When work begins on the first workday so many days ahead or after."""
    working = calendar()
    day = working.date_of(now) + timedelta(days=days)
    ahead = (windows for one in range(31) if (windows := working.windows(day + timedelta(days=one))))
    windows = next(ahead, ())
    return windows[0][0] if windows else timezone.make_aware(datetime.combine(day, time(9)))


class MergeForm(TicketForm):
    """Into which of the customer's open tickets: its number."""

    into: Any = forms.ModelChoiceField(
        label=_("Merge into"), queryset=Ticket.objects.none(), to_field_name="number", widget=forms.RadioSelect
    )
    reason = forms.CharField(
        label=_("Reason for merging"),
        max_length=500,
        required=False,
        help_text=_(
            "This ticket is withdrawn, and its customer messages also appear in the other ticket. "
            "Reopen it to undo the merge."
        ),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = siblings(self.user, self.ticket)
        field: Any = self.fields["into"]
        field.queryset = visible_to(self.user).exclude(pk=self.ticket.pk)
        field.choices = [(row.number, f"{row.number} {row.subject}") for row in rows]
        if len(rows) == 1:
            self.initial.setdefault("into", rows[0].number)

    def arguments(self) -> dict[str, Any]:
        data = super().arguments()
        return {**data, "into": data["into"].pk}


class ManyForm(forms.Form):
    """Which verb on which tickets; the verb's own fields come beside them."""

    verb = forms.ChoiceField(choices=[])

    def __init__(self, *args: Any, verbs: Iterable[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["verb"].choices = [(name, name) for name in verbs]  # type: ignore[attr-defined]

    tickets = WordsField()
