"""Forms of risk: acknowledging a flag, changing a rule."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from aftersales.web.fields import DayField, WordsField

from ..enums import RiskCode, RiskLevel, Severity
from ..models import RiskFlag, RiskRule
from ..permissions.risk import can_acknowledge
from ..queries.risk import flags_of
from ..rules import risk as rules
from .ticket import TicketForm


class AcknowledgeForm(TicketForm):
    """Which risk, and what is done about it."""

    flag: Any = forms.ModelChoiceField(label=_("Risk"), queryset=RiskFlag.objects.none(), widget=forms.RadioSelect)
    reason = forms.CharField(
        label=_("Measures taken"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Recorded on the ticket with your name."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        today = timezone.localdate()
        flags = [flag for flag in flags_of(self.ticket) if flag.is_open]
        shown = [flag for flag in flags if can_acknowledge(self.user, flag, today)] or flags
        field: Any = self.fields["flag"]
        field.queryset = self.ticket.risk_flags.all()
        field.choices = [(flag.pk, flag.get_code_display()) for flag in shown]
        if len(shown) == 1:
            field.initial, field.required, field.widget = shown[0].pk, False, forms.HiddenInput()

    def arguments(self) -> dict[str, Any]:
        data = super().arguments()
        return {**data, "flag": data["flag"] and data["flag"].pk}


def _number(name: str, label: Any) -> forms.IntegerField:
    least, most = rules.NUMBERS[name]
    return forms.IntegerField(label=label, min_value=least, max_value=most)


PARAMETERS: dict[str, Any] = {
    "days": lambda: _number("days", _("Days")),
    "count": lambda: _number("count", _("Repairs, including this one")),
    "severities": lambda: forms.MultipleChoiceField(
        label=_("Severity"), choices=Severity.choices, required=False, widget=forms.CheckboxSelectMultiple
    ),
    "words": lambda: WordsField(
        label=_("Keywords, separated by commas"),
        max_length=rules.MAX_WORDS * (rules.MAX_LETTERS + 1),
        required=False,
        help_text=_("Chinese is matched anywhere in a sentence, English as whole words."),
    ),
}


class RuleForm(forms.Form):
    """What a rule looks for, whom it tells, from which day on."""

    level = forms.ChoiceField(label=_("Also notify"), choices=RiskLevel.choices)
    effective_from = DayField(
        label=_("Effective from"),
        help_text=_("Tickets flagged earlier keep the rule that flagged them."),
    )
    is_active = forms.BooleanField(label=_("Active"), required=False)
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
    RiskCode.SAME_PROBLEM: _("The customer already reported a problem with the same purchase within this many days."),
    RiskCode.SECOND_REPAIR: _("This many repairs of the same purchase within this many days."),
    RiskCode.OPEN_TOO_LONG: _("The ticket was logged more than this many days ago and isn’t closed."),
    RiskCode.THREAT_TO_PUBLISH: _("One of these words appears in a customer message, when logging or later."),
    RiskCode.CRITICAL_COMPLAINANT: _("The customer is graded F, or one of these words shows who is speaking."),
    RiskCode.MAJOR_DEFECT: _(
        "A complaint, return, exchange or repair of this severity or about one of these key parts."
    ),
}
