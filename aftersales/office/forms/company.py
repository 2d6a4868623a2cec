"""Forms of company settings, and of saved views."""

from __future__ import annotations

import re
import unicodedata
from datetime import time
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from aftersales.store.personal import LONGEST
from aftersales.web.fields import CountField, DayField, PairsField, WordsField

from ..models import Company, Holiday
from ..models.company import WEEKDAYS
from ..queries.company import Week
from ..queries.numbering import Numbering
from ..queries.retention import Keeping
from ..rules.numbering import FEWEST, HIGHEST
from ..rules.numbering import MOST as MOST_DIGITS

MAX_ID = 2**31 - 1


class VersionForm(forms.Form):
    """version: the version that was read; if somebody has changed the record since, the answer is 409."""

    version = forms.IntegerField(required=False, min_value=0, max_value=MAX_ID, widget=forms.HiddenInput)


class CompanyForm(VersionForm):
    """The company details on documents and at the top of every page."""

    name = forms.CharField(label=_("Company name"), max_length=100)
    name_en = forms.CharField(label=_("English name"), max_length=100, required=False)
    address = forms.CharField(label=_("Address"), max_length=200, required=False)
    address_en = forms.CharField(label=_("English address"), max_length=200, required=False)
    phone = forms.CharField(label=_("Phone"), max_length=40, required=False)

    def __init__(self, *args: Any, company: Company, **kwargs: Any) -> None:
        super().__init__(*args, **{"initial": {name: getattr(company, name) for name in self.base_fields}, **kwargs})


SPAN = re.compile(r"(\d{1,2}):(\d{2})\s*[-–—~至]\s*(\d{1,2}):(\d{2})", re.ASCII)
MOST = 6
DAY_NAMES = (_("Monday"), _("Tuesday"), _("Wednesday"), _("Thursday"), _("Friday"), _("Saturday"), _("Sunday"))


class Periods(tuple[tuple[time, time], ...]):
    """The working periods of a day, written as 08:30-12:00, 13:30-18:00."""

    __slots__ = ()

    def words(self) -> list[str]:
        return [f"{starts:%H:%M}-{ends:%H:%M}" for starts, ends in self]

    def __str__(self) -> str:
        return ", ".join(self.words())


class PeriodsField(WordsField):
    """The working periods of a day; in the API a list such as ["08:30-12:00", "13:30-18:00"]. Empty means a day off."""

    def __init__(self, **options: Any) -> None:
        super().__init__(max_length=100, required=False, **options)
        self.widget = forms.TextInput()

    def clean(self, value: Any) -> Any:
        words = super().clean(unicodedata.normalize("NFKC", value or ""))
        found = [match for word in words if (match := SPAN.fullmatch(word))]
        try:
            if len(found) == len(words) <= MOST:
                return Periods((time(int(m[1]), int(m[2])), time(int(m[3]), int(m[4]))) for m in found)
        except ValueError:
            pass
        raise ValidationError(_("Use the format 08:30-12:00, 13:30-18:00."), code="invalid")

    def prepare_value(self, value: Any) -> Any:
        return str(value) if isinstance(value, Periods) else value

    def has_changed(self, initial: Any, data: Any) -> bool:
        return str(initial or "") != (data or "")


class WeekForm(VersionForm):
    """The working hours of each weekday. A day that is not sent is a day off. version: the version of the week that
    was read; if somebody has changed it since, the answer is 409."""

    monday = PeriodsField(label=DAY_NAMES[0])
    tuesday = PeriodsField(label=DAY_NAMES[1])
    wednesday = PeriodsField(label=DAY_NAMES[2])
    thursday = PeriodsField(label=DAY_NAMES[3])
    friday = PeriodsField(label=DAY_NAMES[4])
    saturday = PeriodsField(label=DAY_NAMES[5])
    sunday = PeriodsField(label=DAY_NAMES[6])

    def __init__(self, *args: Any, week: Week, **kwargs: Any) -> None:
        initial = {name: Periods(week.days.get(day, ())) for day, name in enumerate(WEEKDAYS)}
        super().__init__(*args, **{"initial": {**initial, "version": week.version}, **kwargs})

    def week(self) -> dict[int, Periods]:
        return {day: self.cleaned_data[name] for day, name in enumerate(WEEKDAYS)}


class HolidayForm(VersionForm):
    """Whether the day is a workday, and what it is called."""

    is_workday = forms.BooleanField(label=_("Make-up workday (a working day)"), required=False)
    name = forms.CharField(label=pgettext_lazy("of a thing", "Name"), max_length=100, required=False)

    def __init__(self, *args: Any, holiday: Holiday | None = None, **kwargs: Any) -> None:
        names = ("is_workday", "name", "version") if holiday else ()
        super().__init__(*args, **{"initial": {name: getattr(holiday, name) for name in names}, **kwargs})


class NewHolidayForm(HolidayForm):
    """A day that differs from its weekday: a day off, or a make-up workday (is_workday)."""

    date = DayField(label=_("Date"))
    version = None  # type: ignore[assignment]
    field_order = ("date",)


class YearForm(forms.Form):
    year = CountField(min_value=1, max_value=9999)


class NumberingForm(VersionForm):
    """How a kind of document is numbered from now on. next_value: the number to continue from; it can only be
    raised."""

    prefix: Any = forms.CharField(
        label=_("Prefix"), max_length=6, help_text=_("Latin letters and digits, up to six characters.")
    )
    digits = CountField(label=_("Digits"), min_value=FEWEST, max_value=MOST_DIGITS)
    with_year = forms.BooleanField(label=_("Include the year and restart at 1 every year"), required=False)
    next_value = CountField(
        label=_("Continue from"),
        required=False,
        min_value=1,
        max_value=HIGHEST,
        help_text=_("Must be higher than the numbers already given. Leave empty to continue."),
    )
    reason = forms.CharField(label=_("Reason"), max_length=80, required=False)

    def __init__(self, *args: Any, numbering: Numbering, **kwargs: Any) -> None:
        present = numbering.format
        initial = {"prefix": present.prefix, "digits": present.digits, "with_year": present.with_year}
        super().__init__(*args, **{"initial": {**initial, "version": numbering.version}, **kwargs})


class RetentionForm(VersionForm):
    """How many days a kind of data is kept."""

    days = CountField(label=_("Days"), min_value=1, max_value=LONGEST)
    reason = forms.CharField(label=_("Reason"), max_length=80)

    def __init__(self, *args: Any, keeping: Keeping, **kwargs: Any) -> None:
        super().__init__(*args, **{"initial": {"days": keeping.days, "version": keeping.version}, **kwargs})
        about = keeping.about
        limits = {"least": about.at_least, "most": about.at_most, "usual": about.retention}
        self.fields["days"] = CountField(
            label=_("Days"),
            min_value=about.at_least,
            max_value=about.at_most,
            help_text=_("Between %(least)s and %(most)s; default %(usual)s.") % limits,
        )


class SavedViewForm(forms.Form):
    """A name for the filters of a list. list: its route name (tickets). params: the parameters of its URL. An
    existing view with this name is replaced. Only managers can share a view."""

    name = forms.CharField(label=_("View name"), max_length=40)
    is_shared = forms.BooleanField(
        label=_("Share with everyone who can see this list"),
        required=False,
        help_text=_("If not checked, only you see it."),
    )
    list = forms.SlugField(max_length=40, required=False, initial="tickets", widget=forms.HiddenInput)
    params = PairsField(required=False)

    def __init__(self, *args: Any, may_share: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not may_share:
            del self.fields["is_shared"]
