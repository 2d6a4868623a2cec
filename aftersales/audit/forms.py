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
    person = forms.ModelChoiceField(User.objects.order_by("username"), label=_("Person"), required=False)
    model = forms.ChoiceField(label=_("Record type"), required=False)
    since = DayField(label=_("From"), required=False)
    until = DayField(label=_("To"), required=False)

    def __init__(self, *args: Any, with_model: bool = True, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kinds = dict(models_shown()) if with_model else {}
        if with_model:
            self.fields["model"].choices = [("", "---------"), *self.kinds.items()]
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

    def chips(self) -> list[dict[str, Any]]:
        """The filters in use, each with the URL of the page without it."""
        self.is_valid()
        found = []
        for name, value in self.cleaned_data.items():
            if value in (None, ""):
                continue
            rest = self.data.copy()
            for gone in (name, "before", "page"):
                rest.pop(gone, None)
            shown = self.kinds[value] if name == "model" else value
            found.append({"label": self.fields[name].label, "value": shown, "remove_url": f"?{rest.urlencode()}"})
        return found
