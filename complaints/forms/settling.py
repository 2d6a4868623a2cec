"""Forms about what the customer gets: refund, dispatch, refused goods; the end without them; corrections."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.crypto import get_random_string
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from aftersales.web.fields import AmountField, DayField, QuantityField
from aftersales.web.figures import listed, money
from aftersales.web.forms import judged

from ..enums import Remedy
from ..models import FulfilmentLine, GoodsRecord
from ..queries.fulfilment import correctable
from ..rules.fulfilment import return_due
from .fulfilment import FulfilmentForm, FulfilmentRow, SerialsField, serial_reason_field


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
    """The dispatch of one line. serials: the serial numbers of the replacements. warranty_until: an end that was
    agreed for the replacement; without it the warranty starts anew."""

    needed = ("line", "quantity")
    quantity = QuantityField(label=_("Sending now"), required=False)
    serials = SerialsField(label=_("Replacement serial numbers"), required=False, help_text=_("One per line."))
    serial_reason = serial_reason_field()
    warranty_until = DayField(
        label=_("Warranty agreed until"),
        required=False,
        help_text=_("Only if it was agreed. Otherwise the warranty starts anew with the replacement."),
    )

    def refine(self) -> None:
        replaces = self.form.fulfilment is not None and self.form.fulfilment.proposal.remedy == Remedy.EXCHANGE
        if not (replaces and self.serial_tracked):
            self.hide("serials", "serial_reason")
        else:
            self.need_serials()
        if not replaces:
            self.hide("warranty_until")


class DispatchForm(FulfilmentForm):
    """A dispatch. Without lines, everything that may be dispatched is. goods_due_on: by when the goods must come back
    if their replacement is sent first; by default in two weeks."""

    row_form = DispatchRow
    shipped_with = forms.CharField(label=_("Shipped with"), max_length=100, help_text=_("Carrier and tracking number."))
    sent_on = DayField(label=_("Sent on"), required=False)
    goods_due_on = DayField(label=_("Return due by"), required=False)

    def prepare(self) -> None:
        self.initial = {"sent_on": timezone.localdate(), **self.initial}
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
        return {"quantity": self._sendable(row)}

    def arguments(self) -> dict[str, Any]:
        return {
            **super().arguments(),
            "counts": self.by_line("quantity") if self.rows else None,
            "serials": self.by_line("serials"),
            "serial_reasons": self.by_line("serial_reason"),
            "warranty_until": self.by_line("warranty_until"),
        }


class SendBackRow(FulfilmentRow):
    """Refused goods of one line that go back to the customer. serials: which, if they have serial numbers."""

    needed = ("line", "quantity")
    quantity = QuantityField(label=_("Sending back now"), required=False)
    serials = SerialsField(label=_("Serial numbers"), required=False, help_text=_("One per line."))
    serial_reason = serial_reason_field()

    def refine(self) -> None:
        line = self.fulfilment_line
        serials = [unit.serial for unit in line.units.all() if unit.serial] if line else []
        if not serials or line is None:
            self.hide("serials", "serial_reason")
        else:
            self.offer_serials(serials, line.count.to_send_back)
            judged(self, "serials")
            judged(self, "serial_reason", mark=_("if a number is missing"))


class SendBackForm(FulfilmentForm):
    """Refused goods that go back to the customer. Without lines, all of them do."""

    row_form = SendBackRow
    shipped_with = forms.CharField(
        label=_("Sent back with"),
        max_length=100,
        help_text=_("Carrier and tracking number; or that the customer collected or doesn’t want them."),
    )
    sent_on = DayField(label=_("Sent on"), required=False)

    def prepare(self) -> None:
        self.initial = {"sent_on": timezone.localdate(), **self.initial}

    def is_about(self, row: FulfilmentLine) -> bool:
        return row.count.to_send_back > 0

    def initial_of(self, row: FulfilmentLine) -> dict[str, Any]:
        return {"quantity": row.count.to_send_back}

    def arguments(self) -> dict[str, Any]:
        return {
            **super().arguments(),
            "counts": self.by_line("quantity") if self.rows else None,
            "serials": self.by_line("serials"),
            "serial_reasons": self.by_line("serial_reason"),
        }


class EndForm(FulfilmentForm):
    """The end without what the customer has not got yet."""

    max_rows = 0
    reason = forms.CharField(
        label=_("Why the customer gives up the rest"), max_length=200, widget=forms.Textarea(attrs={"rows": 2})
    )

    def is_about(self, row: FulfilmentLine) -> bool:
        return False


class CorrectForm(FulfilmentForm):
    """A counter-entry. entry: which record was wrong, as `entry` of the records and refunds of the fulfilment."""

    max_rows = 0
    entry = forms.CharField(label=_("Wrong record"), max_length=20, widget=forms.RadioSelect)
    reason = forms.CharField(label=_("What is wrong with it"), max_length=200, widget=forms.Textarea(attrs={"rows": 2}))

    def prepare(self) -> None:
        records, refunds = correctable(self.fulfilment) if self.fulfilment else ([], [])
        rows: list[tuple[str, list[Any]]] = [(row.entry, _parts(row)) for row in records]
        rows += [(row.entry, [_("Refund"), money(row.amount), row.reference, row.paid_on]) for row in refunds]
        choices = [(entry, listed(_word(part) for part in parts)) for entry, parts in rows]
        self.fields["entry"].widget.choices = choices
        if len(choices) == 1:
            self.initial = {"entry": choices[0][0], **self.initial}

    def is_about(self, row: FulfilmentLine) -> bool:
        return False


def _parts(row: GoodsRecord) -> list[Any]:
    goods = row.line.product_name if row.line else ""
    return [row.get_kind_display(), goods, row.quantity or "", row.happened_on]


def _word(part: Any) -> Any:
    return date_format(part, "Y-m-d") if hasattr(part, "isoformat") else part
