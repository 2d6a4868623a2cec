"""Forms of tickets: one for each verb, and one to log a ticket."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from aftersales.staff.models import User
from aftersales.web.fields import CountField, DayField, FilesField, MomentField, YesNoField
from aftersales.web.forms import VerbForm, called_for, judged
from customers.enums import Channel
from customers.forms.calls import ask_why_called
from customers.models import Contact, Customer, Purchase
from customers.permissions import visible_to as visible_customers
from customers.queries.numbers import current_number, written

from ..enums import ABOUT_PRODUCTS, Kind, QualityClass, Remedy, Safety, Severity
from ..models import Ticket
from ..permissions import TICKET_OWNERS
from ..queries.tickets import address_of
from ..services.closing import obstacles_to_closing

LONG = 10_000
YEAR = timedelta(days=366)
MAX_ID = 2**31 - 1
OUTWARD = (Channel.PHONE, Channel.EMAIL, Channel.CHAT, Channel.LETTER, Channel.WALK_IN)


def choices_of(enum: Any, *values: str) -> list[tuple[str, Any]]:
    return [(value, label) for value, label in enum.choices if not values or value in values]


class TicketForm(VerbForm):
    key = "ticket_id"

    @property
    def ticket(self) -> Ticket:
        return self.target


class TakeForm(TicketForm):
    """Taking a ticket from the owner that the user saw."""

    def arguments(self) -> dict[str, Any]:
        return {**super().arguments(), **({"owner_id": self.ticket.owner_id} if self.target else {})}


class ReplyForm(TicketForm):
    """A reply to the customer. If the channel is email, the system sends it. seen: the id of the newest entry of the
    conversation that you have read; if the customer was answered after it, nothing is sent and the answer is 409."""

    body = forms.CharField(label=_("Reply"), max_length=LONG, widget=forms.Textarea)
    channel = forms.ChoiceField(label=_("By"), choices=choices_of(Channel, *OUTWARD), initial=Channel.PHONE)
    despite = forms.CharField(label=_("Reason for calling anyway"), max_length=200, required=False)
    duration_seconds = CountField(
        label=_("Duration (seconds)"), required=False, min_value=0, max_value=86_400, widget=forms.HiddenInput
    )
    version = forms.IntegerField(required=False, min_value=1, max_value=MAX_ID, widget=forms.HiddenInput)
    seen = forms.IntegerField(required=False, min_value=0, max_value=MAX_ID, widget=forms.HiddenInput)
    files: Any = FilesField(label=_("Attachments"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        ask_why_called(self, self.ticket.customer, at=timezone.localtime().time())


class CustomerMessageForm(TicketForm):
    """A later message of the customer about the same ticket."""

    body = forms.CharField(label=_("Customer message"), max_length=LONG, widget=forms.Textarea)
    channel = forms.ChoiceField(label=_("By"), choices=choices_of(Channel), initial=Channel.PHONE)
    files: Any = FilesField(label=_("Attachments"), required=False)


class NoteForm(TicketForm):
    """An internal note, which only colleagues can read."""

    body = forms.CharField(label=_("Internal note"), max_length=LONG, widget=forms.Textarea)
    files: Any = FilesField(label=_("Attachments"), required=False)


class ReasonForm(TicketForm):
    reason = forms.CharField(label=_("Reason"), max_length=1000, widget=forms.Textarea(attrs={"rows": 3}))


class PauseForm(TicketForm):
    reason = forms.CharField(
        label=_("Waiting for"), max_length=200, help_text=_("The SLA clock pauses until the customer answers.")
    )


class CallbackForm(TicketForm):
    due_at = MomentField(label=_("Agreed time"), ahead=YEAR)


class ReassignForm(TicketForm):
    """Give the ticket to another owner. to: a user who may own tickets (GET /users/)."""

    to: Any = forms.ModelChoiceField(label=_("Reassign to"), queryset=User.objects.none())
    note = forms.CharField(
        label=_("Handover note"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("What the new owner needs to know."),
    )
    tell_customer = forms.BooleanField(label=_("Tell the customer by email who is in charge now"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people = User.objects.filter(is_active=True, role__in=TICKET_OWNERS)
        if self.ticket:
            people = people.exclude(pk=self.ticket.owner_id)
            if address_of(self.ticket):
                self.initial.setdefault("tell_customer", True)
            else:
                self.fields["tell_customer"].help_text = _("This customer has no email address; please call.")
        self.fields["to"].queryset = people.order_by("role", "username")  # type: ignore[attr-defined]


# T1, see rules/completeness.py.
NEEDED_FOR_APPROVAL = ("contact", "grade", "purchased_on", "problem_found")


class DetailsForm(TicketForm):
    """The details that must be known before approval (T1). Only fields that are sent are changed. An outdated version
    is refused with 409."""

    partial = True
    subject = forms.CharField(label=_("Subject"), max_length=200)
    purchase: Any = forms.ModelChoiceField(label=_("Product"), queryset=Purchase.objects.none(), required=False)
    contact: Any = forms.ModelChoiceField(label=_("Contact"), queryset=Contact.objects.none(), required=False)
    grade = forms.CharField(label=_("Product grade"), max_length=40, required=False)
    batch = forms.CharField(label=_("Batch"), max_length=40, required=False)
    purchased_on = DayField(label=_("Purchase date"), required=False)
    problem_found = forms.CharField(
        label=_("Problem"), max_length=LONG, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    severity = forms.ChoiceField(label=_("Severity"), choices=Severity.choices)
    remedy_sought = forms.ChoiceField(
        label=_("Customer request"), required=False, choices=[("", _("Not stated")), *Remedy.choices]
    )
    safety = forms.ChoiceField(label=_("Safety implication"), required=False, choices=Safety.choices)
    alternatives_told = forms.CharField(
        label=_("Alternatives told"),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Which other ways the customer was told of."),
    )
    complained_of: Any = forms.ModelChoiceField(
        label=_("Person complained of"),
        queryset=User.objects.none(),
        required=False,
        help_text=_("They can’t investigate it."),
    )
    version = forms.IntegerField(min_value=1, max_value=MAX_ID, widget=forms.HiddenInput)

    def __init__(self, *args: Any, target: Ticket, **kwargs: Any) -> None:
        super().__init__(*args, target=target, initial=self._stands(target), **kwargs)
        if target.kind in ABOUT_PRODUCTS:
            judged(self, *NEEDED_FOR_APPROVAL, mark=_("needed for approval"))
        people = User.objects.filter(Q(is_active=True) | Q(pk=target.complained_of_id))
        self.fields["complained_of"].queryset = people.order_by("name", "username")  # type: ignore[attr-defined]
        if customer := target.customer:
            self.fields["purchase"].queryset = customer.purchases.select_related("product")  # type: ignore[attr-defined]
            self.fields["contact"].queryset = customer.contacts.all()  # type: ignore[attr-defined]

    def _stands(self, ticket: Ticket) -> dict[str, Any]:
        return {
            **{name: getattr(ticket, name) for name in self.base_fields},
            "purchase": ticket.purchase_id,
            "contact": ticket.contact_id,
            "complained_of": ticket.complained_of_id,
        }


class KindForm(TicketForm):
    kind = forms.ChoiceField(label=_("Type"), choices=Kind.choices, widget=forms.RadioSelect)
    reason = forms.CharField(label=_("Reason"), max_length=500)


class ClassifyForm(TicketForm):
    """The quality class with its reason, and whether prices were unclear. What is not sent stays as it is."""

    partial = True
    quality_class = forms.ChoiceField(
        label=_("Quality class"),
        choices=QualityClass.choices,
        widget=forms.RadioSelect,
        required=False,
        help_text=_(
            "Extrinsic: transport, packing, handling; answer within 3 days. Intrinsic: the product "
            "itself; solution within 1 week."
        ),
    )
    reason = forms.CharField(
        label=_("Reason"),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("What speaks for this class."),
    )
    prices_unclear = forms.BooleanField(
        label=_("Prices not made plain"),
        required=False,
        help_text=_("Prices or charges weren’t stated clearly beforehand. Counts toward the satisfaction grade."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.target is not None:
            self.initial.update({name: getattr(self.ticket, name) for name in ("quality_class", "prices_unclear")})
        others = [value for value in QualityClass.values if value != self.initial.get("quality_class")]
        called_for(self, "reason", by="quality_class", needed=others, mark=_("if the class changes"))


class IdentifyForm(TicketForm):
    """Say who the customer is. customer: the customer's number. contact: by default the main contact."""

    use_required_attribute = False
    customer = forms.CharField(
        label=_("Customer number"),
        max_length=40,
        help_text=_("Find the customer first; the number is on the customer page."),
    )
    contact = forms.IntegerField(required=False, min_value=1, max_value=MAX_ID, widget=forms.HiddenInput)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        data["customer"] = customer = customer_of(self, data)
        data["contact"] = of_customer(self, customer, "contacts", data, "contact") or (
            customer.main_contact if customer else None
        )
        return data


class AnswerForm(TicketForm):
    outcome = forms.CharField(label=_("Reply given"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3}))


class ConfirmForm(TicketForm):
    solved = YesNoField(label=_("Is it solved?"), yes=_("Yes, solved"), no=_("No, not solved"))
    comment = forms.CharField(
        label=_("In the customer’s words"), max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
    and_close = forms.BooleanField(label=_("Close the ticket as well"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        called_for(self, "and_close", by="solved", shown=("yes",))
        if self.target is not None and not self.is_bound:
            self.initial["and_close"] = may_close = set(obstacles_to_closing(self.ticket)) <= {"customer_not_confirmed"}
            if not may_close:
                del self.fields["and_close"]


class SubmitForm(TicketForm):
    """Submit the proposal for approval. version: the version of the proposal that the user read."""

    version = forms.IntegerField(required=False, min_value=1, max_value=MAX_ID, widget=forms.HiddenInput)


class NewTicketForm(VerbForm):
    """What a customer said (T1), logged during the conversation.

    customer: the customer's number; leave it out if the customer is not identified yet. call: the id of a call
    (GET /calls/); if received_at is not sent, the clock starts when the call rang. received_at: when the matter
    arrived, where the clock starts. answered_at: when somebody answered the caller or visitor; on the hotline and in
    person this is at once if it is not sent, or what the telephone system reported of the call. assign: give the
    ticket to the owner that the assignment rules name, not to the sender; programs use it to log what no person has
    read yet.
    """

    kind = forms.ChoiceField(label=_("Type"), choices=Kind.choices, initial=Kind.COMPLAINT, widget=forms.RadioSelect)
    description = forms.CharField(
        label=_("Customer message"),
        max_length=LONG,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("In the customer’s own words. Model, batch and dates come from the customer record."),
    )
    channel = forms.ChoiceField(label=_("Channel"), choices=Channel.choices, initial=Channel.HOTLINE)
    subject = forms.CharField(label=_("Subject"), max_length=200, required=False)
    customer = forms.CharField(max_length=40, required=False, widget=forms.HiddenInput)
    contact = forms.IntegerField(required=False, min_value=1, max_value=MAX_ID, widget=forms.HiddenInput)
    contact_name = forms.CharField(label=_("Caller"), max_length=100, required=False)
    purchase = forms.IntegerField(required=False, min_value=1, max_value=MAX_ID, widget=forms.HiddenInput)
    category = forms.CharField(max_length=60, required=False, widget=forms.HiddenInput)
    received_at = MomentField(
        label=_("Received at"),
        required=False,
        help_text=_("When it rang or arrived: the clock starts then. Leave empty for now."),
    )
    answered_at = MomentField(
        label=_("Answered at"),
        required=False,
        help_text=_("Calls and visits only. Empty: answered at once."),
    )
    call = forms.IntegerField(required=False, min_value=1, max_value=MAX_ID, widget=forms.HiddenInput)
    visitor = forms.IntegerField(required=False, min_value=1, max_value=MAX_ID, widget=forms.HiddenInput)
    assign = forms.BooleanField(required=False, widget=forms.HiddenInput)
    remedy_sought = forms.ChoiceField(
        label=_("Customer request"),
        required=False,
        widget=forms.RadioSelect,
        choices=[
            ("", _("Not stated")),
            *choices_of(Remedy, Remedy.REFUND, Remedy.EXCHANGE, Remedy.REPAIR, Remedy.COMPENSATION),
        ],
    )
    severity = forms.ChoiceField(label=_("Severity"), choices=Severity.choices, initial=Severity.MINOR, required=False)
    quality_class = forms.ChoiceField(choices=QualityClass.choices, required=False, widget=forms.HiddenInput)
    class_reason = forms.CharField(max_length=500, required=False, widget=forms.HiddenInput)
    safety = forms.ChoiceField(label=_("Safety implication"), required=False, choices=Safety.choices)
    alternatives_told = forms.CharField(label=_("Alternatives told"), max_length=1000, required=False)
    files: Any = FilesField(label=_("Photos"), required=False)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        data["customer"] = customer = customer_of(self, data)
        data["purchase"] = of_customer(self, customer, "purchases", data, "purchase")
        contact = of_customer(self, customer, "contacts", data, "contact")
        data["contact"] = contact or (customer.main_contact if customer else None)
        data["severity"] = data.get("severity") or Severity.MINOR
        return data


def customer_of(form: VerbForm, data: Mapping[str, Any]) -> Customer | None:
    """The customer with the number that was sent. Adds an error to the field if the user may not see the customer."""
    number = str(data.get("customer") or "").strip()
    if not number:
        return None
    seen = visible_customers(form.user).prefetch_related("contacts")
    # Nearly always it is the customer's own number, which needs no search for what it was before.
    found = seen.filter(number=written(number)).first() or seen.filter(number=current_number(number)).first()
    if found is None:
        form.add_error("customer", ValidationError(_("No customer has this number."), code="unknown"))
    return found


def of_customer(form: VerbForm, customer: Customer | None, rows: str, data: Mapping[str, Any], name: str) -> Any:
    """A contact or purchase of the customer, by its id. Adds an error to the field if it is not the customer's."""
    if not data.get(name):
        return None
    found = getattr(customer, rows).filter(pk=data[name]).first() if customer else None
    if found is None:
        form.add_error(name, ValidationError(_("This doesn’t belong to the customer."), code="other_customer"))
    return found
