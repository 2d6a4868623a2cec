"""Forms of self-evaluations."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from aftersales.people.forms.common import PersonField, TargetForm, person_label, text_field, version_field
from aftersales.store.in_use import offer
from aftersales.web.fields import FILES_HELP, DayField, FilesField, NumberField
from aftersales.web.forms import VerbForm
from complaints.quality.permissions import ACTION_OWNERS
from complaints.quality.queries.investigations import people_by_department

from ..enums import MarkKind
from ..models import SpecialMark, Standard

MOST = 100  # points


class EvaluationForm(TargetForm):
    """A verb of an evaluation that asks nothing but its version."""

    key = "evaluation_id"
    version = version_field()


class NewEvaluationForm(VerbForm):
    """A new evaluation: by which standard, of which days."""

    standard = forms.ModelChoiceField(Standard.objects.none(), label=_("Standard"), to_field_name="code")
    period_from = DayField(label=pgettext_lazy("period", "From"))
    period_to = DayField(label=pgettext_lazy("period", "To"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["standard"]
        field.queryset = Standard.objects.order_by("pk")

    def arguments(self) -> dict[str, Any]:
        data = super().arguments()
        return {"standard_id": data.pop("standard").pk, **data}


class MarkForm(EvaluationForm):
    """A special deduction, or the one special bonus."""

    kind = forms.ChoiceField(label=_("Type"), choices=MarkKind.choices, widget=forms.RadioSelect)
    title = forms.CharField(
        label=pgettext_lazy("self-evaluation", "Title"), max_length=200, help_text=_("As the standard words it.")
    )
    facts = text_field(
        pgettext_lazy("self-evaluation", "Facts"),
        required=True,
        help_text=_("What happened, when, and where it can be seen."),
    )

    field_order = ("kind", "title", "facts", "version")


class UnmarkForm(EvaluationForm):
    """Which deduction or bonus is taken back, and why."""

    mark = forms.ModelChoiceField(SpecialMark.objects.none(), label=_("Deduction or bonus"))
    reason = forms.CharField(label=_("Reason"), max_length=100)

    field_order = ("mark", "reason", "version")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.target is not None:
            field: Any = self.fields["mark"]
            field.queryset = self.target.marks.all()


class AssessForm(EvaluationForm):
    """The conclusion of those who assess."""

    conclusion = text_field(_("Conclusion"), required=True, rows=5, limit=4000)

    field_order = ("conclusion", "version")


class ReworkForm(EvaluationForm):
    """Why an assessment is sent back."""

    reason = text_field(_("Reason"), required=True, limit=1000)

    field_order = ("reason", "version")


class ItemForm(TargetForm):
    """A verb of an item that asks nothing but its version."""

    key = "item_id"
    version = version_field()


class JudgeForm(ItemForm):
    """How many points an item earned, and the finding."""

    points = NumberField(label=_("Points"), min_value=0, max_value=MOST, max_digits=5, decimal_places=2)
    finding = text_field(
        pgettext_lazy("self-evaluation", "Finding"),
        required=True,
        limit=2000,
        help_text=_("What was found, and what is missing to full points."),
    )

    field_order = ("points", "finding", "version")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        row = self.target
        if row is not None:
            self.initial.setdefault("points", row.proposed)
            self.fields["points"].help_text = _("From 0 to %(most)s points.") % {
                "most": f"{row.item.points.normalize():f}"
            }


class ExemptForm(ItemForm):
    """Why an item does not apply."""

    reason = forms.CharField(
        label=_("Why it does not apply"),
        max_length=500,
        help_text=_("The item leaves the denominator. The reason is shown with your name."),
    )

    field_order = ("reason", "version")


class EvidenceForm(ItemForm):
    """Evidence that the system does not have."""

    text = text_field(pgettext_lazy("self-evaluation", "What it shows"), required=True, limit=2000)
    dated = DayField(label=_("Date of the evidence"))
    files = FilesField(label=_("Files"), required=False, help_text=FILES_HELP)

    field_order = ("text", "dated", "files", "version")

    def arguments(self) -> dict[str, Any]:
        data = super().arguments()
        return {"uploads": data.pop("files"), **data}


class ActForm(ItemForm):
    """The improvement measure that closes a gap."""

    title = forms.CharField(label=_("Action details"), max_length=200)
    owner = PersonField(label=_("Owner"))
    due_on = DayField(label=_("Due"))
    criterion = text_field(
        _("Criterion"), required=True, rows=2, limit=1000, help_text=_("By what you will judge that it worked.")
    )

    field_order = ("title", "owner", "due_on", "criterion", "version")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "owner", people_by_department(), label=person_label, role__in=ACTION_OWNERS)
