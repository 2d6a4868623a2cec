"""Forms of the root cause: five whys, and the possible causes of an Ishikawa diagram."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from aftersales.web.forms import RowForm, RowsForm

from ..enums import CauseCategory, CauseStanding
from ..rules.capa import WHYS
from .common import version_field

MAX_CAUSES = 24


class WhyRow(RowForm):
    """One why: the question, the answer, and what proves it."""

    question = forms.CharField(label=_("Question"), max_length=200, required=False)
    answer = forms.CharField(label=_("Answer"), max_length=300, required=False)
    evidence = forms.CharField(label=_("Evidence"), max_length=200, required=False)


class CauseRow(RowForm):
    """A possible cause, and what was found out about it."""

    category = forms.ChoiceField(label=_("Category"), choices=CauseCategory.choices)
    text = forms.CharField(label=_("Possible cause"), max_length=120, required=False)
    standing = forms.ChoiceField(label=_("Finding"), choices=CauseStanding.choices, required=False)
    evidence = forms.CharField(label=_("Evidence"), max_length=200, required=False)
    needed = ("category", "text")


class InvestigationRowsForm(RowsForm):
    """The base of verbs that replace a list of an investigation. Rows without text are left out."""

    key = "investigation_id"
    version = version_field()
    told = ""
    spare = 0

    def __init__(self, *args: Any, target: Any = None, **kwargs: Any) -> None:
        if target is not None:
            kwargs["initial"] = {**self.stands(target), **(kwargs.get("initial") or {})}
        super().__init__(*args, target=target, **kwargs)
        rows = list(getattr(target, self.rows_name, []))
        self.make_rows(self.filled_up(rows))

    def stands(self, row: Any) -> dict[str, Any]:
        return {"version": row.version}

    def filled_up(self, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
        return rows + [{}] * self.spare

    def arguments(self) -> dict[str, Any]:
        found = [
            {**row, "standing": row.get("standing") or CauseStanding.OPEN} if "category" in row else row
            for row in self.said()
        ]
        return {**super().arguments(), "rows": found}

    def said(self) -> list[dict[str, Any]]:
        rows = [{name: row.cleaned_data.get(name) or "" for name in row.fields} for row in self.rows]
        return [row for row in rows if row[self.told].strip()]


class WhysForm(InvestigationRowsForm):
    """Why it happened, asked until the root: the last why with an answer is the root cause."""

    row_form = WhyRow
    rows_name = "whys"
    max_rows = 7
    told = "answer"

    def filled_up(self, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
        return rows + [{}] * max(0, WHYS - len(rows))


class CausesForm(InvestigationRowsForm):
    """The possible causes by category; a proven one is drawn red, an excluded one grey."""

    row_form = CauseRow
    rows_name = "causes"
    max_rows = MAX_CAUSES
    told = "text"

    def filled_up(self, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
        bones = {row.get("category") for row in rows}
        return rows + [{"category": value} for value in CauseCategory.values if value not in bones] + [{}]
