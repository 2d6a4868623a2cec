"""Forms of a fulfilment: receipt, waiver, inspection, refund, dispatch. Each has a row for every line."""

from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.crypto import get_random_string
from django.utils.translation import gettext_lazy as _

from aftersales.web.fields import AmountField, DayField, QuantityField, WordsField
from aftersales.web.forms import RowForm, RowsForm

from ..enums import Disposition, InspectionResult, Remedy
from ..models import Fulfilment, FulfilmentLine, Ticket
from ..queries.fulfilment import fulfilment_of
from ..rules.fulfilment import MAX_SERIAL, return_due, serials_in
from ..services.fulfilment import Finding
from ..services.proposals import MAX_LINES
from .ticket import MAX_ID

MAX_SERIALS = 200


class SerialsField(WordsField):
    """Serial numbers, one on each line, because a scanner ends each with a line break."""

    def clean(self, value: Any) -> list[str]:
        found = serials_in("\n".join(super().clean(value)))
        if len(found) > MAX_SERIALS or any(len(serial) > MAX_SERIAL for serial in found):
            raise ValidationError(_("No more than 200 serial numbers, up to 60 characters each."), code="too_long")
        return found


class FulfilmentRow(RowForm):
    """One line of the fulfilment. line: the id of the line."""

    needed: tuple[str, ...] = ("line",)
    line = forms.IntegerField(min_value=1, max_value=MAX_ID, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fulfilment_line: FulfilmentLine | None = self.form.fulfilment_lines.get(self._named())
        self.refine()

    def _named(self) -> int:
        text = str(self["line"].value() or "")
        return int(text) if text.isascii() and text.isdigit() and len(text) < 11 else 0

    def refine(self) -> None:
        """A hook for subclasses: adapt the fields to the line."""

    def hide(self, *names: str) -> None:
        for name in names:
            self.fields[name].widget = forms.HiddenInput()

    @property
    def serial_tracked(self) -> bool:
        sold = self.fulfilment_line.line.purchase if self.fulfilment_line else None
        return bool(sold and (sold.product.serial_tracked or sold.serial))

    def clean_line(self) -> int:
        if self.fulfilment_line is None:
            raise ValidationError(_("This line isn’t part of this fulfilment."), code="unknown_line")
        return self.fulfilment_line.pk

    def is_filled(self) -> bool:
        return bool(self.cleaned_data.get("quantity"))


class FulfilmentForm(RowsForm):
    """The base of the verbs of a fulfilment. It has a row for each line that the verb is about.

    target: the ticket. fulfilment: one of the ticket's fulfilments, by default the open one.
    """

    row_form: type[RowForm] = FulfilmentRow
    max_rows = MAX_LINES

    def __init__(self, *args: Any, target: Ticket, fulfilment: Fulfilment | None = None, **kwargs: Any) -> None:
        super().__init__(*args, target=target, **kwargs)
        self.fulfilment = fulfilment or fulfilment_of(target)
        self.fulfilment_lines = {row.pk: row for row in self.fulfilment.lines.all()} if self.fulfilment else {}
        self.about = [row for row in self.fulfilment_lines.values() if self.is_about(row)]
        self.prepare()
        self.make_rows([{"line": row.pk, **self.initial_of(row)} for row in self.about])

    def prepare(self) -> None:
        """A hook for subclasses: set initial values that depend on the fulfilment."""

    def is_about(self, row: FulfilmentLine) -> bool:
        return True

    def initial_of(self, row: FulfilmentLine) -> dict[str, Any]:
        return {}

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        named = [row.cleaned_data["line"] for row in self.rows if row.is_valid()]
        if len(named) > len(set(named)):
            raise ValidationError(_("A line is listed twice."), code="line_twice")
        return data

    def by_line(self, name: str) -> dict[int, Any]:
        """The values of a field that were entered, by the id of the line."""
        filled = [row.cleaned_data for row in self.rows if row.is_filled()]
        return {data["line"]: data[name] for data in filled if data.get(name) not in (None, "", [])}

    def arguments(self) -> dict[str, Any]:
        return {"fulfilment_id": self.fulfilment.pk if self.fulfilment else 0, **self.cleaned_data}


class ReceiveRow(FulfilmentRow):
    """The receipt of one line. condition: of this line, if it differs from the general one. serials: the serial
    numbers of the returned products, if they have any."""

    needed = ("line", "quantity")
    quantity = QuantityField(label=_("Received now"), required=False)
    serials = SerialsField(label=_("Serial numbers"), required=False, help_text=_("One per line, as on the label."))
    condition = forms.CharField(max_length=200, required=False, widget=forms.HiddenInput)

    def refine(self) -> None:
        if not self.serial_tracked:
            self.hide("serials")


class ReceiveForm(FulfilmentForm):
    row_form = ReceiveRow
    condition = forms.CharField(label=_("Condition on arrival"), max_length=200, required=False)

    def is_about(self, row: FulfilmentLine) -> bool:
        return row.outstanding > 0

    def initial_of(self, row: FulfilmentLine) -> dict[str, Any]:
        return {"quantity": row.outstanding}

    def arguments(self) -> dict[str, Any]:
        return {
            **super().arguments(),
            "quantities": self.by_line("quantity"),
            "serials": self.by_line("serials"),
            "conditions": self.by_line("condition"),
        }


class WaiveRow(FulfilmentRow):
    needed = ("line", "quantity")
    quantity = QuantityField(label=_("No return needed"), required=False)


class WaiveForm(FulfilmentForm):
    row_form = WaiveRow
    reason = forms.CharField(
        label=_("Reason no return is needed"), max_length=200, widget=forms.Textarea(attrs={"rows": 2})
    )

    def is_about(self, row: FulfilmentLine) -> bool:
        return row.outstanding > 0

    def initial_of(self, row: FulfilmentLine) -> dict[str, Any]:
        return {"quantity": row.outstanding}

    def arguments(self) -> dict[str, Any]:
        return {**super().arguments(), "quantities": self.by_line("quantity")}


class InspectRow(FulfilmentRow):
    """The inspection of one line. cost: what handling the goods costs the company."""

    needed = ("line", "finding", "disposition")
    result = forms.ChoiceField(
        label=_("Inspection result"),
        choices=InspectionResult.choices,
        widget=forms.RadioSelect,
        required=False,
        initial=InspectionResult.ACCEPTED,
    )
    finding = forms.CharField(
        label=_("Inspection finding"), max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
    disposition = forms.ChoiceField(
        label=_("Disposition of goods"), choices=Disposition.choices, widget=forms.RadioSelect, required=False
    )
    cost = AmountField(label=_("Handling cost"), required=False)

    def refine(self) -> None:
        alone = len(self.form.about) == 1
        self.fields["finding"].required = self.fields["disposition"].required = alone

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if not self.errors and bool(data.get("finding")) != bool(data.get("disposition")):
            self.add_error("finding", _("Enter the inspection finding and choose a disposition."))
        return data

    def is_filled(self) -> bool:
        return bool(self.cleaned_data.get("finding"))


class InspectForm(FulfilmentForm):
    """The inspection of what was received since the last one. A line that is left empty is inspected later."""

    row_form = InspectRow

    def is_about(self, row: FulfilmentLine) -> bool:
        return row.count.to_inspect > 0

    def initial_of(self, row: FulfilmentLine) -> dict[str, Any]:
        return {
            "result": row.result or InspectionResult.ACCEPTED,
            "finding": row.finding,
            "disposition": row.disposition,
            "cost": row.cost or None,
        }

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if all(row.is_valid() for row in self.rows) and not any(row.is_filled() for row in self.rows):
            raise ValidationError(_("Enter at least one finding."), code="empty")
        return data

    def arguments(self) -> dict[str, Any]:
        findings = {
            row.cleaned_data["line"]: Finding(
                row.cleaned_data["finding"],
                row.cleaned_data["disposition"],
                row.cleaned_data["result"] or InspectionResult.ACCEPTED,
                row.cleaned_data["cost"] or Decimal(0),
            )
            for row in self.rows
            if row.is_filled()
        }
        return {**super().arguments(), "findings": findings}


class RefundForm(FulfilmentForm):
    """A refund. request_key: a key that the client chooses; a repeated request with the same key records no second
    refund."""

    max_rows = 0
    amount = AmountField(label=_("Amount"))
    paid_on = DayField(label=_("Paid on"))
    reference = forms.CharField(label=_("Payment reference"), max_length=100, required=False)
    request_key = forms.CharField(widget=forms.HiddenInput, max_length=64, required=False)

    def prepare(self) -> None:
        self.initial = {**self.initial, "paid_on": timezone.localdate(), "request_key": get_random_string(32)}
        if self.fulfilment:
            self.initial["amount"] = self.fulfilment.left_to_refund

    def is_about(self, row: FulfilmentLine) -> bool:
        return False

    def arguments(self) -> dict[str, Any]:
        return {**super().arguments(), "request_key": self.cleaned_data["request_key"] or None}


class DispatchRow(FulfilmentRow):
    """The dispatch of one line. serials: the serial numbers of the replacements. warranty_until: by default that of the
    original product."""

    needed = ("line", "quantity")
    quantity = QuantityField(label=_("Sending now"), required=False)
    serials = SerialsField(label=_("Replacement serial numbers"), required=False, help_text=_("One per line."))
    warranty_until = DayField(
        label=_("Warranty until"), required=False, help_text=_("The original’s warranty, unless stated otherwise.")
    )

    def refine(self) -> None:
        replaces = self.form.fulfilment is not None and self.form.fulfilment.proposal.remedy == Remedy.EXCHANGE
        if not (replaces and self.serial_tracked):
            self.hide("serials")
        if not replaces:
            self.hide("warranty_until")


class DispatchForm(FulfilmentForm):
    """A dispatch. Without lines, everything that may be dispatched is. goods_due_on: by when the goods must come back
    if their replacement is sent first; by default in two weeks."""

    row_form = DispatchRow
    shipped_with = forms.CharField(label=_("Shipped with"), max_length=100, help_text=_("Carrier and tracking number."))
    goods_due_on = DayField(label=_("Return due by"), required=False)

    def prepare(self) -> None:
        if any(row.outstanding for row in self.about):
            due = self.fulfilment.goods_due_on if self.fulfilment else None
            self.initial["goods_due_on"] = return_due(due, timezone.localdate())
        else:
            self.fields["goods_due_on"].widget = forms.HiddenInput()

    def is_about(self, row: FulfilmentLine) -> bool:
        return self._sendable(row) > 0

    def _sendable(self, row: FulfilmentLine) -> int:
        return row.count.sendable(self.fulfilment.proposal.remedy) if self.fulfilment else 0

    def initial_of(self, row: FulfilmentLine) -> dict[str, Any]:
        sold = row.line.purchase
        return {"quantity": self._sendable(row), "warranty_until": sold.warranty_until if sold else None}

    def arguments(self) -> dict[str, Any]:
        return {
            **super().arguments(),
            "counts": self.by_line("quantity") if self.rows else None,
            "serials": self.by_line("serials"),
            "warranty_until": self.by_line("warranty_until"),
        }
