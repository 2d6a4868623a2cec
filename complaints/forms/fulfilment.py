"""Forms about the goods of a fulfilment: receipt, waiver, inspection. Each has a row for every line."""

from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from aftersales.kernel.money import QUANTITY_LIMIT
from aftersales.web.fields import AmountField, DayField, QuantityField, WordsField
from aftersales.web.forms import RowForm, RowsForm, called_for, judged
from customers.models import SerialNumber

from ..enums import Disposition, InspectionResult
from ..models import Fulfilment, FulfilmentLine, Ticket
from ..permissions import can_refuse
from ..queries.fulfilment import fulfilment_of
from ..rules.fulfilment import MAX_SERIAL, serials_in
from ..services.fulfilment import Finding
from ..services.proposals import MAX_LINES
from .ticket import MAX_ID

MAX_SERIALS = 200
SHOWN_SERIALS = 12


class SerialsField(WordsField):
    """Serial numbers, one on each line, because a scanner ends each with a line break."""

    def clean(self, value: Any) -> list[str]:
        found = serials_in("\n".join(super().clean(value)))
        if len(found) > MAX_SERIALS or any(len(serial) > MAX_SERIAL for serial in found):
            raise ValidationError(_("No more than 200 serial numbers, up to 60 characters each."), code="too_long")
        return found


def serial_reason_field() -> forms.CharField:
    return forms.CharField(
        label=_("Serial number exception"),
        max_length=200,
        required=False,
        help_text=_("Only if a number is missing or belongs elsewhere: why."),
    )


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

    def offer_serials(self, known: list[str], count: int) -> None:
        """Fill in the serial numbers that are known, or show them if it may be others."""
        if len(known) == count:
            self.initial.setdefault("serials", known)
        elif known:
            shown = ", ".join(known[:SHOWN_SERIALS])
            self.fields["serials"].help_text = _("One per line. Known: %(serials)s") % {"serials": shown}

    def need_serials(self) -> None:
        """Serial numbers, or why they are missing, are needed for products that are tracked by them."""
        sold = self.fulfilment_line.line.purchase if self.fulfilment_line else None
        if sold and sold.product.serial_tracked:
            judged(self, "serials")
            judged(self, "serial_reason", mark=_("if a number is missing"))

    @property
    def serial_tracked(self) -> bool:
        sold = self.fulfilment_line.line.purchase if self.fulfilment_line else None
        return bool(sold and (sold.product.serial_tracked or sold.serial))

    @property
    def product_name(self) -> str:
        return str(self.fulfilment_line.product_name) if self.fulfilment_line else ""

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
        self.known_serials = self._known_serials()
        self.prepare()
        self.make_rows([{"line": row.pk, **self.initial_of(row)} for row in self.about])

    def _known_serials(self) -> dict[int, list[str]]:
        """The serial numbers that the customer has by the purchase of each line, by the id of the purchase."""
        sold = [row.line.purchase_id for row in self.about if row.line.purchase_id]
        found: dict[int, list[str]] = {}
        pieces = SerialNumber.objects.filter(purchase__in=sold).order_by("serial")
        for purchase, serial in pieces.values_list("purchase", "serial") if sold else ():
            found.setdefault(purchase or 0, []).append(serial)
        return found

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
    serial_reason = serial_reason_field()
    condition = forms.CharField(max_length=200, required=False, widget=forms.HiddenInput)

    def refine(self) -> None:
        if not self.serial_tracked:
            self.hide("serials", "serial_reason")
        elif self.fulfilment_line:
            line = self.fulfilment_line
            self.offer_serials(self.form.known_serials.get(line.line.purchase_id or 0, []), line.outstanding)
            self.need_serials()


class ReceiveForm(FulfilmentForm):
    row_form = ReceiveRow
    condition = forms.CharField(label=_("Condition on arrival"), max_length=200, required=False)
    received_on = DayField(label=_("Received on"), required=False)

    def prepare(self) -> None:
        self.initial = {"received_on": timezone.localdate(), **self.initial}

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
            "serial_reasons": self.by_line("serial_reason"),
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


class KeepRow(WaiveRow):
    quantity = QuantityField(label=_("Won’t come back"), required=False)


class KeepForm(WaiveForm):
    """Goods that will not come back. The customer keeps them and gets nothing for them."""

    row_form = KeepRow
    reason = forms.CharField(
        label=_("Why the goods won’t come back"), max_length=200, widget=forms.Textarea(attrs={"rows": 2})
    )


class InspectRow(FulfilmentRow):
    """The inspection of one line. refused: how many are not accepted and go back to the customer; only managers and the
    quality department may refuse. cost: what handling the goods costs the company."""

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
    refused = forms.IntegerField(
        label=_("Refused, go back to the customer"), min_value=0, max_value=QUANTITY_LIMIT, required=False
    )
    cost = AmountField(label=_("Handling cost"), required=False)

    def refine(self) -> None:
        fulfilment, user = self.form.fulfilment, self.form.user
        if fulfilment is None or user is None or not can_refuse(user, fulfilment):
            self.hide("refused")
        alone = len(self.form.about) == 1
        self.fields["finding"].required = self.fields["disposition"].required = alone
        judged(self, "finding", "disposition")
        if alone:
            self.fields["finding"].widget.attrs["required"] = True
        differing = [value for value in InspectionResult.values if value != InspectionResult.ACCEPTED]
        called_for(self, "refused", by="result", shown=differing)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if not self.errors and bool(data.get("finding")) != bool(data.get("disposition")):
            text = _("%(product)s: enter the inspection finding and choose a disposition.")
            self.add_error("finding", ValidationError(text, code="incomplete", params={"product": self.product_name}))
        return data

    def is_filled(self) -> bool:
        return bool(self.cleaned_data.get("finding"))


class InspectForm(FulfilmentForm):
    """The inspection of what was received since the last one. A line that is left empty is inspected later."""

    row_form = InspectRow
    inspected_on = DayField(label=_("Inspected on"), required=False)

    def prepare(self) -> None:
        self.initial = {"inspected_on": timezone.localdate(), **self.initial}

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
                row.cleaned_data["refused"],
            )
            for row in self.rows
            if row.is_filled()
        }
        return {**super().arguments(), "findings": findings}
