"""Forms of meetings and decisions."""

from datetime import timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from aftersales.store.dates import company_date
from aftersales.store.in_use import offer
from aftersales.web.fields import AmountField, CountField, MomentField
from aftersales.web.forms import RowForm, RowsForm, VerbForm
from complaints.enums import Remedy

from .. import permissions
from ..models import Investigation
from ..models.meetings import SHARES
from ..queries.investigations import people_by_department
from ..queries.meetings import chairs, for_agenda
from ..rules.meetings import MAX_CASES, wrong_shares
from .actions import NewActionForm
from .common import PeopleField, PersonField, person_label, text_field, version_field
from .investigations import InvestigationForm

BLANK_ROWS = 3
GUESTS_HELP = _("Names of people from outside, separated by commas.")


class CaseField(forms.ModelChoiceField):
    """A case on the agenda, chosen by the number of its investigation."""

    def __init__(self, **options: Any) -> None:
        super().__init__(queryset=Investigation.objects.none(), to_field_name="number", **options)


class AgendaRow(RowForm):
    """A case. item: its place on the agenda; without one the rows keep their order."""

    needed = ("investigation",)
    investigation = CaseField(label=_("Investigation"), required=False)
    item = CountField(label=pgettext_lazy("agenda", "Item"), min_value=1, max_value=MAX_CASES, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["investigation"].queryset = self.form.offered
        self.fields["investigation"].choices = self.form.choices


class MeetingForm(RowsForm):
    """A planned meeting with its agenda. cases: the investigations in the order in which they are dealt with."""

    key = "meeting_id"
    row_form, rows_name, max_rows = AgendaRow, "cases", MAX_CASES
    title = forms.CharField(label=_("Title"), max_length=200)
    starts_at = MomentField(label=_("Starts"), ago=timedelta(days=31))
    place = forms.CharField(label=_("Place"), max_length=120, required=False)
    chair = PersonField(label=_("Chair"), help_text=_("The general manager, or who stands in for them on that day."))
    attendees = PeopleField(label=_("Attendees"), required=False)
    guests = forms.CharField(label=_("Guests"), max_length=500, required=False, help_text=GUESTS_HELP)
    version = version_field()

    def __init__(self, *args: Any, target: Any = None, **kwargs: Any) -> None:
        kwargs["initial"] = (_values(target) if target else {}) | (kwargs.get("initial") or {})
        super().__init__(*args, target=target, **kwargs)
        offer(self, "chair", chairs(company_date(timezone.now())), label=person_label)
        offer(self, "attendees", people_by_department(), label=person_label, role__in=permissions.ATTENDEES)
        self.offered = for_agenda(self.user, target) if self.user else Investigation.objects.none()
        self.choices = [("", ""), *((row.number, str(row)) for row in self.offered)]
        chosen = [case.investigation for case in target.cases.all()] if target else self.initial.get("cases", [])
        rows = [{"investigation": row, "item": place} for place, row in enumerate(chosen, 1)]
        shown = [*rows, *[{} for _blank in range(BLANK_ROWS)]][:MAX_CASES]
        self.shown = len(shown)
        self.make_rows(shown)

    def _sent(self) -> int:
        """A refused page shows as many rows as before, though a browser may send none of those left empty."""
        return max(super()._sent(), self.shown)

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if not self.rows or (all(row.is_valid() for row in self.rows) and not self.chosen()):
            self.add_error(None, ValidationError(_("Put at least one investigation on the agenda."), code="empty"))
        return data

    def chosen(self) -> list[Investigation]:
        """The investigations in the order of the agenda."""
        rows = [row.cleaned_data for row in self.rows if row.cleaned_data.get("investigation")]
        return [row["investigation"] for row in sorted(rows, key=lambda row: row.get("item") or MAX_CASES + 1)]

    def arguments(self) -> dict[str, Any]:
        data = super().arguments()
        if self.target is None:
            data.pop("version")
        return {**data, "investigations": self.chosen()}


def _values(meeting: Any) -> dict[str, Any]:
    names = ("title", "starts_at", "place", "chair", "guests", "version")
    return {**{name: getattr(meeting, name) for name in names}, "attendees": list(meeting.attendees.all())}


class MeetingVerbForm(VerbForm):
    """The base of the verbs of a meeting."""

    key = "meeting_id"

    def __init__(self, *args: Any, target: Any = None, **kwargs: Any) -> None:
        initial = {"version": target.version} if target and "version" in self.base_fields else {}
        kwargs["initial"] = initial | (kwargs.get("initial") or {})
        super().__init__(*args, target=target, **kwargs)


class CancelMeetingForm(MeetingVerbForm):
    reason = text_field(_("Reason"), required=True, limit=500)
    version = version_field()


class HoldMeetingForm(MeetingVerbForm):
    """Close a meeting that took place: who attended, and the minutes."""

    attendees = PeopleField(label=_("Attended"), required=False)
    guests = forms.CharField(label=_("Guests"), max_length=500, required=False, help_text=GUESTS_HELP)
    minutes = text_field(_("Minutes"), required=True, rows=6)
    version = version_field()

    def __init__(self, *args: Any, target: Any = None, **kwargs: Any) -> None:
        super().__init__(*args, target=target, **kwargs)
        if target is not None:
            kept = {"attendees": list(target.attendees.all()), "guests": target.guests, "minutes": target.minutes}
            self.initial = kept | self.initial
        offer(self, "attendees", people_by_department(), label=person_label, role__in=permissions.ATTENDEES)


class OfCase(forms.Form):
    """A verb about one case of a meeting: the number of its investigation."""

    investigation = CaseField(label=_("Investigation"))

    def _offer_cases(self) -> None:
        target = getattr(self, "target", None)
        if target is not None:
            self.fields["investigation"].queryset = Investigation.objects.filter(cases__meeting=target)

    def _with_case(self, data: dict[str, Any]) -> dict[str, Any]:
        """The arguments of the service, with the id of the case."""
        investigation = data.pop("investigation")
        case = self.target.cases.get(investigation=investigation)
        return {**data, "case_id": case.pk}


class NoteCaseForm(OfCase, MeetingVerbForm):
    """The minutes of one case."""

    minutes = text_field(_("Minutes"), required=True, rows=5)
    version = version_field()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._offer_cases()

    def arguments(self) -> dict[str, Any]:
        return self._with_case(super().arguments())


class DecisionFields(forms.Form):
    """What a meeting decides about a case."""

    nature = forms.CharField(
        label=_("Nature of the incident"), max_length=500, help_text=_("For example: intrinsic quality, severity 2.")
    )
    responsible = forms.CharField(label=_("Who is responsible"), max_length=500)
    share_supplier = CountField(
        label=_("Share of the supplier, %"),
        min_value=0,
        max_value=100,
        required=False,
        help_text=_("Leave all four empty, or let them add up to 100."),
    )
    share_ours = CountField(label=_("Our share, %"), min_value=0, max_value=100, required=False)
    share_customer = CountField(label=_("Share of the customer, %"), min_value=0, max_value=100, required=False)
    share_transport = CountField(label=_("Share of transport, %"), min_value=0, max_value=100, required=False)
    cause = text_field(_("Cause"), required=True, rows=2)
    remedy = forms.ChoiceField(label=_("Remedy"), choices=Remedy.choices, widget=forms.RadioSelect)
    amount_limit = AmountField(
        label=_("Up to which amount"),
        required=False,
        help_text=_("A limit for the proposal. It approves no money: the proposal is still approved by its amount."),
    )
    decision = text_field(
        _("Decision"), required=True, rows=4, help_text=_("How the incident is handled, and by whom.")
    )
    minutes = text_field(_("Minutes"), rows=3)

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        if wrong_shares(data.get(name) for name in SHARES):
            text = _("The shares of the responsibility must add up to 100 percent.")
            self.add_error("share_supplier", ValidationError(text, code="not_100"))
        return data


def proposed_by_report(investigation: Investigation) -> dict[str, Any]:
    """What the report proposes."""
    return {
        "nature": investigation.ticket.get_quality_class_display(),
        "responsible": investigation.responsibility[:500],
        "cause": investigation.cause,
        "decision": investigation.handling,
    }


class DecideCaseForm(OfCase, DecisionFields, MeetingVerbForm):
    """The decision on one case of a meeting."""

    field_order = ("investigation",)
    version = version_field()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._offer_cases()

    def arguments(self) -> dict[str, Any]:
        return self._with_case(super().arguments())


class DecisionForm(DecisionFields, InvestigationForm):
    """The decision of a meeting on this investigation alone."""

    attendees = PeopleField(label=_("Attendees"), required=False)
    guests = forms.CharField(label=_("Guests"), max_length=500, required=False, help_text=GUESTS_HELP)
    version = version_field()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "attendees", people_by_department(), label=person_label, role__in=permissions.ATTENDEES)

    def values_of(self, row: Any) -> dict[str, Any]:
        people = {user.pk: user for user in [row.lead, *row.team.all()]}
        return {**super().values_of(row), **proposed_by_report(row), "attendees": list(people.values())}


class MeetingActionForm(NewActionForm):
    """An action about one case, assigned in the meeting."""

    key = "meeting_id"

    def __init__(self, *args: Any, target: Any = None, **kwargs: Any) -> None:
        super().__init__(*args, target=None, **kwargs)
        self.target = target
        self.fields.pop("ticket", None)
        self.fields["investigation"] = CaseField(label=_("Investigation"))
        if target is not None:
            self.fields["investigation"].queryset = Investigation.objects.filter(cases__meeting=target)
        self.order_fields(["investigation"])

    def arguments(self) -> dict[str, Any]:
        case = self.target.cases.get(investigation=self.cleaned_data["investigation"])
        return {**super().arguments(), "case_id": case.pk}
