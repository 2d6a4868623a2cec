"""The filters of the comments, and what is searched for."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from aftersales.staff.models import Region

from ..enums import Voice
from ..queries.verbatims import quarters_with_comments
from ..rules.quarters import quarter_name, quarter_of


class VerbatimFilterForm(forms.Form):
    quarter = forms.ChoiceField(label=_("Quarter"), required=False)
    region: Any = forms.ModelChoiceField(Region.objects.all(), label=_("Region"), required=False, empty_label=_("Any"))
    voice = forms.ChoiceField(label=_("Group"), choices=[("", _("Any")), *Voice.choices], required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = list(dict.fromkeys([quarter_of(timezone.localdate()), *quarters_with_comments()]))
        field: Any = self.fields["quarter"]
        field.choices = [(quarter, quarter_name(quarter)) for quarter in known]
