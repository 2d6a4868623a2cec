"""Forms of proposals, decisions and carrying out."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from customers.models import ProductSold

from ..enums import Disposition, Remedy
from ..models import Fulfilment, Proposal
from .fields import AmountField, QuantityField
from .ticket import StepForm


class ProposeForm(StepForm):
    """A remedy with one line for each purchase of the customer: how many, at what price."""

    remedy = forms.ChoiceField(label=_("Remedy"), choices=Remedy.choices, widget=forms.RadioSelect)
    costs = AmountField(label=_("Other costs"), required=False, help_text=_("Freight, installation and the like."))
    no_return_required = forms.BooleanField(label=_("The goods need not come back"), required=False)
    reason = forms.CharField(
        label=_("Why"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Whoever decides reads this first."),
    )  # fmt: skip
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        from ..queries.proposals import current_proposal

        self.proposal = current_proposal(self.ticket)
        self.sold = self._purchases()
        self._fill(self.proposal)
        for sold in self.sold:
            self.fields[f"quantity_{sold.pk}"] = QuantityField(label=_("Quantity"), required=False)
            self.fields[f"price_{sold.pk}"] = AmountField(label=_("Unit price"), required=False)

    def _purchases(self) -> list[ProductSold]:
        """The product of the ticket first; the others only on demand would hide a second faulty one."""
        if self.ticket.customer is None:
            return []
        rows = list(self.ticket.customer.purchases.select_related("product")[:20])
        rows.sort(key=lambda sold: sold.pk != self.ticket.product_sold_id)
        return rows

    def _fill(self, proposal: Proposal | None) -> None:
        if proposal is None:
            sought = self.ticket.remedy_sought or {"return": "refund"}.get(self.ticket.kind, self.ticket.kind)
            self.initial["remedy"] = sought if sought in Remedy.values else ""
            lines: dict[int | None, tuple[int, Any]] = {self.ticket.product_sold_id: (1, None)}
        else:
            self.initial = {
                **self.initial,
                "remedy": proposal.remedy, "costs": proposal.costs or "", "reason": proposal.reason,
                "no_return_required": proposal.no_return_required, "version": proposal.version,
            }  # fmt: skip
            lines = {line.product_sold_id: (line.quantity, line.unit_price) for line in proposal.lines.all()}
        for sold in self.sold:
            quantity, price = lines.get(sold.pk, ("", None))
            self.initial[f"quantity_{sold.pk}"] = quantity
            self.initial[f"price_{sold.pk}"] = sold.unit_price if price is None else price

    @property
    def rows(self) -> list[tuple[ProductSold, Any, Any]]:
        """For the page: purchase, quantity field, price field."""
        return [(sold, self[f"quantity_{sold.pk}"], self[f"price_{sold.pk}"]) for sold in self.sold]

    @property
    def plain_fields(self) -> list[Any]:
        return [self[name] for name in ("costs", "no_return_required", "reason")]

    def lines(self) -> list[dict[str, Any]]:
        """The lines for the service: purchases with a quantity."""
        data = self.cleaned_data
        return [
            {
                "product_sold": sold, "quantity": data[f"quantity_{sold.pk}"], "description": "",
                "unit_price": data[f"price_{sold.pk}"] if data[f"price_{sold.pk}"] is not None else sold.unit_price,
            }
            for sold in self.sold
            if data.get(f"quantity_{sold.pk}")
        ]  # fmt: skip


class SharedReasonForm(forms.Form):
    """One reason for several approvals."""

    reason = forms.CharField(label=_("Reason"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3}))


class DecisionForm(forms.Form):
    """One decision, always with a reason."""

    verdict = forms.ChoiceField(
        choices=[(v, v) for v in ("approve", "approve_less", "send_back", "reject")], widget=forms.HiddenInput
    )
    step = forms.IntegerField(widget=forms.HiddenInput)
    amount = AmountField(label=_("Lower amount"), required=False)
    reason = forms.CharField(label=_("Reason"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3}))
    minutes = forms.CharField(
        label=_("Minutes of the meeting"), max_length=5000, required=False, widget=forms.Textarea(attrs={"rows": 4})
    )
    attendees = forms.CharField(label=_("Attendees"), max_length=300, required=False)

    def __init__(self, *args: Any, verdict: str = "", is_meeting: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if verdict:
            self.initial["verdict"] = verdict
        if verdict and verdict != "approve_less":
            del self.fields["amount"]
        if not is_meeting:
            del self.fields["minutes"], self.fields["attendees"]


class CarryForm(StepForm):
    """A step of the fulfilment: the lines are those of the ticket's open fulfilment."""

    fulfilment: Fulfilment | None

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fulfilment = Fulfilment.objects.filter(proposal__ticket=self.ticket).exclude(state="cancelled").first()
        rows = self.fulfilment.lines.select_related("line__product_sold__product") if self.fulfilment else []
        self.carried = list(rows)
        self.add_lines()

    def add_lines(self) -> None:
        """Add the fields of each line."""

    def per_line(self, prefix: str) -> dict[int, Any]:
        return {row.pk: self.cleaned_data.get(f"{prefix}_{row.pk}") for row in self.carried}


class ReceiveForm(CarryForm):
    condition = forms.CharField(label=_("Condition on arrival"), max_length=200, required=False)

    def add_lines(self) -> None:
        for row in self.carried:
            left = row.expected - row.received
            self.fields[f"quantity_{row.pk}"] = QuantityField(
                label=row.line.product_sold or row.line.description, required=False, initial=left or ""
            )
        self.order_fields([*[n for n in self.fields if n.startswith("quantity")], "condition"])

    def quantities(self) -> dict[int, int]:
        return {pk: count for pk, count in self.per_line("quantity").items() if count}


class InspectForm(CarryForm):
    def add_lines(self) -> None:
        for row in self.carried:
            what = str(row.line.product_sold or row.line.description)
            self.fields[f"finding_{row.pk}"] = forms.CharField(
                label=_("Inspection finding: %(what)s") % {"what": what}, max_length=2000, initial=row.finding,
                widget=forms.Textarea(attrs={"rows": 3}),
            )  # fmt: skip
            self.fields[f"disposition_{row.pk}"] = forms.ChoiceField(
                label=_("What becomes of the goods"), choices=Disposition.choices, widget=forms.RadioSelect,
                initial=row.disposition,
            )  # fmt: skip

    def findings(self) -> dict[int, tuple[str, str]]:
        dispositions = self.per_line("disposition")
        return {pk: (text, dispositions[pk]) for pk, text in self.per_line("finding").items()}


class RefundForm(CarryForm):
    amount = AmountField(label=_("Amount"))
    paid_on = forms.DateField(label=_("Paid on"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    reference = forms.CharField(label=_("Payment reference"), max_length=100, required=False)
    request_key = forms.CharField(widget=forms.HiddenInput, max_length=64, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        from secrets import token_hex

        from django.utils import timezone

        from ..services.fulfilment import refunded

        super().__init__(*args, **kwargs)
        self.initial = {**self.initial, "paid_on": timezone.localdate(), "request_key": token_hex(16)}
        if self.fulfilment:
            self.initial["amount"] = (self.fulfilment.proposal.approved_amount or 0) - refunded(self.fulfilment)


class DispatchForm(CarryForm):
    shipped_with = forms.CharField(label=_("Sent with"), max_length=100, help_text=_("Carrier and waybill."))

    def add_lines(self) -> None:
        for row in self.carried:
            if row.line.product_sold and row.line.product_sold.product.serial_tracked:
                self.fields[f"serial_{row.pk}"] = forms.CharField(
                    label=_("Replacement serial number"), max_length=60, required=False
                )

    def serials(self) -> dict[int, str]:
        return {pk: serial for pk, serial in self.per_line("serial").items() if serial}
