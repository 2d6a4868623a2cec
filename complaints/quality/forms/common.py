"""Fields that the forms of quality share."""

from typing import Any

from django import forms
from django.utils.translation import gettext

from aftersales.staff.models import User
from aftersales.web.fields import FilesField

MAX_TEXT = 10_000


class PersonField(forms.ModelChoiceField):
    """One user, chosen by user name and shown with the department."""

    def __init__(self, **options: Any) -> None:
        super().__init__(queryset=User.objects.none(), to_field_name="username", **options)

    def label_from_instance(self, obj: Any) -> str:
        return person_label(obj)


class PeopleField(forms.ModelMultipleChoiceField):
    """Several users, chosen by user name and shown with their departments."""

    widget = forms.CheckboxSelectMultiple

    def __init__(self, **options: Any) -> None:
        super().__init__(queryset=User.objects.none(), to_field_name="username", **options)

    def label_from_instance(self, obj: Any) -> str:
        return person_label(obj)


def person_label(user: User) -> str:
    return gettext("%(name)s, %(role)s") % {"name": user, "role": user.department} if user.department else str(user)


def text_field(label: Any, *, required: bool = False, rows: int = 3, limit: int = MAX_TEXT, help_text: Any = "") -> Any:
    widget = forms.Textarea(attrs={"rows": rows})
    return forms.CharField(label=label, required=required, max_length=limit, widget=widget, help_text=help_text)


def version_field() -> forms.IntegerField:
    """The version that the client read. An outdated version is refused with 409."""
    return forms.IntegerField(required=False, min_value=1, max_value=10**9, widget=forms.HiddenInput)


class PhotosField(FilesField):
    """Photos. A phone opens its camera; the gallery is offered too where the phone does so."""

    def widget_attrs(self, widget: Any) -> dict[str, Any]:
        return {**super().widget_attrs(widget), "capture": "environment", "accept": "image/*"}
