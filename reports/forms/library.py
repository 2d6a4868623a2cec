"""Forms of stored reports and their schedules."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from aftersales.staff.enums import Role
from aftersales.web.dated_pages import SettingForm
from aftersales.web.fields import CountField, DayField
from aftersales.web.forms import VerbForm

from ..enums import ReportKind, Rhythm
from ..permissions import KIND_READERS, can_make
from ..rules.library import period_before, period_with

PERIODS = [
    ("month", pgettext_lazy("period", "Month")),
    ("quarter", pgettext_lazy("period", "Quarter")),
    ("year", pgettext_lazy("period", "Year")),
]


class OrderForm(VerbForm):
    """Have a report made by hand."""

    kind = forms.ChoiceField(label=_("Report"), choices=ReportKind.choices)
    rhythm = forms.ChoiceField(label=_("Period"), choices=PERIODS)
    day = DayField(label=_("Any day of the period"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        today = timezone.localdate()
        kwargs["initial"] = {"rhythm": Rhythm.MONTH, "day": _last_month(today), **(kwargs.get("initial") or {})}
        super().__init__(*args, **kwargs)
        if self.user is not None:
            chosen = [(kind.value, kind.label) for kind in ReportKind if can_make(self.user, kind)]
            self.fields["kind"].choices = chosen  # type: ignore[attr-defined]


def _last_month(today: date) -> date:
    return period_before(period_with(today, "month"), "month").first


class RetryForm(VerbForm):
    """Try again at once; nothing is asked."""

    key = "report_id"


class CorrectForm(VerbForm):
    """Make a report anew, with the reason."""

    key = "report_id"
    reason = forms.CharField(
        label=_("Reason"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("It stands on the new report. The old one stays as it is."),
    )


class ScheduleForm(SettingForm):
    """When a report is made, and who gets the link."""

    rhythm = forms.ChoiceField(label=_("Rhythm"), choices=Rhythm.choices)
    days_after = CountField(label=_("Days after the period"), min_value=1, max_value=28)
    roles = forms.MultipleChoiceField(
        label=_("Sent to"), choices=Role.choices, widget=forms.CheckboxSelectMultiple, required=False
    )
    is_active = forms.BooleanField(label=_("Active"), required=False, initial=True)

    def __init__(self, *args: Any, row: Any = None, **kwargs: Any) -> None:
        super().__init__(*args, row=row, **kwargs)
        if row is not None:
            readers = KIND_READERS[row.kind]
            self.fields["roles"].choices = [(one.value, one.label) for one in Role if one in readers]  # type: ignore[attr-defined]
