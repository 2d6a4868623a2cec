"""Forms of objections."""

from datetime import timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from aftersales.store.dates import company_date
from aftersales.web.fields import AmountField, DayField, FilesField, MomentField
from aftersales.web.forms import VerbForm
from customers.enums import Channel

from ..enums import ObjectionTo, Payer, SampleState, Verdict
from ..models import Sample
from ..queries.objections import agreed_body
from ..queries.samples import samples_about
from .common import text_field, version_field


class ObjectionForm(VerbForm):
    """The base of the verbs of an objection."""

    key = "objection_id"
    version = version_field()

    def __init__(self, *args: Any, target: Any = None, **kwargs: Any) -> None:
        present = self.values_of(target) if target is not None else {}
        kwargs["initial"] = present | (kwargs.get("initial") or {})
        super().__init__(*args, target=target, **kwargs)

    def values_of(self, row: Any) -> dict[str, Any]:
        """The initial values of the form."""
        return {"version": row.version}


class NewObjectionForm(ObjectionForm):
    """An objection, recorded for the customer. ticket: the number of the ticket."""

    ticket = forms.CharField(label=_("Ticket"), max_length=20)
    about = forms.ChoiceField(label=_("What does the customer object to?"), choices=ObjectionTo.choices)
    statement = text_field(_("In the customer’s words"), required=True, rows=4, limit=5_000)
    channel = forms.ChoiceField(label=_("How did it reach us?"), choices=Channel.choices, initial=Channel.PHONE)
    raised_at = MomentField(label=_("Raised at"), ahead=timedelta(days=1))
    version = None

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs["initial"] = {"raised_at": timezone.localtime()} | (kwargs.get("initial") or {})
        super().__init__(*args, **kwargs)

    def arguments(self) -> dict[str, Any]:
        return {name: value for name, value in self.cleaned_data.items() if name != "ticket"}


class CustomerObjectionForm(forms.Form):
    """An objection that the customer writes, by the link of a mail."""

    about = forms.ChoiceField(label=_("What do you object to?"), choices=ObjectionTo.choices, widget=forms.RadioSelect)
    statement = text_field(_("What is wrong, in your words"), required=True, rows=5, limit=5_000)


class SamplesField(forms.ModelMultipleChoiceField):
    """Several samples, chosen by number."""

    widget = forms.CheckboxSelectMultiple

    def __init__(self, **options: Any) -> None:
        super().__init__(queryset=Sample.objects.none(), to_field_name="number", **options)

    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.number} · {obj.seal_number} · {obj.title}"


class SendForm(ObjectionForm):
    """The objection goes to the inspection body, with the samples."""

    body = forms.CharField(label=_("Inspection body"), max_length=100)
    body_reason = forms.CharField(
        label=_("Why this body"),
        max_length=300,
        required=False,
        help_text=_("Needed if the contract names another one."),
    )
    samples = SamplesField(label=_("Samples that go along"), required=False)
    payer = forms.ChoiceField(label=_("Who pays?"), choices=Payer.choices, initial=Payer.LOSER)
    sent_on = DayField(label=_("Sent on"))
    verdict_due_on = DayField(label=_("Verdict due"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.target is not None:
            kept = samples_about(self.target).filter(state=SampleState.KEPT)
            self.fields["samples"].queryset = kept.select_related("product")

    def values_of(self, row: Any) -> dict[str, Any]:
        today = company_date(timezone.now())
        days = {"sent_on": today, "verdict_due_on": today + timedelta(days=10)}
        return {**super().values_of(row), "body": row.body or agreed_body(row.ticket), **days}


class VerdictForm(ObjectionForm):
    """The verdict of the inspection body, with its document."""

    verdict = forms.ChoiceField(label=_("Verdict"), choices=Verdict.choices, widget=forms.RadioSelect)
    verdict_text = text_field(_("What the inspection body says"), required=True, rows=4, limit=5_000)
    verdict_on = DayField(label=_("Date of the verdict"))
    files = FilesField(label=_("Inspection report"), help_text=_("One PDF or photo, up to 10 MB."))
    cost = AmountField(label=_("Cost of the inspection"), required=False)

    def values_of(self, row: Any) -> dict[str, Any]:
        return {**super().values_of(row), "verdict_on": company_date(timezone.now())}

    def clean_files(self) -> Any:
        found = self.cleaned_data["files"]
        if len(found) > 1:
            raise forms.ValidationError(_("Choose one file."), code="too_many")
        return found[0]

    def arguments(self) -> dict[str, Any]:
        data = super().arguments()
        return {"upload": data.pop("files"), **data}


class SettleForm(ObjectionForm):
    """What the customer says of the verdict."""

    settled_with = forms.CharField(label=_("Who says so?"), max_length=100)
    settled_on = DayField(label=_("On"))
    settlement = text_field(_("What was agreed or said"), required=True, rows=3, limit=5_000)

    def values_of(self, row: Any) -> dict[str, Any]:
        return {**super().values_of(row), "settled_on": company_date(timezone.now())}


class ConcedeForm(ObjectionForm):
    """We accept the objection without an inspection."""

    settlement = text_field(_("What we do now"), required=True, rows=3, limit=5_000)


class WithdrawObjectionForm(ObjectionForm):
    """The customer withdraws the objection."""

    reason = text_field(_("Reason"), required=True, rows=2, limit=500)
