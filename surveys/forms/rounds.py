"""Forms of rounds, their exclusions and their rule."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from aftersales.store.dates import company_date
from aftersales.web.dated_pages import DatedForm
from aftersales.web.fields import DayField
from aftersales.web.forms import VerbForm

from ..rules.planning import LIMITS

HUNDRED = Decimal(100)


class PercentField(forms.DecimalField):
    """A share, typed and shown in percent: 5 means 0.05. name: of the limits of the share."""

    def __init__(self, name: str, **options: Any) -> None:
        least, most = LIMITS[name]
        super().__init__(min_value=least * HUNDRED, max_value=most * HUNDRED, max_digits=4, decimal_places=1, **options)

    def clean(self, value: Any) -> Any:
        found = super().clean(value)
        return None if found is None else found / HUNDRED

    def prepare_value(self, value: Any) -> Any:
        return (value * HUNDRED).quantize(Decimal("0.1")) if isinstance(value, Decimal) and value <= 1 else value


def _number(name: str, label: Any, help_text: Any = "") -> forms.IntegerField:
    least, most = LIMITS[name]
    return forms.IntegerField(label=label, min_value=least, max_value=most, help_text=help_text)


class SurveyRuleForm(DatedForm):
    """How exact the survey of a quarter is, and when it runs."""

    margin = PercentField("margin", label=_("Margin of error, percentage points"))
    expected_rate = PercentField(
        "expected_rate",
        label=_("Expected response rate, percent"),
        help_text=_("Used until there are earlier rounds, whose rate then counts."),
    )
    is_anonymous = forms.BooleanField(
        label=_("Anonymous"),
        required=False,
        help_text=_("Then only those are called who leave a contact, apart from their answers, and no grade follows."),
    )
    open_day = _number("open_day", _("Opens on day of the quarter"), _("1 is its first day."))
    days = _number("days", _("Days open"))
    first_reminder = _number("first_reminder", _("First reminder after days"))
    second_reminder = _number("second_reminder", _("Second reminder after days"))
    check_share = _number(
        "check_share",
        _("Interviews called again, percent"),
        _("Of named rounds. In an anonymous one nobody can tell which answers to compare."),
    )
    effective_from = DayField(label=_("Effective from"), help_text=_("Rounds that have begun keep their values."))


class ChangePlanForm(VerbForm):
    """What may be changed before a round opens."""

    key = "round_id"
    margin = PercentField("margin", label=_("Margin of error, percentage points"))
    opens_on = DayField(label=_("Opens on"))
    days = _number("days", _("Days open"))
    version = forms.IntegerField(required=False, min_value=1, max_value=10**9, widget=forms.HiddenInput)

    def __init__(self, *args: Any, target: Any = None, **kwargs: Any) -> None:
        if target is not None:
            opens, closes = company_date(target.opens_at), company_date(target.closes_at)
            now = {
                "margin": target.margin,
                "opens_on": opens,
                "days": (closes - opens).days,
                "version": target.version,
            }
            kwargs["initial"] = now | (kwargs.get("initial") or {})
        super().__init__(*args, target=target, **kwargs)


class TestMailForm(VerbForm):
    """Nothing is asked."""

    key = "round_id"


class ExcludeForm(VerbForm):
    """Leave a customer out of a round, with a reason that goes into the report."""

    key = "round_id"
    customer = forms.CharField(label=_("Customer number"), max_length=20)
    reason = forms.CharField(label=_("Reason"), max_length=500, widget=forms.Textarea(attrs={"rows": 3}))


class DecideExclusionForm(VerbForm):
    """A decision without further words."""

    key = "exclusion_id"
