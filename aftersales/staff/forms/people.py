"""What an administrator types about people and places, and what people type about their own password."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from aftersales.store.in_use import offer

from ..enums import Role
from ..models import Department, Place, Region, User
from .offboarding import Successors


class FindPeople(forms.Form):
    q = forms.CharField(label=_("Name, username, email or phone"), max_length=100, required=False)
    role = forms.ChoiceField(label=_("Role"), choices=[("", _("Any")), *Role.choices], required=False)
    department = forms.ModelChoiceField(
        label=_("Department"), queryset=Department.objects.all(), required=False, empty_label=_("Any")
    )
    state = forms.ChoiceField(
        label=_("Status"), choices=[("", _("Any")), ("on", _("Active")), ("off", _("Deactivated"))], required=False
    )


class UserForm(Successors):
    """An account; the user name is chosen once. A role that may not hold what is open asks who goes on with it."""

    username = forms.CharField(
        label=_("Username"), max_length=60, help_text=_("Used to sign in. Can’t be changed later.")
    )
    name = forms.CharField(label=_("Name"), max_length=100)
    name_en = forms.CharField(label=_("English name"), max_length=100, required=False)
    role = forms.ChoiceField(label=_("Role"), choices=[("", ""), *Role.choices])
    department = forms.ModelChoiceField(
        label=_("Department"), queryset=Department.objects.none(), required=False, empty_label=""
    )
    region = forms.ModelChoiceField(
        label=_("Region"),
        queryset=Region.objects.none(),
        required=False,
        empty_label="",
        help_text=_("Sales reps only see customers in this region."),
    )
    email = forms.EmailField(label=_("Email"), max_length=200, required=False)
    phone = forms.CharField(label=_("Phone"), max_length=40, required=False)
    language = forms.ChoiceField(
        label=_("Language"), choices=[("", _("Same as browser")), *settings.LANGUAGES], required=False
    )
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, user: User | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        if user is not None:
            del self.fields["username"]
            for name in [*self.fields]:
                fields[name].initial = getattr(user, name)
        offer(self, "department", Department)
        offer(self, "region", Region)


class PlainForm(forms.Form):
    """A step that asks nothing but whether."""


class LeaveForm(Successors):
    """Before an account is disabled."""

    quiet = True  # which of the heirs are needed depends on the others
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["version"].initial = user.version


class PlaceForm(forms.Form):
    """A department, a region or an outlet."""

    code = forms.SlugField(
        label=_("Code"), max_length=50, help_text=_("Latin letters, digits and hyphens; used by imports and the API.")
    )
    name = forms.CharField(label=pgettext_lazy("of a thing", "Name"), max_length=100)
    name_en = forms.CharField(label=_("English name"), max_length=100, required=False)
    region = forms.ModelChoiceField(label=_("Region"), queryset=Region.objects.none(), empty_label="")
    address = forms.CharField(label=_("Address"), max_length=200, required=False)
    phone = forms.CharField(label=_("Phone"), max_length=40, required=False)
    is_active = forms.BooleanField(label=_("Active"), required=False, initial=True)
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, facts: frozenset[str], place: Place | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        for name in [*self.fields]:
            if name not in facts | {"version"}:
                del self.fields[name]
            elif place is not None:
                fields[name].initial = getattr(place, name)
        if "region" in fields:
            offer(self, "region", Region)


class NewPasswordForm(forms.Form):
    """A password, typed twice."""

    password = forms.CharField(
        label=_("New password"),
        max_length=128,
        strip=False,
        help_text=_("At least 10 characters. Not a common password, and not similar to your name."),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    again = forms.CharField(
        label=_("Confirm new password"),
        max_length=128,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if "again" in data and data.get("password") != data.pop("again"):
            self.add_error("again", _("The passwords don’t match."))
        return data


class PasswordForm(NewPasswordForm):
    """Changing one's own."""

    old = forms.CharField(
        label=_("Current password"),
        max_length=128,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )
    field_order = ("old", "password", "again")


class ForgottenForm(forms.Form):
    who = forms.CharField(
        label=_("Username or email"), max_length=200, widget=forms.TextInput(attrs={"autofocus": True})
    )
