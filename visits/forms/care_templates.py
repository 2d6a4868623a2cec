"""The form of a template of care plans, which page and API share."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy, pgettext_lazy

from aftersales.web.dated_pages import SettingForm
from aftersales.web.fields import CountField, LinesField

from ..rules.care_templates import action_lines, action_of, need_lines, need_of


class CareTemplateForm(SettingForm):
    """What a new care plan begins with: its needs and its actions."""

    code = forms.SlugField(label=gettext_lazy("Code"), max_length=40)
    name = forms.CharField(label=pgettext_lazy("of a thing", "Name"), max_length=120)
    name_en = forms.CharField(label=gettext_lazy("English name"), max_length=120, required=False)
    needs = LinesField(
        need_of,
        rows=6,
        max_length=20_000,
        label=gettext_lazy("Needs"),
        help_text=gettext_lazy("One in each line: need / in English | measure / in English | now → goal unit"),
    )
    actions = LinesField(
        action_of,
        rows=8,
        max_length=20_000,
        required=False,
        label=pgettext_lazy("care", "Actions"),
        help_text=gettext_lazy("One in each line: action / in English | days after the start | budget"),
    )
    place = CountField(label=gettext_lazy("Position in the list"), min_value=0, max_value=999, initial=0)
    is_active = forms.BooleanField(
        label=gettext_lazy("In use"),
        required=False,
        initial=True,
        help_text=gettext_lazy("Otherwise no new plan can begin with it. Plans that did so stay as they are."),
    )

    def __init__(self, *args: Any, row: Any = None, **options: Any) -> None:
        super().__init__(*args, row=row, **options)
        self.initial.setdefault("is_active", True)
        self.initial.setdefault("place", 0)
        self.fields["code"].disabled = row is not None

    def values_of(self, row: Any) -> dict[str, Any]:
        lines = {"needs": need_lines(row.needs), "actions": action_lines(row.actions)}
        return {**super().values_of(row), **lines}
