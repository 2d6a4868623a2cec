"""Forms of what is promised and who decides."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.functional import lazy
from django.utils.translation import gettext_lazy as _

from aftersales.store.dated import ONE_DAY
from aftersales.web.fields import AmountField, DayField
from customers.enums import Channel, Tier

from ..enums import Kind, QualityClass, Remedy, SlaCode, SlaStart, SlaUnit
from ..models import AuthorityRule, SlaPolicy
from ..rules.authority import WAYS
from ..rules.sla_defaults import CODES
from ..texts.rules import steps_text
from .work import many

ANY, NONE = "any", "none"
steps_lazy = lazy(steps_text, str)
CLASSES = [(ANY, _("Any")), *((value or NONE, label) for value, label in QualityClass.choices)]


class DatedForm(forms.Form):
    """What has dates of effect. row: the one that is changed (from tomorrow if it has begun) or, change=False, read;
    without it a new one begins."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, row: Any = None, change: bool = True, **kwargs: Any) -> None:
        today = timezone.localdate()
        initial = {"effective_from": today} if row is None else self.values_of(row)
        if row is not None and change and row.effective_from <= today:
            initial["effective_from"] = max(today, row.effective_from) + ONE_DAY
        kwargs["initial"] = initial
        super().__init__(*args, **kwargs)
        self.row = row
        self.order_fields([name for name in self.fields if name not in DATES] + list(DATES))

    def values_of(self, row: Any) -> dict[str, Any]:
        return {name: getattr(row, name) for name in self.base_fields}

    def facts(self) -> dict[str, Any]:
        """What the service takes; a new row has no version."""
        data = dict(self.cleaned_data)
        if self.row is None:
            data.pop("version")
        return data


DATES = ("effective_from", "effective_until")


class SlaPolicyForm(DatedForm):
    """A promise."""

    code = forms.ChoiceField(label=_("SLA target"), choices=[(code, SlaCode(code).label) for code in CODES])
    quality_class = forms.ChoiceField(
        label=_("Quality class"), choices=CLASSES, help_text=_("The most specific policy applies.")
    )
    amount = forms.IntegerField(label=_("Duration"), min_value=1, max_value=9999)
    unit = forms.ChoiceField(
        label=_("Unit"),
        choices=SlaUnit.choices,
        help_text=_("Daily and weekly deadlines end at close of business; days off are skipped."),
    )
    kinds = many(_("For these ticket types"), Kind.choices, _("If none is chosen, it applies to all."))
    channels = many(_("For these channels"), Channel.choices, _("If none is chosen, it applies to all."))
    starts = forms.ChoiceField(
        label=_("Clock starts"),
        choices=SlaStart.choices,
        initial=SlaStart.REPORT,
        help_text=_("Paused while waiting for the customer."),
    )
    warn_percent = forms.IntegerField(
        label=_("Warn the owner after (percent)"),
        min_value=1,
        max_value=99,
        initial=75,
        help_text=_("Percentage of the allowed time."),
    )
    gm_after_percent = forms.IntegerField(
        label=_("Notify the general manager after (percent)"),
        min_value=1,
        max_value=9999,
        initial=100,
        required=False,
        help_text=_("Percentage of the allowed time, counted after the deadline. Leave empty for none."),
    )
    effective_from = DayField(label=_("Effective from"), help_text=_("Existing SLA targets keep their deadlines."))
    effective_until = DayField(label=_("Effective until"), required=False)

    def values_of(self, row: SlaPolicy) -> dict[str, Any]:
        shown = ANY if row.quality_class is None else row.quality_class or NONE
        return {**super().values_of(row), "quality_class": shown}

    def facts(self) -> dict[str, Any]:
        data = super().facts()
        chosen = data["quality_class"]
        return {**data, "quality_class": None if chosen == ANY else "" if chosen == NONE else chosen}


class AuthorityRuleForm(DatedForm):
    """A row of the matrix."""

    remedy = forms.ChoiceField(label=_("Remedy"), choices=[("", _("Any")), *Remedy.choices], required=False)
    kind = forms.ChoiceField(label=_("Type"), choices=[("", _("Any")), *Kind.choices], required=False)
    tier = forms.ChoiceField(label=_("Customer tier"), choices=[("", _("Any")), *Tier.choices], required=False)
    priority = forms.IntegerField(
        label=_("Priority"),
        min_value=0,
        max_value=9999,
        initial=100,
        help_text=_("Lowest number wins; ties go to the most specific rule, then the narrower amount range."),
    )
    above = AmountField(label=_("Over"), required=False, help_text=_("Excludes this amount."))
    up_to = AmountField(
        label=_("Up to"), required=False, help_text=_("Includes this amount. Leave empty for no limit.")
    )
    steps = forms.ChoiceField(
        label=_("Approvers"), choices=[(",".join(way), steps_lazy(way)) for way in WAYS], initial=",".join(WAYS[3])
    )
    is_active = forms.BooleanField(label=_("Active"), required=False, initial=True)
    effective_from = DayField(
        label=_("Effective from"), help_text=_("Proposals already submitted keep the approval rule that routed them.")
    )
    effective_until = DayField(label=_("Effective until"), required=False)

    def values_of(self, row: AuthorityRule) -> dict[str, Any]:
        return {**super().values_of(row), "steps": ",".join(row.steps)}

    def facts(self) -> dict[str, Any]:
        data = super().facts()
        return {**data, "steps": data["steps"].split(",")}


class EndForm(forms.Form):
    """The last day of something that has dates of effect."""

    effective_until = DayField(label=_("Last effective day"))
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, row: Any, **kwargs: Any) -> None:
        today = timezone.localdate()
        kwargs["initial"] = {"effective_until": today, "version": row.version}
        super().__init__(*args, **kwargs)
        if row.effective_from > today:
            self.fields["effective_until"].widget = forms.HiddenInput()
