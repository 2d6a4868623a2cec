"""The form of an index model, which page and API share."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from aftersales.web.dated_pages import SettingForm
from aftersales.web.fields import LinesField

from ..rules.index_models import latent_lines, latent_of, path_lines, path_of


class IndexModelForm(SettingForm):
    """A structural model of satisfaction: latent variables, and paths from cause to effect."""

    code = forms.SlugField(label=gettext_lazy("Code"), max_length=50)
    title_zh = forms.CharField(label=gettext_lazy("Chinese title"), max_length=200)
    title_en = forms.CharField(label=gettext_lazy("English title"), max_length=200)
    source = forms.CharField(label=gettext_lazy("Source"), max_length=300, required=False)
    latents = LinesField(
        latent_of,
        rows=8,
        label=gettext_lazy("Latent variables"),
        help_text=gettext_lazy("One in each line: SAT 顾客满意 / Customer satisfaction"),
    )
    paths = LinesField(
        path_of,
        rows=14,
        label=gettext_lazy("Paths"),
        help_text=gettext_lazy("From cause to effect, one in each line: EXP → SAT"),
    )
    target = forms.CharField(
        label=gettext_lazy("Overall index"),
        max_length=12,
        initial="SAT",
        help_text=gettext_lazy("The latent variable that is the overall index"),
    )
    is_retired = forms.BooleanField(
        label=gettext_lazy("Out of use"),
        required=False,
        help_text=gettext_lazy("No new questionnaire can choose it. Past figures stay as they are."),
    )

    def values_of(self, row: Any) -> dict[str, Any]:
        lines = {"latents": latent_lines(row.latents), "paths": path_lines(row.paths)}
        return {**super().values_of(row), **lines}
