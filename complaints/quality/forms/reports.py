"""Forms of reports."""

from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from .investigations import InvestigationForm


class ReportForm(InvestigationForm):
    """File the report in a language."""

    language = forms.ChoiceField(label=_("Report language"), choices=settings.LANGUAGES, widget=forms.RadioSelect)


class ReportVersionForm(InvestigationForm):
    """The base of verbs of one filed report. report: its version number."""

    report = forms.IntegerField(min_value=1, max_value=10**6, widget=forms.HiddenInput)

    def clean_report(self) -> Any:
        found = self.target.reports.filter(version=self.cleaned_data["report"]).first()
        if found is None:
            raise ValidationError(_("This option doesn’t exist."), code="unknown")
        return found

    def arguments(self) -> dict[str, Any]:
        return {"report_id": self.cleaned_data["report"].pk}
