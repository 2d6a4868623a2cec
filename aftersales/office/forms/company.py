"""What people type on the office floor."""

from __future__ import annotations

import re
import unicodedata
from datetime import time
from typing import Any
from urllib.parse import parse_qsl

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from aftersales.web.fields import DayField

from ..queries.retention import Keeping
from ..rules.numbering import FEWEST, HIGHEST
from ..rules.numbering import MOST as MOST_DIGITS


class CompanyForm(forms.Form):
    """What stands on paper and above every page."""

    name = forms.CharField(label=_("Company name"), max_length=100)
    name_en = forms.CharField(label=_("English name"), max_length=100, required=False)
    address = forms.CharField(label=_("Address"), max_length=200, required=False)
    address_en = forms.CharField(label=_("English address"), max_length=200, required=False)
    phone = forms.CharField(label=_("Phone"), max_length=40, required=False)
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)


SPAN = re.compile(r"(\d{1,2}):(\d{2})\s*[-–—~至]\s*(\d{1,2}):(\d{2})", re.ASCII)
MOST = 6
DAY_NAMES = (_("Monday"), _("Tuesday"), _("Wednesday"), _("Thursday"), _("Friday"), _("Saturday"), _("Sunday"))


class PeriodsField(forms.CharField):
    """08:30-12:00, 13:30-18:00; empty for a day off."""

    def to_python(self, value: Any) -> Any:
        text = unicodedata.normalize("NFKC", value or "").strip()
        if not text:
            return []
        parts = re.split("[,;、]", text)
        found = [match for part in parts if (match := SPAN.fullmatch(part.strip()))]
        try:
            if len(found) == len(parts) <= MOST:
                return [(time(int(m[1]), int(m[2])), time(int(m[3]), int(m[4]))) for m in found]
        except ValueError:
            pass
        raise forms.ValidationError(_("Use the format 08:30-12:00, 13:30-18:00."))

    def has_changed(self, initial: Any, data: Any) -> bool:
        return (initial or "") != (data or "")


class WeekForm(forms.Form):
    """The stretches of each weekday."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for day, name in enumerate(DAY_NAMES):
            self.fields[f"day{day}"] = PeriodsField(label=name, max_length=100, required=False)
        self.fields["version"] = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def week(self) -> dict[int, Any]:
        return {day: self.cleaned_data[f"day{day}"] for day in range(7)}


class HolidayForm(forms.Form):
    day = DayField(label=_("Date"))
    is_workday = forms.BooleanField(label=_("Make-up workday (a working day)"), required=False)
    name = forms.CharField(label=pgettext_lazy("of a thing", "Name"), max_length=100, required=False)
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)


class NumberingForm(forms.Form):
    """How a kind of document is numbered from now on."""

    prefix = forms.CharField(  # type: ignore[assignment]
        label=_("Prefix"), max_length=6, help_text=_("Latin letters and digits, up to six characters.")
    )
    digits = forms.IntegerField(label=_("Digits"), min_value=FEWEST, max_value=MOST_DIGITS)
    with_year = forms.BooleanField(label=_("Include the year and restart at 1 every year"), required=False)
    next_value = forms.IntegerField(
        label=_("Continue from"),
        required=False,
        min_value=1,
        max_value=HIGHEST,
        help_text=_("Must be higher than the numbers already given. Leave empty to continue."),
    )
    reason = forms.CharField(label=_("Reason"), max_length=80, required=False)
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)


class RetentionForm(forms.Form):
    """How many days something is kept."""

    days = forms.IntegerField(label=_("Days"))
    reason = forms.CharField(label=_("Reason"), max_length=80)
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, keeping: Keeping, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial = {"days": keeping.days, "version": keeping.version}
        about = keeping.about
        limits = {"least": about.at_least, "most": about.at_most, "usual": about.retention}
        self.fields["days"] = forms.IntegerField(
            label=_("Days"),
            min_value=about.at_least,
            max_value=about.at_most,
            help_text=_("Between %(least)s and %(most)s; default %(usual)s.") % limits,
        )


class SavedViewForm(forms.Form):
    """A name for the filters in force. list: the list's route name; query: what stands in its address."""

    name = forms.CharField(label=_("View name"), max_length=40)
    is_shared = forms.BooleanField(
        label=_("Share with everyone who can see this list"),
        required=False,
        help_text=_("If not checked, only you see it."),
    )
    list = forms.SlugField(max_length=40, widget=forms.HiddenInput)
    query = forms.CharField(max_length=4000, required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, may_share: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not may_share:
            del self.fields["is_shared"]

    def params(self) -> dict[str, str]:
        return dict(parse_qsl(self.cleaned_data["query"], max_num_fields=100))
