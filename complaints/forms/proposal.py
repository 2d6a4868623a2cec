"""Forms of proposals and decisions."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from customers.models import ProductSold

from ..enums import Remedy
from ..models import Proposal
from ..queries.proposals import open_proposal, taken_elsewhere
from ..rules.carrying import TAKES_BACK, left_to_return, needs_price_reason
from .fields import AmountField, QuantityField
from .ticket import StepForm

MOST_PURCHASES = 60


class ProposeForm(StepForm):
    """A remedy with one line for each purchase that is part of it: how many, at what price."""

    remedy = forms.ChoiceField(label=_("Remedy"), choices=Remedy.choices, widget=forms.RadioSelect)
    costs = AmountField(label=_("Other costs"), required=False, help_text=_("Freight, installation and the like."))
    no_return_required = forms.BooleanField(label=_("The goods need not come back"), required=False)
    no_return_reason = forms.CharField(label=_("Why they need not come back"), max_length=200, required=False)
    reason = forms.CharField(
        label=_("Why"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Whoever decides reads this first."),
    )  # fmt: skip
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.proposal = open_proposal(self.ticket)
        self.sold = self._purchases()
        self.taken = taken_elsewhere([sold.pk for sold in self.sold], self.proposal)
        self._fill(self.proposal)
        for sold in self.sold:
            self.fields[f"quantity_{sold.pk}"] = QuantityField(label=_("Quantity"), required=False)
            self.fields[f"price_{sold.pk}"] = AmountField(label=_("Unit price"), required=False)
            self.fields[f"price_reason_{sold.pk}"] = forms.CharField(
                label=_("Why more than was paid"), max_length=200, required=False
            )

    def _purchases(self) -> list[ProductSold]:
        """The product of the ticket first, then what is proposed already, then the newest."""
        if self.ticket.customer is None:
            return []
        rows = self.ticket.customer.purchases.select_related("product")
        lines = self.proposal.lines.all() if self.proposal else []
        named = {line.product_sold_id for line in lines} | {self.ticket.product_sold_id}
        chosen = [pk for pk in named if pk is not None]
        first = sorted(rows.filter(pk__in=chosen), key=lambda sold: sold.pk != self.ticket.product_sold_id)
        return [*first, *rows.exclude(pk__in=chosen)[:MOST_PURCHASES]]

    def _fill(self, proposal: Proposal | None) -> None:
        lines: dict[int | None, tuple[Any, Any, str]] = {self.ticket.product_sold_id: (1, None, "")}
        if proposal is None:
            sought = self.ticket.remedy_sought or {"return": "refund"}.get(self.ticket.kind, self.ticket.kind)
            self.initial["remedy"] = sought if sought in Remedy.values else ""
        else:
            self.initial = {
                **self.initial,
                "remedy": proposal.remedy, "costs": proposal.costs or "", "reason": proposal.reason,
                "no_return_required": proposal.no_return_required, "no_return_reason": proposal.no_return_reason,
                "version": proposal.version,
            }  # fmt: skip
            lines = {
                line.product_sold_id: (line.quantity, line.unit_price, line.price_reason)
                for line in proposal.lines.all()
            }
        for sold in self.sold:
            quantity, price, why = lines.get(sold.pk, ("", None, ""))
            self.initial[f"quantity_{sold.pk}"] = quantity
            self.initial[f"price_{sold.pk}"] = sold.unit_price if price is None else price
            self.initial[f"price_reason_{sold.pk}"] = why

    def clean(self) -> dict[str, Any]:
        """What the service would refuse is said at its field, for all lines at once."""
        data = super().clean() or {}
        if data.get("no_return_required") and not data.get("no_return_reason", "").strip() and self.lines():
            self.add_error("no_return_reason", _("Write why the goods need not come back."))
        for sold in self.sold:
            left = left_to_return(sold.quantity, self.taken.get(sold.pk, 0))
            count = data.get(f"quantity_{sold.pk}") or 0
            if count > (left if data.get("remedy") in TAKES_BACK else sold.quantity):
                self.add_error(f"quantity_{sold.pk}", _("At most %(count)s can be proposed.") % {"count": left})
            price = data.get(f"price_{sold.pk}")
            above = count and price is not None and needs_price_reason(price, sold.unit_price)
            if above and not data.get(f"price_reason_{sold.pk}", "").strip():
                self.add_error(f"price_reason_{sold.pk}", _("Write why it is more than was paid."))
        return data

    @property
    def rows(self) -> list[dict[str, Any]]:
        """For the page: purchase, its fields, and whether it stands open or among the others."""
        return [self._row(sold) for sold in self.sold]

    def _row(self, sold: ProductSold) -> dict[str, Any]:
        quantity, price, why = (self[f"{name}_{sold.pk}"] for name in ("quantity", "price", "price_reason"))
        return {
            "sold": sold, "quantity": quantity, "price": price, "taken": self.taken.get(sold.pk, 0),
            "why": why if why.errors or why.value() else None,
            "chosen": bool(quantity.value() or quantity.errors or why.errors),
        }  # fmt: skip

    @property
    def chosen(self) -> list[dict[str, Any]]:
        return [row for row in self.rows if row["chosen"]]

    @property
    def others(self) -> list[dict[str, Any]]:
        return [row for row in self.rows if not row["chosen"]]

    @property
    def plain_fields(self) -> list[Any]:
        return [self[name] for name in ("costs", "no_return_required", "no_return_reason", "reason")]

    def lines(self) -> list[dict[str, Any]]:
        """The lines for the service: purchases with a quantity."""
        data = self.cleaned_data
        return [
            {
                "product_sold": sold, "quantity": data[f"quantity_{sold.pk}"], "description": "",
                "unit_price": sold.unit_price if data.get(f"price_{sold.pk}") is None else data[f"price_{sold.pk}"],
                "price_reason": data.get(f"price_reason_{sold.pk}", ""),
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
