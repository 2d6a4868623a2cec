"""Forms of the settings of complaints: SLA policies, approval, risk and assignment rules, canned replies."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.functional import lazy
from django.utils.translation import gettext_lazy as _

from aftersales.staff.models import Department, Region, User
from aftersales.store.in_use import offer
from aftersales.web.dated_pages import DatedForm, SettingForm
from aftersales.web.fields import AmountField, CountField, DayField, WordsField
from aftersales.web.forms import judged
from customers.enums import Channel, Tier

from ..enums import DutyPair, Kind, QualityClass, Remedy, RiskLevel, Severity, SlaCode, SlaUnit
from ..models import AuthorityRule, RiskRule, SlaPolicy
from ..permissions import TICKET_OWNERS
from ..queries.settings import categories
from ..rules import risk as risk_rules
from ..rules.authority import WAYS
from ..rules.duties import DEFAULT_PAIRS
from ..rules.sla_defaults import CODES
from ..rules.stake import CASE_DAYS, LEAST_DAYS, MOST_DAYS
from ..texts.rules import steps_text

ANY, NONE = "any", "none"
steps_lazy = lazy(steps_text, str)
CLASSES = [(ANY, _("Any")), *((value or NONE, label) for value, label in QualityClass.choices)]


def many(label: Any, choices: Any, help_text: Any = "", **options: Any) -> forms.MultipleChoiceField:
    widget = forms.CheckboxSelectMultiple
    return forms.MultipleChoiceField(
        label=label, choices=choices, required=False, widget=widget, help_text=help_text, **options
    )


class QualityClassField(forms.ChoiceField):
    """The quality class of a policy. In the API, as in the database, null means any class and an empty text means no
    quality problem."""

    def clean(self, value: Any) -> Any:
        return super().clean(ANY if value is None else value or NONE)


class StepsField(WordsField):
    """The approval steps in their order: one choice on the page, a list of steps in the API."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self.choices = [(",".join(way), steps_lazy(way)) for way in WAYS]
        self.widget = forms.Select(choices=self.choices)

    def clean(self, value: Any) -> Any:
        way = ",".join(super().clean(value))
        if way not in dict(self.choices):
            raise ValidationError(_("This option doesn’t exist."), code="unknown")
        return way


class SlaPolicyForm(DatedForm):
    """An SLA policy. There is none for callbacks, because their time is agreed with the customer."""

    code = forms.ChoiceField(label=_("SLA target"), choices=[(code, SlaCode(code).label) for code in CODES])
    quality_class = QualityClassField(
        label=_("Quality class"), choices=CLASSES, initial=ANY, help_text=_("The most specific policy applies.")
    )
    amount = CountField(label=_("Duration"), min_value=1, max_value=9999)
    unit = forms.ChoiceField(
        label=_("Unit"),
        choices=SlaUnit.choices,
        help_text=_(
            "The clock starts when the matter arrives. Daily and weekly deadlines end at close of business; days off "
            "are skipped."
        ),
    )
    kinds = many(_("For these ticket types"), Kind.choices, _("If none is chosen, it applies to all."))
    channels = many(_("For these channels"), Channel.choices, _("If none is chosen, it applies to all."))
    warn_percent = CountField(
        label=_("Warn the owner after (percent)"),
        min_value=1,
        max_value=99,
        initial=75,
        help_text=_("Percentage of the allowed time."),
    )
    gm_after_percent = CountField(
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
    """An approval rule. An empty remedy, type or tier means any."""

    remedy = forms.ChoiceField(label=_("Remedy"), choices=[("", _("Any")), *Remedy.choices], required=False)
    kind = forms.ChoiceField(label=_("Type"), choices=[("", _("Any")), *Kind.choices], required=False)
    tier = forms.ChoiceField(label=_("Customer tier"), choices=[("", _("Any")), *Tier.choices], required=False)
    priority = CountField(
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
    steps = StepsField(label=_("Approvers"), initial=",".join(WAYS[3]))
    case_days = forms.IntegerField(
        label=_("Case period in days"),
        min_value=LEAST_DAYS,
        max_value=MOST_DAYS,
        initial=CASE_DAYS,
        help_text=_(
            "Proposals with the same ticket, purchase, serial number or contract in this period are added up. The "
            "longest period of the rules for a proposal counts."
        ),
    )
    separate_duties = many(
        _("Segregation of duties"),
        DutyPair.choices,
        _("Nobody may do both of a chosen pair in one case."),
        initial=list(DEFAULT_PAIRS),
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


def _number(name: str, label: Any) -> CountField:
    least, most = risk_rules.NUMBERS[name]
    return CountField(label=label, min_value=least, max_value=most)


MAX_PHRASES = 60_000


class RiskRuleForm(DatedForm):
    """A risk rule: what it looks for, who is notified, and from which day on. Each rule has only some of the
    parameters."""

    days = _number("days", _("Days"))
    count = _number("count", _("Repairs, including this one"))
    severities = many(_("Severity"), Severity.choices)
    words = WordsField(
        label=_("Phrases, one per line"),
        max_length=MAX_PHRASES,
        required=False,
        help_text=_(
            "“/” between words of which one is enough, “…” for up to some words in between: tell/inform…press/media. "
            "Chinese is matched anywhere in a sentence, English as whole words."
        ),
    )
    exceptions = WordsField(
        label=_("Exceptions, one per line"),
        max_length=MAX_PHRASES,
        required=False,
        help_text=_("What the same words mean elsewhere. These are taken out of the message first."),
    )
    level = forms.ChoiceField(label=_("Also notify"), choices=RiskLevel.choices)
    is_active = forms.BooleanField(label=_("Active"), required=False)
    effective_from = DayField(
        label=_("Effective from"),
        help_text=_("Tickets flagged earlier keep the rule that flagged them."),
    )

    def __init__(self, *args: Any, row: RiskRule, **kwargs: Any) -> None:
        super().__init__(*args, row=row, **kwargs)
        for name in PARAMETERS - row.parameters.keys():
            del self.fields[name]

    def values_of(self, row: RiskRule) -> dict[str, Any]:
        return {**super().values_of(row), **row.parameters}

    def facts(self) -> dict[str, Any]:
        data = super().facts()
        return {"parameters": {name: data.pop(name) for name in self.row.parameters}, **data}


PARAMETERS = frozenset({"days", "count", "severities", "words", "exceptions"})


class CannedReplyForm(SettingForm):
    """A canned reply. The placeholders {number}, {customer} and {due} are filled in from the ticket."""

    name = forms.CharField(label=_("Title"), max_length=100)
    name_en = forms.CharField(label=_("English title"), max_length=100, required=False)
    body = forms.CharField(
        label=_("Text"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("{number}, {customer} and {due} are filled in from the ticket."),
    )
    body_en = forms.CharField(
        label=_("English text"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("Offered together with the Chinese one, for customers who read English."),
    )
    kinds = many(_("For these ticket types"), Kind.choices, _("If none is chosen, it applies to all."))
    channels = many(_("For these channels"), Channel.choices, _("If none is chosen, it applies to all."))
    effective_from = DayField(label=_("Effective from"))
    effective_until = DayField(label=_("Effective until"), required=False)
    position = CountField(
        label=_("Sort order"), min_value=0, max_value=9999, initial=100, help_text=_("Lower numbers come first.")
    )
    is_active = forms.BooleanField(label=_("Active"), required=False, initial=True)


class AssignmentRuleForm(SettingForm):
    """An assignment rule: which tickets a person or a department gets."""

    region = forms.ModelChoiceField(
        label=_("Region"),
        queryset=Region.objects.all(),
        to_field_name="code",
        required=False,
        empty_label=_("Any"),
    )
    category = forms.ChoiceField(label=_("Product category"), required=False)
    kind = forms.ChoiceField(label=_("Type"), choices=[("", _("Any")), *Kind.choices], required=False)
    priority = CountField(
        label=_("Priority"),
        min_value=0,
        max_value=9999,
        initial=100,
        help_text=_("Lowest number wins; ties go to the most specific rule."),
    )
    owner = forms.ModelChoiceField(
        label=_("Assign to person"),
        queryset=User.objects.none(),
        to_field_name="username",
        required=False,
        empty_label="",
    )
    department = forms.ModelChoiceField(
        label=_("Or department"),
        queryset=Department.objects.all(),
        to_field_name="code",
        required=False,
        empty_label="",
        help_text=_("Assigned to the member with the fewest open tickets."),
    )
    effective_from = DayField(label=_("Effective from"))
    effective_until = DayField(label=_("Effective until"), required=False)
    is_active = forms.BooleanField(label=_("Active"), required=False, initial=True)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        judged(self, "owner", "department")
        offer(self, "owner", User.objects.order_by("role", "username"), role__in=TICKET_OWNERS)
        offer(self, "region", Region)
        offer(self, "department", Department)
        # Keep the category of the rule as a choice, although no product may have it any more.
        known = dict.fromkeys([*categories(), *filter(None, [self.initial.get("category")])])
        self.fields["category"].choices = [("", _("Any")), *((name, name) for name in known)]  # type: ignore[attr-defined]
