"""Which customers the page of coverage shows: its filters, shared by page, export and API."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from customers.enums import Tier

from ..presentation.coverage_words import LATE_WORDS, STANDINGS
from ..queries.coverage import NOWHERE, Cut
from ..rules.coverage import TIERS
from ..rules.tiles import tiles

ID = rf"^({NOWHERE}|[1-9][0-9]{{0,8}})\Z"
PROVINCES = [(tile.code, tile.name) for tile in tiles()]


def _some(label: object, choices: object) -> forms.ChoiceField:
    return forms.ChoiceField(label=label, required=False, choices=[("", ""), *choices])


def _one(label: object) -> forms.RegexField:
    return forms.RegexField(ID, label=label, required=False)


class CutForm(forms.Form):
    """All filters are optional; each narrows the customers. Ids of region, outlet and rep, or "none"."""

    tier = _some(_("Tier"), [(tier, Tier(tier).label) for tier in TIERS])
    region = _one(_("Region"))
    outlet = _one(_("Service outlet"))
    rep = _one(_("Rep"))
    province = _some(_("Province"), [*PROVINCES, (NOWHERE, _("Unknown"))])
    late = _some(_("Late by"), list(LATE_WORDS.items()))
    standing = _some(_("Status"), list(STANDINGS.items()))

    def cut(self) -> Cut:
        """The valid filters; others are left out."""
        self.is_valid()
        return Cut(**{name: value for name, value in self.cleaned_data.items() if value})
