"""Forms of risk: acknowledging a flag, changing a rule."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ..enums import RiskCode, RiskLevel, Severity
from ..models import RiskRule
from ..permissions.risk import can_acknowledge
from ..queries.risk import flags_of
from ..rules import risk as rules
from .ticket import StepForm


class AcknowledgeForm(StepForm):
    """Which risk, and what is done about it."""

    flag = forms.TypedChoiceField(label=_("Risk"), coerce=int, widget=forms.RadioSelect)
    reason = forms.CharField(
        label=_("What is done about it"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("It stands in the ticket's record with your name."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        today = timezone.localdate()
        flags = [flag for flag in flags_of(self.ticket) if flag.is_open]
        shown = [flag for flag in flags if can_acknowledge(self.user, flag, today)] or flags
        self.fields["flag"].choices = [(flag.pk, flag.get_code_display()) for flag in shown]  # type: ignore[attr-defined]
        if len(shown) == 1:
            self.fields["flag"].initial = shown[0].pk
            self.fields["flag"].widget = forms.HiddenInput()


def _words(text: str) -> list[str]:
    """Parted by commas of either script, or one a line."""
    for mark in ",，、;；":
        text = text.replace(mark, "\n")
    return [word.strip() for word in text.splitlines() if word.strip()]


class WordsField(forms.CharField):
    """A list of words."""

    def __init__(self, **options: Any) -> None:
        super().__init__(max_length=rules.MAX_WORDS * (rules.MAX_LETTERS + 1), required=False, **options)

    def clean(self, value: Any) -> Any:
        return _words(super().clean(value))

    def prepare_value(self, value: Any) -> Any:
        return ", ".join(value) if isinstance(value, list) else value


def _number(name: str, label: Any) -> forms.IntegerField:
    least, most = rules.NUMBERS[name]
    return forms.IntegerField(label=label, min_value=least, max_value=most)


PARAMETERS: dict[str, Any] = {
    "days": lambda: _number("days", _("Days")),
    "count": lambda: _number("count", _("Repairs, this one included")),
    "severities": lambda: forms.MultipleChoiceField(
        label=_("Severity"), choices=Severity.choices, required=False, widget=forms.CheckboxSelectMultiple
    ),
    "words": lambda: WordsField(
        label=_("Words, parted by commas"),
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("Chinese is found anywhere in a sentence, English as whole words."),
    ),
}


class RuleForm(forms.Form):
    """What a rule looks for, whom it tells, from which day on."""

    level = forms.ChoiceField(label=_("Who is told, besides the owner"), choices=RiskLevel.choices)
    effective_from = forms.DateField(
        label=_("In effect from"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=_("Tickets that were flagged before keep the rule that flagged them."),
    )
    is_active = forms.BooleanField(label=_("In use"), required=False)
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, rule: RiskRule, **kwargs: Any) -> None:
        initial = {"level": rule.level, "is_active": rule.is_active, "version": rule.version, **rule.parameters}
        kwargs["initial"] = {**initial, **kwargs.get("initial", {})}
        super().__init__(*args, **kwargs)
        self.names = list(rule.parameters)
        for name in self.names:
            self.fields[name] = PARAMETERS[name]()
        self.order_fields([*self.names, "level", "effective_from", "is_active", "version"])

    def values(self) -> dict[str, Any]:
        """What the service takes."""
        data = dict(self.cleaned_data)
        return {"parameters": {name: data.pop(name) for name in self.names}, **data}


CODE_HELP: dict[str, Any] = {
    RiskCode.SAME_PROBLEM: _("The customer reported a problem with the same purchase before, within so many days."),
    RiskCode.SECOND_REPAIR: _("So many repairs of the same purchase within so many days."),
    RiskCode.OPEN_TOO_LONG: _("The ticket was logged more than so many days ago and is not closed."),
    RiskCode.THREAT_TO_PUBLISH: _("One of the words stands in what the customer says, when logging or later."),
    RiskCode.CRITICAL_COMPLAINANT: _("The archive says F, or one of the words tells who is speaking."),
    RiskCode.MAJOR_DEFECT: _(
        "A complaint, return, exchange or repair of this severity, or about one of these key parts."
    ),
}
