"""Forms about the user's own account."""

from datetime import date
from typing import Any, ClassVar

from django import forms
from django.conf import settings
from django.contrib.auth.forms import AuthenticationForm
from django.utils.translation import gettext_lazy as _

from aftersales.web.fields import DayField, WordsField
from aftersales.web.forms import VerbForm, judged

from ..enums import Role, Theme
from ..models import User
from ..queries import stand_in_people
from .offboarding import PersonField


class LanguageForm(forms.Form):
    """The user's choice of language."""

    language = forms.ChoiceField(choices=settings.LANGUAGES)
    next = forms.CharField(required=False, max_length=500)


class ThemeForm(forms.Form):
    """The theme: light, dark or as the system."""

    theme = forms.ChoiceField(label=_("Appearance"), choices=Theme.choices, required=False)
    next = forms.CharField(required=False, max_length=500)


class ColumnsForm(forms.Form):
    """The keys of the columns of a list, in their order."""

    columns = WordsField(label=_("Columns"), max_length=1000, required=False)


class StandInForm(forms.Form):
    """deputy acts for absent from starts_on to ends_on, both days included. absent: the user, unless an
    administrator names another user."""

    absent: Any = PersonField(label=_("Person away"), required=False, empty_label="")
    deputy: Any = PersonField(label=_("Stand-in"), queryset=User.objects.none(), empty_label="")
    starts_on = DayField(label=_("Start date"))
    ends_on = DayField(label=_("End date"))
    reason = forms.CharField(label=_("Reason"), max_length=200, required=False)

    def __init__(self, *args: Any, user: User, today: date, **kwargs: Any) -> None:
        super().__init__(*args, initial={"absent": user, "starts_on": today}, **kwargs)
        judged(self, "absent")
        self.user = user
        people = stand_in_people()
        fields: dict[str, Any] = self.fields
        fields["deputy"].queryset = people if user.role == Role.ADMIN else people.exclude(pk=user.pk)
        if user.role == Role.ADMIN:
            fields["absent"].queryset = people
        else:
            fields["absent"].widget = forms.HiddenInput()

    def clean_absent(self) -> User:
        return self.cleaned_data["absent"] or self.user


class StandInVerbForm(VerbForm):
    key = "stand_in_id"


class TokenForm(forms.Form):
    """Username and password of the user who the program acts for. label: a name for the program."""

    username = forms.CharField(max_length=150)
    password = forms.CharField(max_length=128, strip=False)
    label = forms.CharField(max_length=100, required=False)


class SignInForm(AuthenticationForm):
    """After an error, only the password has to be typed again."""

    error_messages: ClassVar[dict[str, Any]] = {
        **AuthenticationForm.error_messages,
        "invalid_login": _("Incorrect username or password. Check upper and lower case."),
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.data.get("username"):
            del self.fields["username"].widget.attrs["autofocus"]
            self.fields["password"].widget.attrs["autofocus"] = True
