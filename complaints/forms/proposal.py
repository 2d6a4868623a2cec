"""Forms of proposals and decisions."""

from collections import Counter
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from aftersales.web.fields import AmountField, QuantityField
from aftersales.web.forms import RowForm, RowsForm, VerbForm, called_for, judged
from customers.models import Purchase

from ..enums import Remedy
from ..models import Approval, Proposal, ProposalLine, Ticket
from ..presentation.binding import decided_text
from ..queries.binding import binding_decision, deviations_of
from ..queries.proposals import missing, open_proposal, taken_elsewhere
from ..rules.binding import DEVIATIONS
from ..rules.fulfilment import TAKES_BACK, left_to_return, needs_price_reason
from ..rules.stake import GOODS_LEAVE, NO_GOODS, UNKNOWN_GOODS
from ..services.approval_bulk import MAX_APPROVALS
from ..services.approvals import VERDICTS
from ..services.proposals import MAX_LINES
from .ticket import LONG, MAX_ID, TicketForm

MOST_PURCHASES = 60


class LineRow(RowForm):
    """A line of a proposal: a purchase, or a product that is described. unit_price: by default the price that was
    paid; a higher price needs price_reason."""

    needed = ("quantity",)
    purchase = forms.IntegerField(required=False, min_value=1, max_value=MAX_ID, widget=forms.HiddenInput)
    description = forms.CharField(max_length=200, required=False, widget=forms.HiddenInput)
    quantity = QuantityField(label=_("Quantity"), required=False)
    unit_price = AmountField(label=_("Unit price"), required=False)
    price_reason = forms.CharField(label=_("Reason for exceeding the price paid"), max_length=200, required=False)

    @property
    def sold(self) -> Purchase | None:
        return self.form.sold.get(str(self["purchase"].value() or ""))

    @property
    def name(self) -> str:
        return str(self.sold.product) if self.sold else str(self["description"].value() or "")

    @property
    def marks(self) -> list[str]:
        """What distinguishes this purchase from others of the same product."""
        sold = self.sold
        return [mark for mark in (sold.batch, sold.serial, sold.contract_number) if mark] if sold else []

    @property
    def taken(self) -> int:
        """How many of the purchase are part of other proposals."""
        return self.form.taken.get(self.sold.pk, 0) if self.sold else 0

    @property
    def asks_reason(self) -> bool:
        return self.sold is not None and bool(self.errors.get("price_reason") or self["price_reason"].value())

    @property
    def is_chosen(self) -> bool:
        """Whether the page shows the row open. The other purchases are folded."""
        kept = self.initial.get("kept") or not self.sold
        return bool(kept or self["quantity"].value() or self.errors or self.asks_reason)

    def clean_purchase(self) -> Purchase | None:
        if not self.cleaned_data["purchase"]:
            return None
        if self.sold is None:
            raise ValidationError(_("This product wasn’t sold to this customer."), code="other_customer")
        return self.sold

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        sold, price = data.get("purchase"), data.get("unit_price")
        if sold is None and price is None and data.get("quantity") and not self.errors:
            self.add_error(
                "unit_price", ValidationError(_("Enter a price if no purchase is selected."), code="required")
            )
        if sold is not None and price is None and "unit_price" not in self.errors:
            data["unit_price"] = price = sold.unit_price
        above = (
            sold is not None
            and data.get("quantity")
            and price is not None
            and needs_price_reason(price, sold.unit_price)
        )
        if above and not str(data.get("price_reason") or "").strip():
            self.add_error("price_reason", _("Explain why it exceeds the price paid."))
        return data


class ProposeForm(RowsForm, TicketForm):
    """A remedy with its lines. problem_found: the problem, if it is not recorded yet. and_submit: submit it as well; if
    it cannot be submitted, nothing is saved."""

    row_form = LineRow
    max_rows = MAX_LINES
    remedy = forms.ChoiceField(label=_("Remedy"), choices=Remedy.choices, widget=forms.RadioSelect)
    costs = AmountField(label=_("Other costs"), required=False, help_text=_("Freight, installation, etc."))
    no_return_required = forms.BooleanField(label=_("No return needed"), required=False)
    no_return_reason = forms.CharField(label=_("Reason no return is needed"), max_length=200, required=False)
    reason = forms.CharField(
        label=_("Reason"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Approvers see this first."),
    )
    deviation_reason = forms.CharField(
        label=_("Reason for departing from the meeting’s decision"), max_length=500, required=False
    )
    problem_found: Any = forms.CharField(
        label=_("Problem"), max_length=LONG, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
    and_submit: Any = forms.BooleanField(required=False, widget=forms.HiddenInput)
    version = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=0, max_value=MAX_ID)

    def __init__(self, *args: Any, target: Ticket, **kwargs: Any) -> None:
        super().__init__(*args, target=target, **kwargs)
        called_for(self, "no_return_required", by="remedy", shown=TAKES_BACK)
        called_for(self, "no_return_reason", by="no_return_required", needed=("on",))
        judged(self, "problem_found", mark=_("needed for approval"))
        judged(self, "deviation_reason")  # if it departs from the decision
        if "problem_found" in self.fields:
            self.fields["problem_found"].widget.attrs["autofocus"] = True
        self.proposal = open_proposal(target)
        self.binding = binding_decision(target)
        self.kept: list[ProposalLine] = list(self.proposal.lines.all()) if self.proposal else []
        shown = self._purchases()
        self.sold = {str(sold.pk): sold for sold in shown}
        self._add_named()
        self.taken = taken_elsewhere([sold.pk for sold in self.sold.values()], self.proposal)
        self._fill(self.proposal)
        self.make_rows(self._rows(shown))

    def _purchases(self) -> list[Purchase]:
        """The purchases to show: first that of the ticket, then those already proposed, then the newest."""
        if self.ticket.customer is None:
            return []
        rows = self.ticket.customer.purchases.select_related("product")
        named = {line.purchase_id for line in self.kept} | {self.ticket.purchase_id}
        chosen = [pk for pk in named if pk is not None]
        first = sorted(rows.filter(pk__in=chosen), key=lambda sold: sold.pk != self.ticket.purchase_id)
        return [*first, *rows.exclude(pk__in=chosen)[:MOST_PURCHASES]]

    def _add_named(self) -> None:
        """Add purchases that the client sent, although they are too old to be shown on the page."""
        if not self.is_bound or self.ticket.customer is None:
            return
        sent = {str(self.data.get(f"lines-{number}-purchase") or "") for number in range(self._sent())}
        asked = [int(pk) for pk in sent - set(self.sold) if pk.isascii() and pk.isdigit() and len(pk) < 11]
        if asked:
            rows = self.ticket.customer.purchases.select_related("product").filter(pk__in=asked)
            self.sold |= {str(row.pk): row for row in rows}

    def _rows(self, shown: list[Purchase]) -> list[dict[str, Any]]:
        """The initial rows: each purchase once, or as often as the proposal lists it, then the described products."""
        rows = []
        for sold in shown:
            lines = [line for line in self.kept if line.purchase_id == sold.pk]
            first = self.proposal is None and sold.pk == self.ticket.purchase_id
            blank = {"purchase": sold.pk, "unit_price": sold.unit_price, "quantity": 1 if first else ""}
            rows += [self._row_of(line) for line in lines] or [blank]
        return rows + [self._row_of(line) for line in self.kept if line.purchase_id is None]

    @staticmethod
    def _row_of(line: ProposalLine) -> dict[str, Any]:
        names = ("description", "quantity", "unit_price", "price_reason")
        return {"purchase": line.purchase_id, "kept": True, **{name: getattr(line, name) for name in names}}

    def _fill(self, proposal: Proposal | None) -> None:
        if proposal is None:
            sought = self.ticket.remedy_sought or {"return": "refund"}.get(self.ticket.kind, self.ticket.kind)
            self.initial["remedy"] = sought if sought in Remedy.values else ""
            return
        names = ("remedy", "reason", "no_return_required", "no_return_reason", "deviation_reason", "version")
        kept = {name: getattr(proposal, name) for name in names}
        self.initial = {**self.initial, **kept, "costs": proposal.costs or ""}

    def clean(self) -> dict[str, Any]:
        """Check all lines for what the service would refuse, so that each error is shown at its field."""
        data = super().clean()
        lines = [row for row in self.rows if row.is_valid() and row.cleaned_data.get("quantity")]
        if data.get("no_return_required") and not data.get("no_return_reason", "").strip() and lines:
            self.add_error("no_return_reason", _("Explain why no return is needed."))
        pieces: Counter[int] = Counter()
        for row in lines:
            if sold := row.cleaned_data["purchase"]:
                pieces[sold.pk] += row.cleaned_data["quantity"]
                left = left_to_return(sold.quantity, self.taken.get(sold.pk, 0))
                if pieces[sold.pk] > (left if data.get("remedy") in TAKES_BACK else sold.quantity):
                    row.add_error("quantity", _("Up to %(count)s can be proposed.") % {"count": left})
        known = self.ticket.problem_found or data.get("problem_found", "").strip()
        if data.get("and_submit") and not known and data.get("remedy") != Remedy.NONE:
            self.add_error("problem_found", ValidationError(_("Enter the problem."), code="required"))
        self._check_goods(data.get("remedy", ""), lines)
        self._check_decision(data, lines)
        return data

    def _check_decision(self, data: dict[str, Any], lines: list[LineRow]) -> None:
        """What departs from the decision of a meeting needs a reason."""
        if "remedy" not in data or "costs" not in data or data.get("deviation_reason", "").strip():
            return
        priced = [row for row in lines if not row.errors and row.cleaned_data.get("unit_price") is not None]
        goods = sum((row.cleaned_data["quantity"] * row.cleaned_data["unit_price"] for row in priced), Decimal(0))
        for code in deviations_of(self.binding, data["remedy"], goods + (data["costs"] or 0)):
            self.add_error("deviation_reason", ValidationError(DEVIATIONS[code], code=code))

    def _check_goods(self, remedy: str, lines: list[LineRow]) -> None:
        """Goods that leave must be named: what they are worth decides who approves."""
        if remedy == Remedy.EXCHANGE and not lines and all(row.is_valid() for row in self.rows):
            self.add_error(None, ValidationError(NO_GOODS, code="no_goods"))
        for row in lines:
            if remedy in GOODS_LEAVE and not row.cleaned_data.get("purchase"):
                row.add_error("purchase", ValidationError(UNKNOWN_GOODS, code="goods_unknown"))

    @property
    def chosen(self) -> list[LineRow]:
        return [row for row in self.rows if row.is_chosen]

    @property
    def others(self) -> list[LineRow]:
        return [row for row in self.rows if not row.is_chosen]

    @property
    def plain_fields(self) -> list[Any]:
        departing = ("deviation_reason",) if self.binding else ()
        problem = () if self.ticket.problem_found or "problem_found" not in self.fields else ("problem_found",)
        names = ("costs", "no_return_required", "no_return_reason", *departing, *problem, "reason")
        return [self[name] for name in names]

    @property
    def also(self) -> dict[str, Any] | None:
        """The button that submits the proposal as well, if the ticket has all other details that this needs."""
        if "and_submit" not in self.fields:
            return None
        lacking = {field.field for field in missing(self.ticket, self.proposal)} - {"problem_found", "lines"}
        return None if lacking else {"name": "and_submit", "label": _("Submit for approval")}

    @property
    def decided(self) -> str:
        """What the meeting decided, for the note above the form."""
        return decided_text(self.binding) if self.binding else ""

    def lines(self) -> list[dict[str, Any]]:
        """The lines for the service: the rows that have a quantity."""
        return [row.cleaned_data for row in self.rows if row.cleaned_data.get("quantity")]

    def arguments(self) -> dict[str, Any]:
        data = super().arguments()
        return {**data, "lines": self.lines(), "costs": data["costs"] or Decimal(0)}


class ChangeForm(ProposeForm):
    """A change of a proposal that is in approval or approved, which voids the approval."""

    problem_found: Any = None
    and_submit: Any = None


class SharedReasonForm(forms.Form):
    """One reason for several approvals."""

    reason = forms.CharField(label=_("Reason"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3}))


class ChosenRow(RowForm):
    """One approval. version: the version that was read."""

    needed = ("id", "version")
    id = forms.IntegerField(min_value=1, max_value=MAX_ID)
    version = forms.IntegerField(min_value=1, max_value=MAX_ID)


class ApproveManyForm(RowsForm, SharedReasonForm):
    """Several approvals, each with the version that was read."""

    row_form, rows_name, max_rows = ChosenRow, "approvals", MAX_APPROVALS

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.make_rows([])

    def arguments(self) -> dict[str, Any]:
        chosen = [(row.cleaned_data["id"], row.cleaned_data["version"]) for row in self.rows]
        return {"chosen": chosen, **self.cleaned_data}


class ApprovalForm(VerbForm):
    key = "approval_id"


class RecallForm(ApprovalForm):
    reason = forms.CharField(label=_("Reason"), max_length=1000, widget=forms.Textarea(attrs={"rows": 3}))


class RecallLastForm(RecallForm):
    """Recall the last approval of the ticket. target: the ticket. The service refuses if it was decided meanwhile."""

    def arguments(self) -> dict[str, Any]:
        last = Approval.objects.filter(proposal__ticket=self.target).order_by("-pk").first()
        return {**self.cleaned_data, "approval_id": last.pk if last else 0}


class DecisionForm(ApprovalForm):
    """One decision, always with a reason. step: the id of the step that the user saw. amount: only for approve_less.

    minutes, attendees: of the management meeting, which needs both for every decision.
    """

    verdict = forms.ChoiceField(choices=[(v, v) for v in VERDICTS], widget=forms.HiddenInput)
    step = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=MAX_ID)
    amount = AmountField(label=_("Approved amount"), required=False)
    reason = forms.CharField(
        label=pgettext_lazy("decision", "Comment"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3})
    )
    minutes = forms.CharField(
        label=_("Meeting minutes"), max_length=5000, required=False, widget=forms.Textarea(attrs={"rows": 4})
    )
    attendees = forms.CharField(label=_("Attendees"), max_length=300, required=False)

    def __init__(self, *args: Any, verdict: str = "", is_meeting: bool | None = None, **kwargs: Any) -> None:
        """is_meeting: whether it is the step of the management meeting; None if that is not known."""
        super().__init__(*args, **kwargs)
        verdict = verdict or str(self.data.get("verdict", ""))
        if verdict:
            self.initial["verdict"] = verdict
        self.fields["amount"].required = verdict == "approve_less"
        if verdict and verdict != "approve_less" and not self.data.get("amount"):
            del self.fields["amount"]
        if is_meeting is False:
            del self.fields["minutes"], self.fields["attendees"]
        elif is_meeting:
            self.fields["minutes"].required = self.fields["attendees"].required = True

    def arguments(self) -> dict[str, Any]:
        data = super().arguments()
        return {"step_id": data.pop("step"), **data}
