"""The filter of the calendar."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from aftersales.staff.models import User

from ..queries.calendar import Scope, regions_of, team


class CalendarFilterForm(forms.Form):
    """Whose visits the calendar shows. The choice is part of the address."""

    rep: Any = forms.ModelChoiceField(User.objects.none(), label=_("Rep"), required=False, empty_label=_("All"))
    region: Any = forms.ModelChoiceField(User.objects.none(), label=_("Region"), required=False, empty_label=_("All"))

    def __init__(self, *args: Any, user: User, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["rep"].queryset = team(user, Scope())
        self.fields["region"].queryset = regions_of(user)
