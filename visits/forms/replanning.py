"""Input for a hand-over of visits."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from aftersales.staff.models import User
from aftersales.web.fields import DayField

from ..enums import VisitState
from ..models import Visit
from ..queries.replanning import Absence, possible_takers, usual_takers


class AbsenceForm(forms.Form):
    """Who leaves or is away, when, and who takes over the visits. takers: empty means the reps of the same region."""

    rep: Any = forms.ModelChoiceField(
        User.objects.none(), label=_("Who leaves or is away"), to_field_name="username", empty_label=""
    )
    from_on = DayField(label=_("First day"))
    until_on = DayField(label=_("Last day"), required=False, help_text=_("Empty: the person leaves."))
    takers: Any = forms.ModelMultipleChoiceField(
        User.objects.none(),
        label=_("Who takes over"),
        to_field_name="username",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("None chosen: the reps of the same region."),
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        planned = Visit.objects.filter(state=VisitState.PLANNED, rep__isnull=False).order_by().values("rep").distinct()
        self.fields["rep"].queryset = User.objects.filter(pk__in=planned).order_by("name", "pk")
        self.fields["takers"].queryset = possible_takers(None)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        first, last, rep = data.get("from_on"), data.get("until_on"), data.get("rep")
        if first and last and last < first:
            self.add_error("until_on", forms.ValidationError(_("The last day is before the first."), "ends_before"))
        if rep and rep in data.get("takers", ()):
            text = _("This person can’t take over their own visits.")
            self.add_error("takers", forms.ValidationError(text, "own_visits"))
        return data

    @property
    def absence(self) -> Absence:
        data = self.cleaned_data
        return Absence(data["rep"].pk, data["from_on"], data["until_on"])

    @property
    def people(self) -> list[User]:
        return list(self.cleaned_data["takers"]) or usual_takers(self.cleaned_data["rep"])


class HandOverForm(AbsenceForm):
    """The same, and the plan: the fingerprint of the preview, which is carried out only if nothing has changed."""

    plan = forms.CharField(max_length=64, widget=forms.HiddenInput)

    def arguments(self) -> dict[str, Any]:
        data, absence = self.cleaned_data, self.absence
        return {
            "rep_id": absence.rep,
            "from_on": absence.from_on,
            "until_on": absence.until_on,
            "taker_ids": [user.pk for user in self.people],
            "plan": data["plan"],
        }
