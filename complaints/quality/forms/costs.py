"""Forms of costs, suppliers and recovery."""

from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from aftersales.web.dated_pages import DatedForm, SettingForm
from aftersales.web.fields import AmountField, CountField, DayField, NumberField, WordsField
from aftersales.web.forms import VerbForm, called_for, judged
from customers.models import Product

from ..enums import ActionKind, CostKind
from ..models import Supplier
from ..queries.costs import cost_of, supplier_of
from ..queries.meetings import case_with_share
from ..rules.actions import LIMITS
from ..rules.meetings import part_of
from ..services.claims import ClaimTerms
from ..services.costs import ENTERED, MOST_HOURS
from .actions import ActionForm, NewActionForm
from .common import text_field, version_field


class SupplierField(forms.ModelChoiceField):
    """A supplier, chosen by its number."""

    def __init__(self, **options: Any) -> None:
        rows: QuerySet[Supplier] = Supplier.objects.filter(is_active=True)
        super().__init__(queryset=rows, to_field_name="number", **options)


class RecoveryForm(NewActionForm):
    """Claim money from a supplier. share: the supplier's part of the responsibility, in per cent."""

    supplier = SupplierField(label=_("Supplier"))
    share = CountField(label=_("Supplier’s share in %"), required=False, min_value=1, max_value=100)
    claimed = AmountField(label=_("Claimed amount"))
    claim_reason = forms.CharField(label=_("Why more than the cost"), max_length=500, required=False)
    answer_due_on = DayField(label=_("Answer due"), required=False)

    kinds = (ActionKind.RECOVERY,)
    left_out = ("kind", "due_hours", "window_days", "target_rate", "product", "batch")
    field_order = (
        "supplier",
        "share",
        "claimed",
        "claim_reason",
        "title",
        "owner",
        "due_on",
        "answer_due_on",
        "criterion",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        judged(self, "claim_reason", mark=_("if it is more"))
        judged(self, "answer_due_on")

    def values_of(self, row: Any) -> dict[str, Any]:
        ticket = row.ticket
        supplier = supplier_of(ticket.purchase.product_id if ticket.purchase else None, ticket.batch)
        cost, case = sum(cost_of(row).values(), Decimal(0)), case_with_share(row.pk)
        share = case.share_supplier if case else None
        values = {"supplier": supplier, "claimed": part_of(cost, share) or None, "share": share}
        return {**super().values_of(row), **values, "criterion": _("The supplier answers in writing and pays.")}

    def arguments(self) -> dict[str, Any]:
        return as_claim({**super().arguments(), "kind": ActionKind.RECOVERY})


class AnyActionForm(RecoveryForm):
    """A new action of any kind, in the API. The supplier and the fields of the claim belong to a recovery."""

    supplier = SupplierField(label=_("Supplier"), required=False)
    claimed = AmountField(label=_("Claimed amount"), required=False)
    field_order = None

    def arguments(self) -> dict[str, Any]:
        return as_claim(NewActionForm.arguments(self))


CLAIM = ("supplier", "claimed", "claim_reason", "answer_due_on", "share")


def as_claim(data: dict[str, Any]) -> dict[str, Any]:
    """The arguments with the fields of the claim as one value."""
    supplier, claimed, reason, answer_due_on, share = (data.pop(name) for name in CLAIM)
    if supplier is not None or claimed is not None or data["kind"] == ActionKind.RECOVERY:
        data["claim"] = ClaimTerms(supplier, claimed, reason, answer_due_on, share)
    return data


class LetterForm(ActionForm):
    """When the letter of claim was sent."""

    sent_on = DayField(label=_("Sent on"))
    version = version_field()


class AnswerForm(ActionForm):
    """What the supplier answered."""

    accepted = AmountField(label=_("Accepted amount"), help_text=_("0 if the supplier refuses."))
    answered_on = DayField(label=_("Answered on"))
    answer = text_field(_("Answer"), required=True, limit=2000)
    version = version_field()


class PaymentForm(ActionForm):
    """What the supplier has paid in all."""

    received = AmountField(label=_("Received in all"))
    received_on = DayField(label=_("Received on"))
    reference = forms.CharField(label=_("Payment reference"), max_length=100, required=False)
    version = version_field()


class CostForm(VerbForm):
    """Hours of labour, or freight, of a ticket. ticket: its number."""

    ticket = forms.CharField(label=_("Ticket"), max_length=20)
    kind = forms.ChoiceField(
        label=_("Type"), choices=[(kind.value, kind.label) for kind in ENTERED], widget=forms.RadioSelect
    )
    happened_on = DayField(label=_("Date"))
    hours = NumberField(
        label=_("Hours"),
        required=False,
        min_value=0,
        max_value=MOST_HOURS,
        max_digits=7,
        decimal_places=2,
        help_text=_("Of labour; the rate of that day counts."),
    )
    amount = AmountField(label=_("Amount"), required=False, help_text=_("Of freight."))
    note = forms.CharField(label=_("Note"), max_length=200, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        called_for(self, "hours", by="kind", needed=(CostKind.LABOUR,), mark=_("for labour"))
        called_for(self, "amount", by="kind", needed=(CostKind.FREIGHT,), mark=_("for freight"))

    def arguments(self) -> dict[str, Any]:
        return {name: value for name, value in super().arguments().items() if name != "ticket"}


class TakeBackForm(VerbForm):
    """Take back a wrong entry."""

    reason = forms.CharField(label=_("Reason"), max_length=200)


class CostFilterForm(forms.Form):
    """The filters of the list of costs."""

    start = DayField(label=_("From"), required=False)
    to = DayField(label=_("To"), required=False)
    kind = forms.ChoiceField(label=_("Type"), required=False, choices=[("", _("All")), *CostKind.choices])
    product = forms.CharField(label=_("Product code"), max_length=40, required=False)
    batch = forms.CharField(label=_("Batch"), max_length=40, required=False)

    def __init__(self, data: Any) -> None:
        super().__init__(data)
        self.fields["from"] = self.fields.pop("start")
        self.order_fields(["from", "to", "kind", "product", "batch"])


def _number(name: str, label: Any, help_text: Any = "") -> forms.IntegerField:
    least, most = LIMITS[name]
    return forms.IntegerField(label=label, min_value=least, max_value=most, help_text=help_text)


class QualityRuleForm(DatedForm):
    """When late actions are escalated, for how long a problem reopens them, and what an hour of labour costs."""

    manager_days = _number("manager_days", _("Deputy manager told after days"), _("The owner is told at once."))
    gm_days = _number("gm_days", _("General manager told after days"))
    manager_hours = _number("manager_hours", _("Containment: deputy manager told after hours"))
    gm_hours = _number("gm_hours", _("Containment: general manager told after hours"))
    reopen_days = _number(
        "reopen_days",
        _("Days in which the same problem reopens an action"),
        _("Counted from its judgement. 0: never."),
    )
    redo_days = _number("redo_days", _("Days for a reopened action"))
    labour_rate = AmountField(label=_("Labour rate per hour"), help_text=_("Hours cost the rate of their day."))
    effective_from = DayField(label=_("Effective from"))


class SupplierForm(SettingForm):
    """A supplier, and what it supplies: a product code, or a product code and a batch, in each line."""

    number = forms.CharField(label=_("Supplier number"), max_length=40)
    name = forms.CharField(label=pgettext_lazy("of a thing", "Name"), max_length=200)
    name_en = forms.CharField(label=_("Name in English"), max_length=200, required=False)
    address = forms.CharField(label=_("Address"), max_length=300, required=False)
    supplies = WordsField(
        label=_("Supplies"),
        required=False,
        help_text=_("One product code in each line, or a product code and a batch: HX-250 B2603-17."),
    )
    is_active = forms.BooleanField(label=_("Active"), required=False, initial=True)

    def values_of(self, row: Any) -> dict[str, Any]:
        known = [str(supply) for supply in row.supplies.select_related("product")]
        return {**super().values_of(row), "supplies": known}

    def clean_supplies(self) -> list[tuple[Product, str]]:
        """The products with their batches; an empty batch is the product as a whole."""
        typed = [line.split(None, 1) for line in self.cleaned_data["supplies"]]
        products = {row.code: row for row in Product.objects.filter(code__in=[words[0].upper() for words in typed])}
        found = []
        for words in typed:
            product = products.get(words[0].upper())
            if product is None:
                raise ValidationError(
                    _("There is no product with the code %(code)s."), code="unknown", params={"code": words[0][:40]}
                )
            found.append((product, words[1].strip()[:40] if len(words) > 1 else ""))
        return list(dict.fromkeys(found))
