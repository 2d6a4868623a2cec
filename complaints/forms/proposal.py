"""Forms of proposals and decisions."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from customers.models import ProductSold

from ..enums import Remedy
from ..models import Proposal, ProposalLine
from ..queries.proposals import open_proposal, taken_elsewhere
from ..rules.carrying import TAKES_BACK, left_to_return, needs_price_reason
from .fields import AmountField, QuantityField
from .ticket import StepForm

MOST_PURCHASES = 60


@dataclass(frozen=True)
class Item:
    """A line that is or may be proposed: of a purchase, or of something that is described."""

    key: str
    sold: ProductSold | None
    line: ProposalLine | None

    @property
    def price(self) -> Decimal:
        if self.line:
            return self.line.unit_price
        return self.sold.unit_price if self.sold else Decimal(0)


class ProposeForm(StepForm):
    """A remedy with one line or more for each purchase that is part of it: how many, at what price."""

    remedy = forms.ChoiceField(label=_("Remedy"), choices=Remedy.choices, widget=forms.RadioSelect)
    costs = AmountField(label=_("Other costs"), required=False, help_text=_("Freight, installation and the like."))
    no_return_required = forms.BooleanField(label=_("The goods need not come back"), required=False)
    no_return_reason = forms.CharField(label=_("Why they need not come back"), max_length=200, required=False)
    reason = forms.CharField(
        label=_("Why"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Whoever decides reads this first."),
    )
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.proposal = open_proposal(self.ticket)
        self.kept = list(self.proposal.lines.all()) if self.proposal else []
        self.sold = self._purchases()
        self.taken = taken_elsewhere([sold.pk for sold in self.sold], self.proposal)
        self.items = list(self._items())
        self._fill(self.proposal)
        for item in self.items:
            self.fields[f"quantity_{item.key}"] = QuantityField(label=_("Quantity"), required=False)
            self.fields[f"price_{item.key}"] = AmountField(label=_("Unit price"), required=False)
            if item.sold:
                self.fields[f"price_reason_{item.key}"] = forms.CharField(
                    label=_("Why more than was paid"), max_length=200, required=False
                )

    def _items(self) -> Iterator[Item]:
        """Each purchase once, or as often as the proposal names it; and what it names that was not bought here."""
        for sold in self.sold:
            lines = [line for line in self.kept if line.product_sold_id == sold.pk]
            for n, line in enumerate(lines or [None]):
                yield Item(f"{sold.pk}_{n}" if n else str(sold.pk), sold, line)
        for n, line in enumerate(line for line in self.kept if line.product_sold_id is None):
            yield Item(f"other_{n}", None, line)

    def _purchases(self) -> list[ProductSold]:
        """The product of the ticket first, then what is proposed already, then the newest."""
        if self.ticket.customer is None:
            return []
        rows = self.ticket.customer.purchases.select_related("product")
        named = {line.product_sold_id for line in self.kept} | {self.ticket.product_sold_id}
        chosen = [pk for pk in named if pk is not None]
        first = sorted(rows.filter(pk__in=chosen), key=lambda sold: sold.pk != self.ticket.product_sold_id)
        return [*first, *rows.exclude(pk__in=chosen)[:MOST_PURCHASES]]

    def _fill(self, proposal: Proposal | None) -> None:
        if proposal is None:
            sought = self.ticket.remedy_sought or {"return": "refund"}.get(self.ticket.kind, self.ticket.kind)
            self.initial["remedy"] = sought if sought in Remedy.values else ""
        else:
            self.initial = {
                **self.initial,
                "remedy": proposal.remedy,
                "costs": proposal.costs or "",
                "reason": proposal.reason,
                "no_return_required": proposal.no_return_required,
                "no_return_reason": proposal.no_return_reason,
                "version": proposal.version,
            }
        for item in self.items:
            first = proposal is None and item.sold is not None and item.sold.pk == self.ticket.product_sold_id
            quantity = item.line.quantity if item.line else 1 if first else ""
            self.initial[f"quantity_{item.key}"] = quantity
            self.initial[f"price_{item.key}"] = item.price
            self.initial[f"price_reason_{item.key}"] = item.line.price_reason if item.line else ""

    def clean(self) -> dict[str, Any]:
        """What the service would refuse is said at its field, for all lines at once."""
        data = super().clean() or {}
        if data.get("no_return_required") and not data.get("no_return_reason", "").strip() and self.lines():
            self.add_error("no_return_reason", _("Write why the goods need not come back."))
        pieces: Counter[int] = Counter()
        for item in self.items:
            if item.sold:
                self._check(item, item.sold, pieces, data)
        return data

    def _check(self, item: Item, sold: ProductSold, pieces: Counter[int], data: dict[str, Any]) -> None:
        """Not more than can be proposed, all lines of a purchase together; and a reason where it is dear."""
        left = left_to_return(sold.quantity, self.taken.get(sold.pk, 0))
        count = data.get(f"quantity_{item.key}") or 0
        pieces[sold.pk] += count
        if count and pieces[sold.pk] > (left if data.get("remedy") in TAKES_BACK else sold.quantity):
            self.add_error(f"quantity_{item.key}", _("At most %(count)s can be proposed.") % {"count": left})
        price = data.get(f"price_{item.key}")
        above = count and price is not None and needs_price_reason(price, sold.unit_price)
        if above and not data.get(f"price_reason_{item.key}", "").strip():
            self.add_error(f"price_reason_{item.key}", _("Write why it is more than was paid."))

    @property
    def rows(self) -> list[dict[str, Any]]:
        """For the page: purchase, its fields, and whether it stands open or among the others."""
        return [self._row(item) for item in self.items]

    def _row(self, item: Item) -> dict[str, Any]:
        quantity, price = self[f"quantity_{item.key}"], self[f"price_{item.key}"]
        why = self[f"price_reason_{item.key}"] if item.sold else None
        asked = why is not None and bool(why.errors or why.value())
        marks = (item.sold.batch, item.sold.serial, item.sold.contract_number) if item.sold else ()
        return {
            "sold": item.sold,
            "line": item.line,
            "quantity": quantity,
            "price": price,
            "taken": self.taken.get(item.sold.pk, 0) if item.sold else 0,
            "marks": [mark for mark in marks if mark],
            "why": why if asked else None,
            "chosen": bool(item.line or quantity.value() or quantity.errors or asked),
        }

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
                "product_sold": item.sold,
                "quantity": data[f"quantity_{item.key}"],
                "description": item.line.description if item.line else "",
                "unit_price": item.price if data.get(f"price_{item.key}") is None else data[f"price_{item.key}"],
                "price_reason": data.get(f"price_reason_{item.key}", ""),
            }
            for item in self.items
            if data.get(f"quantity_{item.key}")
        ]


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
