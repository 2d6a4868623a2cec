"""The filters of the ticket list."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy, pgettext_lazy

from aftersales.web.fields import DayField
from customers.enums import Channel, Tier

from ..enums import InvestigateNeed, Kind, QualityClass, Safety, Severity, State
from ..queries.ticket_list import FILTERS
from ..rules.problems import CHOICES as PROBLEMS

YES = [("1", gettext_lazy("Yes"))]
CHOICES: dict[str, Any] = {
    "state": [
        ("open", pgettext_lazy("tickets", "Open")),
        ("unidentified", gettext_lazy("Unidentified customer")),
        *State.choices,
    ],
    "kind": Kind.choices,
    "channel": Channel.choices,
    "tier": Tier.choices,
    "severity": Severity.choices,
    "quality_class": [c for c in QualityClass.choices if c[0]],
    "investigate": [c for c in InvestigateNeed.choices if c[0]],
    "safety": [c for c in Safety.choices if c[0]],
    "problem": PROBLEMS,
    "late": YES,
    "paused": YES,
    "replied": YES,
    "has_cost": YES,
    "risk": YES,
    "first_contact": YES,
    "reopened": YES,
    "first_reply": [("in_time", gettext_lazy("On time")), ("late", gettext_lazy("Late"))],
    "owner": [("me", gettext_lazy("Mine"))],
}
DATES = ("reported_from", "reported_to", "closed_from", "closed_to")
# Filters that are on or off.
SWITCHES = frozenset(name for name, choices in CHOICES.items() if choices == YES)
# Filters with several values, which the address separates by commas.
SEVERAL = frozenset(CHOICES) - SWITCHES - {"first_reply"} | {"region", "team", "tag"}


class OneFilter(forms.Form):
    """The field of one filter. It is sent by GET, so the filters are in the address."""

    def __init__(self, name: str, value: str, *, more: Sequence[tuple[str, str]] = ()) -> None:
        """more: choices that are stored, such as regions and owners."""
        super().__init__(initial={name: value.split(",") if name in SEVERAL else value}, auto_id=f"filter_{name}")
        self.fields[name] = self._field(name, FILTERS[name], more)

    @staticmethod
    def _field(name: str, label: Any, more: Sequence[tuple[str, str]]) -> forms.Field:
        if name in SEVERAL:
            return forms.MultipleChoiceField(
                label=label, choices=[*CHOICES.get(name, []), *more], widget=forms.CheckboxSelectMultiple
            )
        if name in CHOICES:
            return forms.ChoiceField(label=label, choices=CHOICES[name], widget=forms.RadioSelect)
        if name in DATES:
            return DayField(label=label)
        return forms.CharField(label=label, max_length=100)


def words(name: str, more: Sequence[tuple[str, str]] = ()) -> dict[str, str]:
    """The texts of a filter's values in the user's language. more: as above."""
    return {str(key): str(label) for key, label in [*CHOICES.get(name, []), *more]}
