"""Forms of investigations."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from aftersales.store.in_use import offer
from aftersales.web.fields import FilesField
from aftersales.web.forms import VerbForm

from .. import permissions
from ..enums import Severity
from ..queries.investigations import FINDINGS, people_by_department
from .common import PeopleField, PersonField, PhotosField, person_label, text_field, version_field


class InvestigationForm(VerbForm):
    """The base of the verbs of an investigation."""

    key = "investigation_id"

    def __init__(self, *args: Any, target: Any = None, **kwargs: Any) -> None:
        present = self.values_of(target) if target is not None else {}
        kwargs["initial"] = present | (kwargs.get("initial") or {})
        super().__init__(*args, target=target, **kwargs)

    def values_of(self, row: Any) -> dict[str, Any]:
        """The initial values of the form."""
        return {"version": row.version} if "version" in self.base_fields else {}


class TeamForm(InvestigationForm):
    """The lead and the team of an investigation."""

    lead = PersonField(label=_("Led by"))
    team = PeopleField(
        label=pgettext_lazy("investigation", "Team"),
        required=False,
        help_text=_("Members from sales, business management, production and quality control."),
    )
    version = version_field()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "lead", people_by_department(), label=person_label, role__in=permissions.INVESTIGATORS)
        offer(self, "team", people_by_department(), label=person_label, role__in=permissions.TEAM_MEMBERS)

    def values_of(self, row: Any) -> dict[str, Any]:
        return {**super().values_of(row), "lead": row.lead, "team": list(row.team.all())}


class NewInvestigationForm(TeamForm):
    """A new investigation, with its lead and team. ticket: the number of the ticket that it is about."""

    field_order = ("ticket", "title", "lead", "team")
    ticket = forms.CharField(label=_("Ticket"), max_length=20)
    title = forms.CharField(label=_("Subject of investigation"), max_length=200)
    version = None

    def arguments(self) -> dict[str, Any]:
        return {name: value for name, value in self.cleaned_data.items() if name != "ticket"}


class PlanForm(InvestigationForm):
    """How grave the incident is, and what is planned. The severity decides how deep the investigation goes."""

    severity = forms.ChoiceField(
        label=_("Severity of the incident"),
        choices=Severity.choices,
        widget=forms.RadioSelect,
        help_text=_(
            "Level 3: the cause in words. Level 2: five whys. Level 1: five whys, a proven cause in the Ishikawa "
            "diagram, and containment."
        ),
    )
    plan = text_field(_("Plan"), help_text=_("Who looks at what, where and by when."))
    version = version_field()

    def values_of(self, row: Any) -> dict[str, Any]:
        return {**super().values_of(row), "severity": row.severity, "plan": row.plan}


class StandDownForm(InvestigationForm):
    """Somebody takes no part in the investigation, and why."""

    person = PersonField(label=_("Person"))
    reason = text_field(_("Reason"), required=True, limit=500, rows=2)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "person", people_by_department(), label=person_label, role__in=permissions.TEAM_MEMBERS)


class PhotoForm(InvestigationForm):
    """Photos from the site, and what they show."""

    files = PhotosField(label=_("Photos"))
    caption = forms.CharField(
        label=_("What it shows"), max_length=200, help_text=_("For example: unit 3, set to 37 °C, measured 43.2 °C.")
    )

    def arguments(self) -> dict[str, Any]:
        data = super().arguments()
        return {"uploads": data.pop("files"), **data}


class FindingsForm(InvestigationForm):
    """The findings, which are the parts of the report."""

    on_site_findings = text_field(
        _("On-site findings"), help_text=_("What was seen, measured and photographed, where and when.")
    )
    identification = text_field(
        _("Product identification"),
        help_text=_("Model, grade, batch and serial number as examined; how it was tested."),
    )
    cause = text_field(_("Cause"), help_text=_("How it happened, and the evidence."))
    responsibility = text_field(_("Nature and responsibility"), help_text=_("A recommendation; the meeting decides."))
    handling = text_field(_("Resolution"), help_text=_("A recommendation; the meeting decides."))
    files = FilesField(label=_("Photos and documents"), required=False)
    version = version_field()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        # Sheets of the same page have fields of the same names.
        super().__init__(*args, **{"auto_id": "id_findings_%s"} | kwargs)

    def values_of(self, row: Any) -> dict[str, Any]:
        return {**super().values_of(row), **{name: getattr(row, name) for name in FINDINGS}}

    def arguments(self) -> dict[str, Any]:
        data = super().arguments()
        findings = {name: data.pop(name) for name in FINDINGS}
        return {"findings": findings, "uploads": data.pop("files"), **data}


class ReasonForm(InvestigationForm):
    """The reason why the investigation continues."""

    reason = text_field(_("Reason"), required=True, limit=500)
