"""Forms of carrying out: goods received, waived, inspected, sent; money paid back. A box of fields for each line."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.crypto import get_random_string
from django.utils.translation import gettext_lazy as _

from ..enums import Disposition, InspectionResult, Remedy
from ..models import Fulfilment, FulfilmentLine
from ..queries.carrying import carried, running_of
from ..rules.carrying import return_due, serials_in
from ..services.fulfilment import Finding
from .fields import AmountField, QuantityField
from .ticket import StepForm


class SerialsField(forms.CharField):
    """Serial numbers, one a line as a scanner types them."""

    def __init__(self, **options: Any) -> None:
        super().__init__(max_length=6000, required=False, widget=forms.Textarea(attrs={"rows": 2}), **options)

    def clean(self, value: Any) -> list[str]:
        return serials_in(super().clean(value) or "")


class DayField(forms.DateField):
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class CarryForm(StepForm):
    """A step of the fulfilment: the lines are those of the ticket's open fulfilment that the step is about."""

    fulfilment: Fulfilment | None

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fulfilment = running_of(self.ticket)
        self.carried = [row for row in carried(self.fulfilment) if self.is_about(row)]
        first = list(self.fields)
        for row in self.carried:
            for name, field in self.fields_of(row).items():
                self.fields[f"{name}_{row.pk}"] = field
        self.order_fields([name for name in self.fields if name not in first] + first)
        self.plain = first

    def is_about(self, row: FulfilmentLine) -> bool:
        return True

    def fields_of(self, row: FulfilmentLine) -> dict[str, forms.Field]:
        """The fields of one line, by their short names."""
        return {}

    @property
    def boxes(self) -> Iterator[tuple[FulfilmentLine, list[Any]]]:
        """For the page: each line with its fields."""
        for row in self.carried:
            yield row, [self[name] for name in self.fields if name.rpartition("_")[2] == str(row.pk)]

    @property
    def plain_fields(self) -> list[Any]:
        return [self[name] for name in self.plain]

    def per_line(self, name: str) -> dict[int, Any]:
        """What was filled in, by line."""
        found = {row.pk: self.cleaned_data.get(f"{name}_{row.pk}") for row in self.carried}
        return {pk: value for pk, value in found.items() if value not in (None, "", [])}

    @property
    def pk(self) -> int:
        return self.fulfilment.pk if self.fulfilment else 0


def tracked(row: FulfilmentLine) -> bool:
    """Whether pieces of this line carry serial numbers."""
    sold = row.line.product_sold
    return bool(sold and (sold.product.serial_tracked or sold.serial))


class ReceiveForm(CarryForm):
    condition = forms.CharField(label=_("Condition on arrival"), max_length=200, required=False)

    def is_about(self, row: FulfilmentLine) -> bool:
        return row.outstanding > 0

    def fields_of(self, row: FulfilmentLine) -> dict[str, forms.Field]:
        fields: dict[str, forms.Field] = {
            "quantity": QuantityField(label=_("Came back now"), required=False, initial=row.outstanding)
        }
        if tracked(row):
            fields["serials"] = SerialsField(label=_("Serial numbers"), help_text=_("One a line, as on the label."))
        return fields

    def arguments(self) -> dict[str, Any]:
        return {
            "quantities": self.per_line("quantity"),
            "serials": self.per_line("serials"),
            "condition": self.cleaned_data["condition"],
        }


class WaiveForm(CarryForm):
    reason = forms.CharField(label=_("Why not"), max_length=200, widget=forms.Textarea(attrs={"rows": 2}))

    def is_about(self, row: FulfilmentLine) -> bool:
        return row.outstanding > 0

    def fields_of(self, row: FulfilmentLine) -> dict[str, forms.Field]:
        return {"quantity": QuantityField(label=_("Need not come back"), required=False, initial=row.outstanding)}

    def arguments(self) -> dict[str, Any]:
        return {"quantities": self.per_line("quantity"), "reason": self.cleaned_data["reason"]}


class InspectForm(CarryForm):
    """What came since the last inspection; a line left empty is inspected later."""

    def is_about(self, row: FulfilmentLine) -> bool:
        return row.count.to_inspect > 0

    def fields_of(self, row: FulfilmentLine) -> dict[str, forms.Field]:
        return {
            "result": forms.ChoiceField(
                label=_("Inspection result"),
                choices=InspectionResult.choices,
                widget=forms.RadioSelect,
                initial=row.result or InspectionResult.ACCEPTED,
            ),
            "finding": forms.CharField(
                label=_("Inspection finding"),
                max_length=2000,
                initial=row.finding,
                required=len(self.carried) == 1,
                widget=forms.Textarea(attrs={"rows": 2}),
            ),
            "disposition": forms.ChoiceField(
                label=_("What becomes of the goods"),
                choices=Disposition.choices,
                widget=forms.RadioSelect,
                initial=row.disposition,
                required=len(self.carried) == 1,
            ),
            "cost": AmountField(label=_("Cost of handling"), required=False, initial=row.cost or None),
        }

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        for row in self.carried:
            if bool(data.get(f"finding_{row.pk}")) != bool(data.get(f"disposition_{row.pk}")):
                self.add_error(f"finding_{row.pk}", _("Write the finding and choose what becomes of the goods."))
        if not self.errors and not self.per_line("finding"):
            raise ValidationError(_("Write at least one finding."), code="empty")
        return data

    def arguments(self) -> dict[str, Any]:
        data = self.cleaned_data
        return {
            "findings": {
                pk: Finding(text, data[f"disposition_{pk}"], data[f"result_{pk}"], data[f"cost_{pk}"] or Decimal(0))
                for pk, text in self.per_line("finding").items()
            }
        }


class RefundForm(CarryForm):
    amount = AmountField(label=_("Amount"))
    paid_on = DayField(label=_("Paid on"))
    reference = forms.CharField(label=_("Payment reference"), max_length=100, required=False)
    request_key = forms.CharField(widget=forms.HiddenInput, max_length=64, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial = {**self.initial, "paid_on": timezone.localdate(), "request_key": get_random_string(32)}
        if self.fulfilment:
            self.initial["amount"] = self.fulfilment.left_to_refund

    def is_about(self, row: FulfilmentLine) -> bool:
        return False

    def arguments(self) -> dict[str, Any]:
        return {**self.cleaned_data, "request_key": self.cleaned_data["request_key"] or None}


class DispatchForm(CarryForm):
    shipped_with = forms.CharField(label=_("Sent with"), max_length=100, help_text=_("Carrier and waybill."))
    goods_due_on = DayField(label=_("Goods due back by"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if any(row.outstanding for row in self.carried):
            self.initial["goods_due_on"] = return_due(
                self.fulfilment.goods_due_on if self.fulfilment else None, timezone.localdate()
            )
        else:
            del self.fields["goods_due_on"]
            self.plain.remove("goods_due_on")

    def is_about(self, row: FulfilmentLine) -> bool:
        return self.sendable(row) > 0

    def sendable(self, row: FulfilmentLine) -> int:
        return row.count.sendable(self.fulfilment.proposal.remedy) if self.fulfilment else 0

    def fields_of(self, row: FulfilmentLine) -> dict[str, forms.Field]:
        fields: dict[str, forms.Field] = {
            "quantity": QuantityField(label=_("Sent now"), required=False, initial=self.sendable(row))
        }
        if self.fulfilment and self.fulfilment.proposal.remedy == Remedy.EXCHANGE:
            if tracked(row):
                fields["serials"] = SerialsField(label=_("Replacement serial numbers"), help_text=_("One a line."))
            sold = row.line.product_sold
            fields["warranty"] = DayField(
                label=_("Warranty until"),
                required=False,
                initial=sold.warranty_until if sold else None,
                help_text=_("Of the original, unless said otherwise."),
            )
        return fields

    def arguments(self) -> dict[str, Any]:
        data = self.cleaned_data
        return {
            "shipped_with": data["shipped_with"],
            "goods_due_on": data.get("goods_due_on"),
            "counts": self.per_line("quantity") if self.carried else None,
            "serials": self.per_line("serials"),
            "warranty_until": self.per_line("warranty"),
        }
