"""Forms of batches, their early warnings and the rules of these."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from aftersales.web.fields import CountField, DayField
from aftersales.web.forms import VerbForm
from customers.models import Product

from ..models import BatchRecord, Investigation, WarningRules
from ..queries.batches import investigations_of
from .common import text_field, version_field

MOST_UNITS = 2**31 - 1
RECORDED = ("made_from", "made_until", "produced", "in_stock", "blocked", "note")


class BatchForm(VerbForm):
    """What production tells of a batch. target: its record, which need not be saved yet."""

    partial = True
    made_from = DayField(label=_("Produced from"), required=False)
    made_until = DayField(label=_("Produced until"), required=False)
    produced = CountField(label=_("Units produced"), required=False, min_value=0, max_value=MOST_UNITS)
    in_stock = CountField(label=_("Units in stock"), required=False, min_value=0, max_value=MOST_UNITS)
    blocked = CountField(label=_("Of these blocked"), required=False, min_value=0, max_value=MOST_UNITS)
    note = forms.CharField(
        label=_("Note on the batch"),
        required=False,
        max_length=300,
        help_text=_("Parts, lots of material, changes of the process."),
    )
    version = version_field()

    def __init__(self, *args: Any, target: BatchRecord | None = None, **kwargs: Any) -> None:
        present = {name: getattr(target, name) for name in RECORDED} if target is not None else {}
        version = {"version": target.version} if target is not None and target.pk else {}
        kwargs["initial"] = {**present, **version, **(kwargs.get("initial") or {})}
        super().__init__(*args, target=target, **kwargs)

    def arguments(self) -> dict[str, Any]:
        return {"product_id": self.target.product_id, "batch": self.target.batch, **self.cleaned_data}


class WarningForm(VerbForm):
    """The base of the verbs of a warning."""

    key = "warning_id"
    version = version_field()

    def __init__(self, *args: Any, target: Any = None, **kwargs: Any) -> None:
        if target is not None:
            kwargs["initial"] = {"version": target.version, **(kwargs.get("initial") or {})}
        super().__init__(*args, target=target, **kwargs)


class DismissWarningForm(WarningForm):
    """Why a warning needs no investigation."""

    reason = text_field(
        _("Why is no investigation needed?"), required=True, limit=500, help_text=_("Stays on the page of the batch.")
    )


class InvestigateWarningForm(WarningForm):
    """The investigation that covers a warning, by its number."""

    investigation: Any = forms.ModelChoiceField(
        label=_("Investigation"), queryset=Investigation.objects.none(), to_field_name="number"
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.target is not None and self.user is not None:
            field: Any = self.fields["investigation"]
            field.queryset = investigations_of(self.user, self.target.product_id, self.target.batch)
            field.label_from_instance = lambda row: f"{row.number} {row.title}"


class BatchFilterForm(forms.Form):
    """Finds batches in the list."""

    q = forms.CharField(label=_("Batch or product"), required=False, max_length=60)
    product = forms.ChoiceField(label=_("Product"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["product"]
        sold = Product.objects.filter(sold__isnull=False).distinct().order_by("code")[:500]
        field.choices = [("", _("All products")), *((product.code, product.label) for product in sold)]


class WarningRulesForm(forms.Form):
    """The rules of early warnings."""

    beyond = forms.BooleanField(label=_("Warn when a week is beyond the u′ limit"), required=False)
    fewest = CountField(
        label=_("Fewest complaints in that week"),
        min_value=1,
        max_value=1000,
        help_text=_("Batches with fewer than 20 units in use never warn."),
    )
    run = forms.BooleanField(label=_("Warn when weeks in a row lie above the centre line"), required=False)
    run_weeks = CountField(label=_("Weeks in a row"), min_value=4, max_value=52)
    version = version_field()

    def __init__(self, *args: Any, rules: WarningRules, **kwargs: Any) -> None:
        present = {name: getattr(rules, name) for name in ("beyond", "fewest", "run", "run_weeks")}
        version = {"version": rules.version} if rules.pk else {}
        super().__init__(*args, **{"initial": {**present, **version}, **kwargs})
