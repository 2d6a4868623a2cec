"""Forms about one's own account."""

from datetime import date
from typing import Any, ClassVar

from django import forms
from django.conf import settings
from django.contrib.auth.forms import AuthenticationForm
from django.utils.translation import gettext_lazy as _

from aftersales.web.fields import DayField

from ..enums import Role, Theme
from ..models import User
from ..queries import stand_in_people


class LanguageForm(forms.Form):
    """The reader's choice of language."""

    language = forms.ChoiceField(choices=settings.LANGUAGES)
    next = forms.CharField(required=False, max_length=500)


class ThemeForm(forms.Form):
    """Light, dark or as the system."""

    theme = forms.ChoiceField(label=_("Appearance"), choices=Theme.choices, required=False)
    next = forms.CharField(required=False, max_length=500)


class _Person(forms.ModelChoiceField):
    def label_from_instance(self, obj: Any) -> str:
        return f"{obj} ({obj.get_role_display()})"


class StandInForm(forms.Form):
    """Who is away, who acts for them, from when, until when. Only an administrator names somebody else as absent."""

    absent = _Person(label=_("Person away"), queryset=User.objects.none())
    deputy = _Person(label=_("Stand-in"), queryset=User.objects.none(), empty_label="")
    starts_on = DayField(label=_("Start date"))
    ends_on = DayField(label=_("End date"))
    reason = forms.CharField(label=_("Reason"), max_length=200, required=False)

    def __init__(self, *args: Any, user: User, today: date, **kwargs: Any) -> None:
        super().__init__(*args, initial={"absent": user.pk, "starts_on": today}, **kwargs)
        people = stand_in_people()
        fields: dict[str, Any] = self.fields
        fields["deputy"].queryset = people.exclude(pk=user.pk) if user.role != Role.ADMIN else people
        if user.role == Role.ADMIN:
            fields["absent"].queryset, fields["absent"].empty_label = people, ""
        else:
            del self.fields["absent"]


class SignInForm(AuthenticationForm):
    """What was typed wrong is typed again: the password."""

    error_messages: ClassVar[dict[str, Any]] = {
        **AuthenticationForm.error_messages,
        "invalid_login": _("Incorrect username or password. Check upper and lower case."),
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.data.get("username"):
            del self.fields["username"].widget.attrs["autofocus"]
            self.fields["password"].widget.attrs["autofocus"] = True
