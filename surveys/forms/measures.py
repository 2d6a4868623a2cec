"""Forms of measures."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from aftersales.store.in_use import offer
from aftersales.web.fields import DayField, NumberField
from aftersales.web.forms import VerbForm
from complaints.quality.forms.common import PersonField, person_label
from complaints.quality.permissions import ACTION_OWNERS
from complaints.quality.queries.investigations import people_by_department

from ..models import Measure
from ..queries.measures import figure_choices, segment_choices
from ..queries.round_figures import computed_round
from ..rules.quarters import quarter_after, quarter_name
from .call_backs import version_field

AHEAD = 4  # quarters


def _words(label: Any) -> forms.CharField:
    return forms.CharField(label=label, max_length=300, required=False, widget=forms.Textarea(attrs={"rows": 2}))


class MeasureForm(forms.Form):
    """A new measure. The start is not typed: it is what the last round says."""

    title = forms.CharField(label=_("What is to be done"), max_length=200)
    code = forms.ChoiceField(label=_("Figure to be moved"))
    segment = forms.ChoiceField(label=_("Of which customers"), required=False)
    target = NumberField(
        label=_("Target"), max_digits=6, decimal_places=2, help_text=_("Indices run from 0 to 100, NPS from −100.")
    )
    owner = PersonField(label=_("Responsible"))
    due_on = DayField(label=_("Due"))
    check_quarter = forms.ChoiceField(label=_("Checked by the survey of"), required=False)
    said_zh = _words(_("You said, in Chinese"))
    said_en = _words(_("You said, in English"))
    did_zh = _words(_("We did, in Chinese"))
    did_en = _words(_("We did, in English"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        base = computed_round()
        quarters, quarter = [], base.quarter if base else ""
        for _each in range(AHEAD if base else 0):
            quarter = quarter_after(quarter)
            quarters.append((quarter, quarter_name(quarter)))
        known: Any = self.fields
        known["code"].choices = figure_choices(base.questionnaire) if base else []
        known["segment"].choices = segment_choices()
        known["check_quarter"].choices = quarters
        offer(self, "owner", people_by_department(), label=person_label, role__in=ACTION_OWNERS)

    def arguments(self) -> dict[str, Any]:
        """The arguments of the service except actor and now."""
        found = dict(self.cleaned_data)
        found["segment"], _colon, found["member"] = (found["segment"] or "all:").partition(":")
        found["target"] = float(found["target"])
        return found


class MeasureVerbForm(VerbForm):
    """The base of the verbs of a measure."""

    key = "measure_id"
    version = version_field()

    def __init__(self, *args: Any, target: Measure | None = None, **kwargs: Any) -> None:
        if target is not None:
            kwargs["initial"] = self.values_of(target) | (kwargs.get("initial") or {})
        super().__init__(*args, target=target, **kwargs)

    def values_of(self, row: Measure) -> dict[str, Any]:
        return {"version": row.version}


class WordForm(MeasureVerbForm):
    """What customers are told, both languages side by side."""

    side_by_side = True
    said_zh = _words(_("You said, in Chinese"))
    said_en = _words(_("You said, in English"))
    did_zh = _words(_("We did, in Chinese"))
    did_en = _words(_("We did, in English"))

    def values_of(self, row: Measure) -> dict[str, Any]:
        words = {name: getattr(row, name) for name in ("said_zh", "said_en", "did_zh", "did_en")}
        return super().values_of(row) | words


class AgainForm(MeasureVerbForm):
    """The next round decides anew."""


class NewsForm(forms.Form):
    """The quarter whose customers are told."""

    quarter = forms.CharField(max_length=7, widget=forms.HiddenInput)
