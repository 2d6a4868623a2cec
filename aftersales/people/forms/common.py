"""Fields that the forms of people share."""

from typing import Any

from django import forms
from django.utils.translation import gettext

from aftersales.staff.models import User
from aftersales.web.forms import VerbForm

from ..services.common import MAX_TEXT


class PersonField(forms.ModelChoiceField):
    """One user, chosen by user name and shown with the department."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**{"queryset": User.objects.none(), "to_field_name": "username", "empty_label": "", **options})

    def label_from_instance(self, obj: Any) -> str:
        return person_label(obj)


class PeopleField(forms.ModelMultipleChoiceField):
    """Several users, chosen by user name and shown with the department."""

    widget = forms.CheckboxSelectMultiple

    def __init__(self, **options: Any) -> None:
        super().__init__(queryset=User.objects.none(), to_field_name="username", **options)

    def label_from_instance(self, obj: Any) -> str:
        return person_label(obj)


def person_label(user: User) -> str:
    place = user.department or user.get_role_display()
    return gettext("%(name)s, %(role)s") % {"name": user, "role": place}


def text_field(label: Any, *, required: bool = False, rows: int = 3, limit: int = MAX_TEXT, help_text: Any = "") -> Any:
    widget = forms.Textarea(attrs={"rows": rows})
    return forms.CharField(label=label, required=required, max_length=limit, widget=widget, help_text=help_text)


def version_field() -> forms.IntegerField:
    """The version that the client read. An outdated version is refused with 409."""
    return forms.IntegerField(required=False, min_value=1, max_value=10**9, widget=forms.HiddenInput)


class TargetForm(VerbForm):
    """The base of the verbs of one object. Fields that the object has begin with its values."""

    def __init__(self, *args: Any, target: Any = None, **kwargs: Any) -> None:
        kwargs["initial"] = values_of(self.base_fields, target) | (kwargs.get("initial") or {})
        super().__init__(*args, target=target, **kwargs)


def values_of(fields: Any, target: Any) -> dict[str, Any]:
    if target is None:
        return {}
    return {name: value for name in fields if (value := getattr(target, name, None)) not in (None, "")}
