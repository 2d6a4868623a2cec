"""Forms of investigations, reports and actions."""

from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from aftersales.staff.models import User
from aftersales.store.in_use import offer
from aftersales.web.fields import DayField, FilesField, YesNoField
from aftersales.web.forms import VerbForm

from . import permissions
from .enums import ActionKind
from .queries.investigations import FINDINGS, people_by_department

MAX_TEXT = 10_000


class PersonField(forms.ModelChoiceField):
    """One user, chosen by user name and shown with the department."""

    def __init__(self, **options: Any) -> None:
        super().__init__(queryset=User.objects.none(), to_field_name="username", **options)

    def label_from_instance(self, obj: Any) -> str:
        return _person_label(obj)


class PeopleField(forms.ModelMultipleChoiceField):
    """Several users, chosen by user name and shown with their departments."""

    widget = forms.CheckboxSelectMultiple

    def __init__(self, **options: Any) -> None:
        super().__init__(queryset=User.objects.none(), to_field_name="username", **options)

    def label_from_instance(self, obj: Any) -> str:
        return _person_label(obj)


def _person_label(user: User) -> str:
    return gettext("%(name)s, %(role)s") % {"name": user, "role": user.department} if user.department else str(user)


def _text(label: Any, *, required: bool = False, rows: int = 3, limit: int = MAX_TEXT, help_text: Any = "") -> Any:
    widget = forms.Textarea(attrs={"rows": rows})
    return forms.CharField(label=label, required=required, max_length=limit, widget=widget, help_text=help_text)


def _version() -> forms.IntegerField:
    """The version that the client read. An outdated version is refused with 409."""
    return forms.IntegerField(required=False, min_value=1, max_value=10**9, widget=forms.HiddenInput)


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
        label=_("Team"),
        required=False,
        help_text=_("Members from sales, business management, production and quality control."),
    )
    version = _version()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "lead", people_by_department(), label=_person_label, role__in=permissions.INVESTIGATORS)
        offer(self, "team", people_by_department(), label=_person_label, role__in=permissions.TEAM_MEMBERS)

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


class FindingsForm(InvestigationForm):
    """The findings, which are the parts of the report."""

    on_site_findings = _text(
        _("On-site findings"), help_text=_("What was seen, measured and photographed, where and when.")
    )
    identification = _text(
        _("Product identification"),
        help_text=_("Model, grade, batch and serial number as examined; how it was tested."),
    )
    cause = _text(_("Cause"), help_text=_("How it happened, and the evidence."))
    responsibility = _text(_("Nature and responsibility"), help_text=_("A recommendation; the meeting decides."))
    handling = _text(_("Resolution"), help_text=_("A recommendation; the meeting decides."))
    files = FilesField(label=_("Photos and documents"), required=False)
    version = _version()

    def values_of(self, row: Any) -> dict[str, Any]:
        return {**super().values_of(row), **{name: getattr(row, name) for name in FINDINGS}}

    def arguments(self) -> dict[str, Any]:
        data = super().arguments()
        findings = {name: data.pop(name) for name in FINDINGS}
        return {"findings": findings, "uploads": data.pop("files"), **data}


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


class DecisionForm(InvestigationForm):
    """The decision of the meeting."""

    decision = _text(
        _("Decision"),
        required=True,
        rows=5,
        help_text=_(
            "Nature, responsibility, cause and resolution. Actions are assigned separately, with an "
            "owner and a due date."
        ),
    )
    attendees = forms.CharField(label=_("Attendees"), max_length=300)
    version = _version()

    def values_of(self, row: Any) -> dict[str, Any]:
        return {**super().values_of(row), "decision": row.handling}


class ReasonForm(InvestigationForm):
    """The reason why the investigation continues."""

    reason = _text(_("Reason"), required=True, limit=500)


class NewActionForm(InvestigationForm):
    """A new action. On the page of an investigation it is corrective or preventive. Elsewhere, investigation or ticket
    may hold the number of what the action belongs to."""

    kind = forms.ChoiceField(label=_("Type"), choices=ActionKind.choices, widget=forms.RadioSelect)
    title = forms.CharField(label=_("Action details"), max_length=200)
    owner = PersonField(label=_("Owner"))
    due_on = DayField(label=_("Due"))
    investigation = forms.CharField(max_length=20, required=False, widget=forms.HiddenInput)
    ticket = forms.CharField(max_length=20, required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        roles = permissions.ACTION_OWNERS
        if self.target is not None:
            roles = permissions.TEAM_MEMBERS
            self.fields["kind"].choices = ActionKind.choices[:2]
            del self.fields["investigation"], self.fields["ticket"]
        offer(self, "owner", people_by_department(), label=_person_label, role__in=roles)

    def arguments(self) -> dict[str, Any]:
        return {name: value for name, value in super().arguments().items() if name not in ("investigation", "ticket")}


class ActionForm(VerbForm):
    """The base of the verbs of an action."""

    key = "action_id"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("version", self.target.version if self.target else None)


class EvidenceForm(ActionForm):
    """The owner reports what was done, with evidence."""

    evidence = _text(
        _("Work done"), required=True, rows=4, help_text=_("What changed, since when, and where it can be seen.")
    )
    files = FilesField(label=_("Evidence"), required=False, help_text=_("Photos or PDF, 10 MB each."))
    version = _version()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("evidence", self.target.evidence if self.target else "")

    def arguments(self) -> dict[str, Any]:
        data = super().arguments()
        return {"uploads": data.pop("files"), **data}


class VerifyForm(ActionForm):
    """A person other than the owner says whether the action worked."""

    effective = YesNoField(label=_("Was it effective?"), yes=_("Effective"), no=_("Not effective"))
    verification = _text(_("How it was verified"), required=True)
    version = _version()


class ResumeForm(ActionForm):
    """Redo the action by a new due date."""

    due_on = DayField(label=_("New due date"))
    version = _version()
