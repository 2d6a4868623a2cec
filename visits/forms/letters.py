"""Input for letter templates and for sending."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from aftersales.web.forms import VerbForm

from ..enums import LetterChannel
from ..models import LetterTemplate
from ..rules.letters import PLACEHOLDERS

NAMES = ", ".join(f"{{{name}}}" for name in PLACEHOLDERS)


def _text(label: Any, **more: Any) -> forms.CharField:
    return forms.CharField(label=label, max_length=10_000, widget=forms.Textarea(attrs={"rows": 8}), **more)


class LetterTemplateForm(VerbForm):
    """A template in both languages. Placeholders stand in braces, such as {customer}."""

    key = "template_id"
    name = forms.CharField(label=pgettext_lazy("of a thing", "Name"), max_length=100)
    channel = forms.ChoiceField(label=_("Channel"), choices=LetterChannel.choices)
    subject = forms.CharField(
        label=_("Subject"), max_length=200, help_text=_("Placeholders: %(names)s") % {"names": NAMES}
    )
    body = _text(_("Text"))
    subject_en = forms.CharField(label=_("English subject"), max_length=200)
    body_en = _text(_("English text"))
    is_active = forms.BooleanField(label=_("In use"), required=False, initial=True)
    version = forms.IntegerField(required=False, widget=forms.HiddenInput, min_value=1, max_value=2**31 - 1)

    def __init__(self, *args: Any, target: LetterTemplate | None = None, **options: Any) -> None:
        if target is not None:
            start = {name: getattr(target, name) for name in self.base_fields}
            options["initial"] = {**start, **(options.get("initial") or {})}
        super().__init__(*args, target=target, **options)
        self.fields["subject"].help_text = gettext("Placeholders: %(names)s") % {"names": NAMES}


class SendLettersForm(VerbForm):
    """Which template, in which language."""

    template: Any = forms.ModelChoiceField(LetterTemplate.objects.none(), label=_("Template"), empty_label="")
    language = forms.ChoiceField(label=_("Language"), choices=settings.LANGUAGES)

    def __init__(self, *args: Any, channel: str = "", **options: Any) -> None:
        super().__init__(*args, **options)
        rows = LetterTemplate.objects.filter(is_active=True)
        self.fields["template"].queryset = rows.filter(channel=channel) if channel else rows
