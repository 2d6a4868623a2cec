"""Forms of actions."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from aftersales.store.in_use import offer
from aftersales.web.fields import FILES_HELP, CountField, DayField, FilesField, NumberField, YesNoField
from aftersales.web.forms import VerbForm, judged
from customers.models import Product

from .. import permissions
from ..enums import ActionKind
from ..models import Action
from ..queries.investigations import people_by_department
from ..rules.actions import HIGHEST_RATE, JUDGED_BY_WORDS, LONGEST_CONTAINMENT, LONGEST_WINDOW, WATCHED
from .common import PersonField, person_label, text_field, version_field
from .investigations import InvestigationForm

RATE_HELP = _("Complaints per 1,000 units and week; the system then shows the figures before and after.")

FOR_RATE = _("needed for a target rate")
WITHOUT_RATE = _("needed unless there is a target rate")


class ProductField(forms.CharField):
    """A product by its code."""

    def __init__(self, **options: Any) -> None:
        super().__init__(max_length=40, **options)

    def clean(self, value: Any) -> Product | None:
        code = super().clean(value)
        if not code:
            return None
        found = Product.objects.filter(code=code).first()
        if found is None:
            raise ValidationError(_("There is no product with this code."), code="unknown")
        return found

    def prepare_value(self, value: Any) -> Any:
        return value.code if isinstance(value, Product) else value


class NewActionForm(InvestigationForm):
    """A new action. investigation, ticket: the number of what it belongs to; on the page of an investigation it belongs
    to this one."""

    kind = forms.ChoiceField(label=_("Type"), choices=ActionKind.choices, widget=forms.RadioSelect)
    title = forms.CharField(label=_("Action details"), max_length=200)
    owner = PersonField(label=_("Owner"))
    due_on = DayField(label=_("Due"), required=False)
    due_hours = CountField(label=_("Within how many hours"), required=False, min_value=1, max_value=LONGEST_CONTAINMENT)
    criterion = text_field(_("Criterion"), rows=2, limit=1000, help_text=_("By what you will judge that it worked."))
    window_days = CountField(
        label=_("Days watched"),
        required=False,
        min_value=1,
        max_value=LONGEST_WINDOW,
        help_text=_("How long the result is watched after the action is done. Then it is judged."),
    )
    target_rate = NumberField(
        label=_("Target rate"),
        required=False,
        min_value=0,
        max_value=HIGHEST_RATE,
        max_digits=9,
        decimal_places=3,
        help_text=RATE_HELP,
    )
    product = ProductField(label=_("Product code"), required=False)
    batch = forms.CharField(
        label=_("Batch"), max_length=40, required=False, help_text=_("Leave it empty if it is about every batch.")
    )
    investigation = forms.CharField(max_length=20, required=False, widget=forms.HiddenInput)
    ticket = forms.CharField(max_length=20, required=False, widget=forms.HiddenInput)

    kinds: tuple[str, ...] = (ActionKind.CORRECTIVE, ActionKind.PREVENTIVE, ActionKind.IMPROVEMENT)
    left_out: tuple[str, ...] = ("due_hours",)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        roles = permissions.ACTION_OWNERS
        judged(self, "due_on", "due_hours")
        judged(self, "criterion", "window_days")
        if set(self.kinds) & JUDGED_BY_WORDS:
            judged(self, "criterion", mark=WITHOUT_RATE)
        if self.target is not None:
            roles = permissions.TEAM_MEMBERS
            for name in {"due_on", "due_hours"} & set(self.fields):
                self.fields[name].required = True
            labels = [(value, label) for value, label in ActionKind.choices if value in self.kinds]
            self.fields["kind"].choices = labels
            for name in ("investigation", "ticket", *self.left_out):
                self.fields.pop(name, None)
        offer(self, "owner", people_by_department(), label=person_label, role__in=roles)

    def values_of(self, row: Any) -> dict[str, Any]:
        product = row.ticket.product
        return {**super().values_of(row), "product": product.code if product else "", "batch": row.ticket.batch}

    def arguments(self) -> dict[str, Any]:
        return {name: value for name, value in super().arguments().items() if name not in ("investigation", "ticket")}


class ContainForm(NewActionForm):
    """Containment: what keeps the problem from getting worse, within hours. Somebody else confirms that it holds."""

    kinds = (ActionKind.CONTAINMENT,)
    left_out = ("kind", "due_on", "window_days", "target_rate", "product", "batch")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("due_hours", 24)

    def arguments(self) -> dict[str, Any]:
        return {**super().arguments(), "kind": ActionKind.CONTAINMENT}


class ActionForm(VerbForm):
    """The base of the verbs of an action."""

    key = "action_id"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("version", self.target.version if self.target else None)


class EvidenceForm(ActionForm):
    """The owner reports what was done, with evidence."""

    evidence = text_field(
        _("Work done"), required=True, rows=4, help_text=_("What changed, since when, and where it can be seen.")
    )
    files = FilesField(label=_("Evidence"), required=False, help_text=FILES_HELP)
    version = version_field()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("evidence", self.target.evidence if self.target else "")

    def arguments(self) -> dict[str, Any]:
        data = super().arguments()
        return {"uploads": data.pop("files"), **data}


class VerifyForm(ActionForm):
    """A person other than the owner judges whether the action worked."""

    effective = YesNoField(label=_("Did it work?"), yes=_("Effective"), no=_("Not effective"))
    verification = text_field(_("How it was judged"), required=True)
    version = version_field()


class ResumeForm(ActionForm):
    """Redo the action by a new due date."""

    due_on = DayField(label=_("New due date"))
    version = version_field()


class FollowUpForm(ActionForm):
    """Another action instead of one that did not work, of the same kind and about the same thing."""

    title = forms.CharField(label=_("Action details"), max_length=200)
    owner = PersonField(label=_("Owner"))
    due_on = DayField(label=_("Due"))
    criterion = text_field(_("Criterion"), rows=2, limit=1000, help_text=_("By what you will judge that it worked."))
    window_days = CountField(label=_("Days watched"), required=False, min_value=1, max_value=LONGEST_WINDOW)
    target_rate = NumberField(
        label=_("Target rate"),
        required=False,
        min_value=0,
        max_value=HIGHEST_RATE,
        max_digits=9,
        decimal_places=3,
        help_text=RATE_HELP,
    )
    version = version_field()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kind = self.target.kind if isinstance(self.target, Action) else ""
        judged(self, "criterion", mark=WITHOUT_RATE)
        if kind in WATCHED:
            self.fields["window_days"].required = True
        else:
            judged(self, "window_days", mark=FOR_RATE)
        offer(self, "owner", people_by_department(), label=person_label, role__in=permissions.ACTION_OWNERS)
        if isinstance(self.target, Action):
            self.initial.setdefault("criterion", self.target.criterion)
            self.initial.setdefault("window_days", self.target.window_days or None)
            self.initial.setdefault("target_rate", self.target.target_rate)


class CancelForm(ActionForm):
    """End an action that is no longer needed."""

    reason = text_field(_("Reason"), required=True, limit=500)
    version = version_field()


class DismissForm(ActionForm):
    """Say that a ticket that reopened the action tells of another problem. ticket: its number."""

    ticket = forms.ChoiceField(label=_("Ticket"), choices=())
    reason = text_field(_("Why it is another problem"), required=True, limit=500)
    version = version_field()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.tickets = {}
        if self.target is not None:
            found = self.target.recurrences.filter(dismissed_at=None).select_related("ticket")
            self.tickets = {row.ticket.number: row.ticket for row in found}
        self.fields["ticket"].choices = [(number, str(ticket)) for number, ticket in self.tickets.items()]

    def arguments(self) -> dict[str, Any]:
        data = super().arguments()
        return {**data, "ticket": self.tickets[data["ticket"]]}
