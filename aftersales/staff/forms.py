"""Forms about one's own account."""

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from .enums import Theme


class LanguageForm(forms.Form):
    """The reader's choice of language."""

    language = forms.ChoiceField(choices=settings.LANGUAGES)
    next = forms.CharField(required=False, max_length=500)


class ThemeForm(forms.Form):
    """Light, dark or as the system."""

    theme = forms.ChoiceField(label=_("Look"), choices=Theme.choices, required=False)
    next = forms.CharField(required=False, max_length=500)
