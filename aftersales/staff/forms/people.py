"""Forms of accounts and places, and to change one's own password."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from aftersales.store.in_use import offer
from aftersales.web.fields import PhoneField
from aftersales.web.forms import VerbForm

from ..enums import Role, TeamFunction
from ..models import Department, Place, Region, User
from .offboarding import SuccessorsForm


class FindPeople(forms.Form):
    q = forms.CharField(label=_("Name, username, email or phone"), max_length=100, required=False)
    role = forms.ChoiceField(label=_("Role"), choices=[("", _("Any")), *Role.choices], required=False)
    department = forms.ModelChoiceField(
        label=_("Department"), queryset=Department.objects.all(), required=False, empty_label=_("Any")
    )
    state = forms.ChoiceField(
        label=_("Status"), choices=[("", _("Any")), ("on", _("Active")), ("off", _("Deactivated"))], required=False
    )


class AccountForm(forms.Form):
    """The fields of an account that an administrator enters."""

    name = forms.CharField(label=_("Name"), max_length=100)
    name_en = forms.CharField(label=_("English name"), max_length=100, required=False)
    role = forms.ChoiceField(label=_("Role"), choices=[("", ""), *Role.choices])
    department: Any = forms.ModelChoiceField(
        label=_("Department"),
        queryset=Department.objects.none(),
        required=False,
        empty_label="",
        to_field_name="code",
    )
    region: Any = forms.ModelChoiceField(
        label=_("Region"),
        queryset=Region.objects.none(),
        required=False,
        empty_label="",
        to_field_name="code",
        help_text=_("Sales reps only see customers in this region."),
    )
    email = forms.EmailField(label=_("Email"), max_length=200, required=False)
    phone = PhoneField(label=_("Phone"), required=False)
    language = forms.ChoiceField(
        label=_("Language"), choices=[("", _("Same as browser")), *settings.LANGUAGES], required=False
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "department", Department)
        offer(self, "region", Region)


class NewUserForm(AccountForm):
    """A new account."""

    username = forms.CharField(
        label=_("Username"), max_length=60, help_text=_("Used to sign in. Can’t be changed later.")
    )
    field_order = ("username",)


class UserForm(SuccessorsForm, AccountForm):
    """Changes of an account. If the new role may not hold some of the open work, heirs are needed as in `disable`.
    version: the version that was read; if somebody has changed the account since, the answer is 409."""

    version = forms.IntegerField(required=False, min_value=1, max_value=2**31 - 1, widget=forms.HiddenInput)

    def __init__(self, *args: Any, target: User, **kwargs: Any) -> None:
        initial = {name: getattr(target, name) for name in (*AccountForm.base_fields, "version")}
        super().__init__(*args, target=target, initial=initial, **kwargs)


class UserVerbForm(VerbForm):
    """A verb of an account that needs no input."""

    key = "user_id"


class ReassignForm(SuccessorsForm):
    quiet = True  # which heirs are needed depends on the other fields


class DeactivateForm(ReassignForm):
    version = forms.IntegerField(required=False, min_value=1, max_value=2**31 - 1, widget=forms.HiddenInput)

    def __init__(self, *args: Any, target: User, **kwargs: Any) -> None:
        super().__init__(*args, target=target, initial={"version": target.version}, **kwargs)


class NextRoleForm(forms.Form):
    """next_role: list the work that can't stay with this role; if left out, all work that is open if the account is
    deactivated."""

    next_role = forms.ChoiceField(choices=Role.choices, required=False)


class PlaceForm(VerbForm):
    """A department, a region or an outlet. version: the version that was read; if somebody has changed it since, the
    answer is 409."""

    key = "place_id"
    name = forms.CharField(label=pgettext_lazy("of a thing", "Name"), max_length=100)
    name_en = forms.CharField(label=_("English name"), max_length=100, required=False)
    is_active = forms.BooleanField(label=_("Active"), required=False, initial=True)
    version = forms.IntegerField(required=False, min_value=1, max_value=2**31 - 1, widget=forms.HiddenInput)

    def __init__(self, *args: Any, target: Place | None = None, **kwargs: Any) -> None:
        initial = {name: getattr(target, name) for name in self.base_fields} if target else {}
        super().__init__(*args, target=target, initial=initial, **kwargs)

    def arguments(self) -> dict[str, Any]:
        facts = super().arguments()
        if self.target is None:
            del facts["version"]
        return facts


class CodedPlaceForm(PlaceForm):
    """A department or a region."""

    code = forms.SlugField(
        label=_("Code"), max_length=50, help_text=_("Latin letters, digits and hyphens; used by imports and the API.")
    )
    field_order = ("code",)


class DepartmentForm(CodedPlaceForm):
    """A department. function: whether it can speak for one of the functions that an investigation team needs."""

    function = forms.ChoiceField(
        label=_("Function in investigations"),
        choices=TeamFunction.choices,
        required=False,
        help_text=_("The team of an investigation needs somebody from each of these."),
    )


class OutletForm(PlaceForm):
    """A service outlet of a region."""

    region: Any = forms.ModelChoiceField(
        label=_("Region"), queryset=Region.objects.none(), empty_label="", to_field_name="code"
    )
    address = forms.CharField(label=_("Address"), max_length=200, required=False)
    phone = forms.CharField(label=_("Phone"), max_length=40, required=False)
    field_order = ("name", "name_en", "region", "address", "phone")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "region", Region)


PLACE_FORMS: dict[str, type[PlaceForm]] = {
    "department": DepartmentForm,
    "region": CodedPlaceForm,
    "outlet": OutletForm,
}


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
    """The current password and a new one, to change one's own password."""

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
