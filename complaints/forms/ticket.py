"""Forms of the ticket page: one for each step, and for logging."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from aftersales.staff.models import User
from customers.enums import Channel
from customers.models import Customer

from ..enums import Kind, QualityClass, Remedy, Severity
from ..models import Ticket
from .fields import FilesField

LONG = 10_000
OUTWARD = (Channel.PHONE, Channel.EMAIL, Channel.CHAT, Channel.LETTER, Channel.WALK_IN)


def choices_of(enum: Any, *values: str) -> list[tuple[str, Any]]:
    return [(value, label) for value, label in enum.choices if not values or value in values]


class StepForm(forms.Form):
    """A form about one ticket, by one person."""

    def __init__(self, *args: Any, ticket: Ticket, user: User, **kwargs: Any) -> None:
        self.ticket, self.user = ticket, user
        super().__init__(*args, **kwargs)


class ReplyForm(StepForm):
    """What the customer is told."""

    body = forms.CharField(label=_("Reply"), max_length=LONG, widget=forms.Textarea)
    channel = forms.ChoiceField(label=_("By"), choices=choices_of(Channel, *OUTWARD), initial=Channel.PHONE)
    despite = forms.CharField(label=_("Why against the customer’s wish"), max_length=200, required=False)
    files: Any = FilesField(label=_("Attach"), required=False)

    def __init__(self, *args: Any, ticket: Ticket, **kwargs: Any) -> None:
        super().__init__(*args, ticket=ticket, **kwargs)
        customer = ticket.customer
        if customer is None or not (customer.not_by_phone or customer.not_before):
            del self.fields["despite"]


class SaidForm(StepForm):
    """What the customer says, later than the first time."""

    body = forms.CharField(label=_("What the customer said"), max_length=LONG, widget=forms.Textarea)
    channel = forms.ChoiceField(label=_("By"), choices=choices_of(Channel), initial=Channel.PHONE)
    files: Any = FilesField(label=_("Attach"), required=False)


class NoteForm(StepForm):
    """What only the house reads."""

    body = forms.CharField(label=_("Internal note"), max_length=LONG, widget=forms.Textarea)
    files: Any = FilesField(label=_("Attach"), required=False)


class ReasonForm(StepForm):
    """Why."""

    reason = forms.CharField(label=_("Reason"), max_length=1000, widget=forms.Textarea(attrs={"rows": 3}))


class PauseForm(StepForm):
    reason = forms.CharField(
        label=_("What we wait for"), max_length=200, help_text=_("The clock stands still until the customer answers.")
    )


class CallBackForm(StepForm):
    due_at = forms.DateTimeField(
        label=_("Agreed time"), widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
    )


class HandOverForm(StepForm):
    to = forms.ModelChoiceField(label=_("To"), queryset=User.objects.none())
    note = forms.CharField(
        label=_("Hand-over note"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("What the next one needs to know. The customer is told who cares for the matter now."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        from ..services.lifecycle import OWNERS

        super().__init__(*args, **kwargs)
        people = User.objects.filter(is_active=True, role__in=OWNERS).exclude(pk=self.ticket.owner_id)
        self.fields["to"].queryset = people.order_by("role", "username")  # type: ignore[attr-defined]


class RecordForm(StepForm):
    """The record: what must be known before approval (T1)."""

    product_sold: Any = forms.ModelChoiceField(label=_("Product"), queryset=None, required=False)
    contact: Any = forms.ModelChoiceField(label=_("Contact"), queryset=None, required=False)
    grade = forms.CharField(label=_("Product grade"), max_length=40, required=False)
    batch = forms.CharField(label=_("Batch"), max_length=40, required=False)
    purchased_on = forms.DateField(
        label=_("Purchase date"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    problem_found = forms.CharField(
        label=_("Problem found"), max_length=LONG, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    severity = forms.ChoiceField(label=_("Severity"), choices=Severity.choices)
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, ticket: Ticket, **kwargs: Any) -> None:
        names = ("grade", "batch", "purchased_on", "problem_found", "severity", "version")
        initial = {name: getattr(ticket, name) for name in names}
        initial |= {"product_sold": ticket.product_sold_id, "contact": ticket.contact_id}
        super().__init__(*args, ticket=ticket, initial=initial, **kwargs)
        customer = ticket.customer or Customer()
        bought = customer.purchases.select_related("product") if customer.pk else ticket.__class__.objects.none()
        self.fields["product_sold"].queryset = bought  # type: ignore[attr-defined]
        contacts = customer.contacts.all() if customer.pk else ticket.__class__.objects.none()
        self.fields["contact"].queryset = contacts  # type: ignore[attr-defined]


class KindForm(StepForm):
    kind = forms.ChoiceField(label=_("Kind"), choices=Kind.choices, widget=forms.RadioSelect)
    reason = forms.CharField(label=_("Reason"), max_length=500)


class ClassifyForm(StepForm):
    quality_class = forms.ChoiceField(
        label=_("Quality class"),
        choices=QualityClass.choices,
        widget=forms.RadioSelect,
        required=False,
        help_text=_(
            "Extrinsic: transport, packing, handling; answered in 3 days. Intrinsic: the product itself; 1 week."
        ),
    )


class IdentifyForm(StepForm):
    """The number is typed, or comes with the customer who was found."""

    use_required_attribute = False
    customer = forms.CharField(
        label=_("Customer number"),
        max_length=40,
        help_text=_("Find the customer first; the number stands in the archive."),
    )

    def clean_customer(self) -> Customer:
        from customers.permissions import visible_to

        found = visible_to(self.user).filter(number__iexact=self.cleaned_data["customer"].strip()).first()
        if found is None:
            raise ValidationError(_("No customer has this number."), code="unknown")
        return found


class AnswerForm(StepForm):
    outcome = forms.CharField(
        label=_("What the customer was told"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3})
    )


class ConfirmForm(StepForm):
    solved = forms.TypedChoiceField(
        label=_("Is it solved?"),
        choices=[("yes", _("Yes, solved")), ("no", _("No, not solved"))],
        widget=forms.RadioSelect,
        coerce=lambda value: value == "yes",
    )
    comment = forms.CharField(
        label=_("In the customer’s words"), max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )


class EmptyForm(StepForm):
    """A step that needs no more than its button."""


class NewTicketForm(forms.Form):
    """Logging while the customer talks: who, which product, what. Nothing known is typed again."""

    customer = forms.CharField(max_length=20, required=False, widget=forms.HiddenInput)
    call = forms.IntegerField(required=False, widget=forms.HiddenInput)
    product_sold = forms.IntegerField(required=False, widget=forms.HiddenInput)
    visitor = forms.IntegerField(required=False, widget=forms.HiddenInput)
    contact_name = forms.CharField(label=_("Who called"), max_length=100, required=False)
    channel = forms.ChoiceField(label=_("Channel"), choices=Channel.choices, initial=Channel.HOTLINE)
    kind = forms.ChoiceField(label=_("Kind"), choices=Kind.choices, initial=Kind.COMPLAINT, widget=forms.RadioSelect)
    description = forms.CharField(
        label=_("What the customer said"),
        max_length=LONG,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("In the customer’s own words. Model, batch and dates come from the archive."),
    )
    remedy_sought = forms.ChoiceField(
        label=_("What the customer wants"),
        required=False,
        widget=forms.RadioSelect,
        choices=[
            ("", _("Not said")),
            *choices_of(Remedy, Remedy.REFUND, Remedy.EXCHANGE, Remedy.REPAIR, Remedy.COMPENSATION),
        ],
    )
    severity = forms.ChoiceField(label=_("Severity"), choices=Severity.choices, initial=Severity.MINOR)
    received_at = forms.DateTimeField(
        label=_("Ring or arrival"),
        required=False,
        help_text=_("Empty: just now."),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )
    files: Any = FilesField(label=_("Photos"), required=False)
