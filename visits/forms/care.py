"""Input for care plans, their needs, actions and suggestions."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from aftersales.store.in_use import offer
from aftersales.web.fields import AmountField, DayField, NumberField
from aftersales.web.forms import VerbForm, judged
from complaints.quality.forms.common import PersonField, person_label, text_field, version_field
from customers.enums import Tier
from customers.forms.customer import OfCustomerForm

from ..models import CarePlan, CareTemplate
from ..presentation.care_words import suggested_title
from ..queries.care import possible_owners, regions

LIMIT = Decimal("9999999999.99")


def number_field(label: Any, **options: Any) -> NumberField:
    return NumberField(label=label, max_digits=12, decimal_places=2, min_value=-LIMIT, max_value=LIMIT, **options)


class OwnedForm(VerbForm):
    """A form that begins with the values of its target and offers owners."""

    kept: tuple[str, ...] = ()

    def __init__(self, *args: Any, target: Any = None, **options: Any) -> None:
        start = self.values_of(target) if target is not None else {}
        options["initial"] = start | (options.get("initial") or {})
        super().__init__(*args, target=target, **options)
        if "owner" in self.fields:
            offer(self, "owner", possible_owners().select_related("department"), label=person_label)

    def values_of(self, target: Any) -> dict[str, Any]:
        """The initial values of the form on the page."""
        version = {"version": target.version} if "version" in self.base_fields else {}
        return {name: getattr(target, name) for name in self.kept} | version


class PlanForm(OwnedForm):
    """What a care plan is about. A running plan gets another budget from who may approve it."""

    key = "plan_id"
    kept = ("title", "owner", "starts_on", "ends_on", "budget", "meets_on", "worth")
    title = forms.CharField(label=_("Title"), max_length=200)
    owner = PersonField(label=_("Owner"))
    starts_on = DayField(label=_("From"))
    ends_on = DayField(label=_("Until"))
    budget = AmountField(label=_("Budget"), required=False)
    meets_on = DayField(label=_("Next review"), required=False)
    worth = text_field(_("What it is worth"), limit=5000, help_text=_("What the customer gained and what we gained."))
    version = version_field()

    def __init__(self, *args: Any, target: Any = None, **options: Any) -> None:
        super().__init__(*args, target=target, **options)
        if isinstance(target, CarePlan):
            judged(self, "budget")  # not less than what its actions bind


class NewPlanForm(PlanForm):
    """A new plan of the customer whose page it was opened from."""

    key = "customer_id"
    template = forms.ModelChoiceField(
        CareTemplate.objects.none(), label=_("Template"), to_field_name="code", required=False, empty_label=_("None")
    )
    version = None
    field_order = ("title", "template")

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        offer(self, "template", CareTemplate)

    def values_of(self, target: Any) -> dict[str, Any]:
        today = timezone.localdate()
        return {"owner": target.rep, "starts_on": today, "ends_on": date(today.year + 1, 12, 31)}


class ApiPlanForm(OfCustomerForm, NewPlanForm):
    """A new plan in the API, which names the customer."""


class PlainPlanForm(VerbForm):
    """A verb of a plan that asks nothing."""

    key = "plan_id"


class PlainCareActionForm(VerbForm):
    """A verb of an action that asks nothing."""

    key = "action_id"


class ClosePlanForm(OwnedForm):
    key = "plan_id"
    result = text_field(_("Result"), required=True, limit=5000)
    version = version_field()


class CancelPlanForm(OwnedForm):
    key = "plan_id"
    reason = forms.CharField(label=_("Reason"), max_length=500)
    version = version_field()


class NeedFields(OwnedForm):
    kept = ("need", "why", "measure", "unit", "start", "target")
    need = forms.CharField(label=_("What they need"), max_length=200)
    why = forms.CharField(label=_("Why"), max_length=300, required=False)
    measure = forms.CharField(label=_("How it is measured"), max_length=200)
    unit = forms.CharField(label=_("Unit"), max_length=20, required=False)
    start = number_field(_("At the start"))
    target = number_field(_("Target"))


class NewNeedForm(NeedFields):
    key = "plan_id"
    kept = ()
    current = number_field(_("Now"), required=False, help_text=_("If empty: as at the start."))


class NeedForm(NeedFields):
    key = "need_id"
    version = version_field()


class MeasureForm(OwnedForm):
    """How far a need is."""

    key = "need_id"
    kept = ("current",)
    current = number_field(_("Now"))
    measured_on = DayField(label=_("Measured on"), required=False, help_text=_("If empty: today."))
    version = version_field()


class RemoveNeedForm(OwnedForm):
    key = "need_id"
    version = version_field()


class ActionFields(OwnedForm):
    title = forms.CharField(label=pgettext_lazy("care plan", "What is done"), max_length=200)
    owner = PersonField(label=_("Owner"))
    due_on = DayField(label=_("Due"))
    budget = AmountField(label=_("Budget"), required=False)


class NewCareActionForm(ActionFields):
    key = "plan_id"

    def values_of(self, target: Any) -> dict[str, Any]:
        soon = timezone.localdate() + timedelta(days=14)
        return {"owner": target.owner, "due_on": min(max(soon, target.starts_on), target.ends_on)}


class CareActionForm(ActionFields):
    key = "action_id"
    kept = ("title", "owner", "due_on", "budget")
    version = version_field()


class CompleteForm(OwnedForm):
    """An action is done: its result and what it cost."""

    key = "action_id"
    result = text_field(_("Result"), required=True, limit=500)
    spent = AmountField(label=_("Spent"), required=False)
    done_on = DayField(label=_("Done on"), required=False, help_text=_("If empty: today."))
    version = version_field()

    def values_of(self, target: Any) -> dict[str, Any]:
        return {"version": target.version, "spent": target.spent or target.budget, "result": target.result}


class SpentForm(OwnedForm):
    """What an open action has cost so far."""

    key = "action_id"
    kept = ("spent", "result")
    spent = AmountField(label=_("Spent so far"))
    result = text_field(_("How far it is"), limit=500)
    version = version_field()


class DropForm(OwnedForm):
    key = "action_id"
    reason = forms.CharField(label=_("Reason"), max_length=500)
    version = version_field()


class ReopenForm(OwnedForm):
    key = "action_id"
    version = version_field()


class TakeForm(ActionFields):
    """A suggestion becomes an action, as it is changed here."""

    key = "suggestion_id"
    version = version_field()

    def values_of(self, target: Any) -> dict[str, Any]:
        today = timezone.localdate()
        return {
            "title": suggested_title(target)[:200],
            "owner": target.plan.owner,
            "due_on": max(target.due_on, today),
            "version": target.version,
        }


class PutAwayForm(OwnedForm):
    key = "suggestion_id"
    version = version_field()


class PlanFilterForm(forms.Form):
    """What the list of plans is narrowed to. The choice is part of the address."""

    region = forms.ChoiceField(label=_("Region"), required=False)
    owner = forms.ChoiceField(label=_("Owner"), required=False)
    tier = forms.ChoiceField(label=_("Tier"), required=False)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        everything = [("", _("All"))]
        fields: Any = self.fields
        fields["region"].choices = everything + [(one.code, str(one)) for one in regions()]
        fields["owner"].choices = everything + [(one.username, str(one)) for one in possible_owners()]
        fields["tier"].choices = everything + list(Tier.choices)
