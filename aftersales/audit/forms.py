"""The filters of the audit log and the access log."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from aftersales.staff.models import User
from aftersales.web.fields import DayField

from .queries.changes import Filter, models_shown


class FilterForm(forms.Form):
    """The filters of the two logs. All fields are optional."""

    number = forms.CharField(label=_("Number"), max_length=40, required=False)
    person = forms.ModelChoiceField(
        User.objects.order_by("username"), label=_("Person"), required=False, empty_label=_("Any")
    )
    model = forms.ChoiceField(label=_("Record type"), required=False)
    since = DayField(label=_("From"), required=False)
    until = DayField(label=_("To"), required=False)

    def __init__(self, *args: Any, with_model: bool = True, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if with_model:
            self.fields["model"].choices = [("", _("Any")), *models_shown()]
        else:
            del self.fields["model"]

    def wanted(self) -> Filter:
        """The valid filters; invalid values are ignored."""
        self.is_valid()
        facts = self.cleaned_data
        person: User | None = facts.get("person")
        return Filter(
            person=person.pk if person else None,
            model=facts.get("model") or "",
            since=facts.get("since"),
            until=facts.get("until"),
            number=facts.get("number") or "",
        )
