"""The filter form of the ticket list."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy, pgettext_lazy

from aftersales.staff.models import Region
from aftersales.web.fields import DayField
from aftersales.web.figures import listed
from customers.enums import Channel, Tier

from ..enums import InvestigateNeed, Kind, QualityClass, Safety, Severity, State
from ..queries.ticket_list import FILTERS
from ..rules.problems import CHOICES as PROBLEMS

ANY = [("", gettext_lazy("Any"))]
YES = [("", gettext_lazy("Any")), ("1", gettext_lazy("Yes"))]
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
    "late": YES[1:],
    "paused": YES[1:],
    "replied": YES[1:],
    "has_cost": YES[1:],
    "risk": YES[1:],
    "first_contact": YES[1:],
    "reopened": YES[1:],
    "first_reply": [("in_time", gettext_lazy("On time")), ("late", gettext_lazy("Late"))],
    "owner": [("me", gettext_lazy("Mine"))],
}
DATES = ("reported_from", "reported_to", "closed_from", "closed_to")
# The owner may be a user's name in the address.
CHOSEN = frozenset(CHOICES) - {"owner"} | {"region", *DATES}


class FilterForm(forms.Form):
    """One field for each filter. The form is sent by GET, so the filters are in the address."""

    def __init__(self, *args: Any, regions: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, label in FILTERS.items():
            self.fields[name] = self._field(name, label, regions)

    @staticmethod
    def _field(name: str, label: Any, regions: Sequence[tuple[str, str]]) -> forms.Field:
        if name == "region":
            return forms.ChoiceField(label=label, required=False, choices=[*ANY, *regions])
        if name in CHOICES:
            return forms.ChoiceField(label=label, required=False, choices=ANY + list(CHOICES[name]))
        if name in DATES:
            return DayField(label=label, required=False)
        return forms.CharField(label=label, required=False, max_length=100)

    @staticmethod
    def word(name: str, value: str) -> str:
        """The value of a filter in the user's language."""
        known = {key: str(label) for key, label in CHOICES.get(name, [])}
        return listed(known.get(part, part) for part in value.split(","))


@dataclass(frozen=True)
class FilterSheet:
    """The values that the filter form depends on. The form is built when the template reads it."""

    params: tuple[tuple[str, str], ...]
    regions: tuple[tuple[str, str], ...]

    @classmethod
    def of(cls, params: Mapping[str, str]) -> "FilterSheet":
        kept = tuple((name, params[name]) for name in FILTERS if params.get(name))
        return cls(kept, tuple((region.code, str(region)) for region in Region.objects.all()))

    @property
    def has_words(self) -> bool:
        """Whether one of the values was typed by the user. The others are chosen, and are the same for everybody."""
        return any(name not in CHOSEN for name, _value in self.params)

    @property
    def form(self) -> FilterForm:
        return FilterForm(dict(self.params) or None, regions=self.regions)
