"""Forms of reminders, merging and the bulk bar."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, time, timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from aftersales.office.queries import calendar
from aftersales.web.fields import MomentField, WordsField
from aftersales.web.forms import called_for

from ..models import Ticket
from ..permissions import visible_to
from ..queries.tickets import siblings
from .ticket import TicketForm

LATER = [("1", _("Next workday")), ("3", _("In 3 days")), ("7", _("In a week")), ("", _("Other time"))]


class RemindForm(TicketForm):
    """A reminder: when, usually one of the offered choices, and optionally a note."""

    days = forms.ChoiceField(label=_("Remind me"), choices=LATER, required=False, widget=forms.RadioSelect)
    due_at = MomentField(label=_("Other time"), required=False)
    note = forms.CharField(label=_("Remind me about"), max_length=300, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("days", "1")
        called_for(self, "due_at", by="days", needed=("",))

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
    """The start of work on the first working day that is at least `days` days ahead."""
    working = calendar()
    day = working.date_of(now) + timedelta(days=days)
    ahead = (windows for one in range(31) if (windows := working.windows(day + timedelta(days=one))))
    windows = next(ahead, ())
    return windows[0][0] if windows else timezone.make_aware(datetime.combine(day, time(9)))


class MergeForm(TicketForm):
    """Merge the ticket into another open ticket of the same customer, given by its number."""

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
    """A verb and the tickets that it is done to. The fields of the verb are sent along."""

    verb = forms.ChoiceField(choices=[])

    def __init__(self, *args: Any, verbs: Iterable[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["verb"].choices = [(name, name) for name in verbs]  # type: ignore[attr-defined]

    tickets = WordsField()
