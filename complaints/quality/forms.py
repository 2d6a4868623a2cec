"""Forms of investigations, reports and actions."""

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from aftersales.staff.models import User
from aftersales.store.in_use import offer
from aftersales.web.fields import FilesField

from . import permissions
from .enums import ActionKind
from .queries.investigations import people_by_department

MAX_TEXT = 10_000


class PersonField(forms.ModelChoiceField):
    """One person, with the department."""

    def label_from_instance(self, obj: Any) -> str:
        return _person_label(obj)


class PeopleField(forms.ModelMultipleChoiceField):
    """Several people, with their departments."""

    widget = forms.CheckboxSelectMultiple

    def label_from_instance(self, obj: Any) -> str:
        return _person_label(obj)


def _person_label(user: User) -> str:
    return gettext("%(name)s, %(role)s") % {"name": user, "role": user.department} if user.department else str(user)


def _text(label: Any, *, required: bool = False, rows: int = 3, limit: int = MAX_TEXT, help_text: Any = "") -> Any:
    widget = forms.Textarea(attrs={"rows": rows})
    return forms.CharField(label=label, required=required, max_length=limit, widget=widget, help_text=help_text)


def _date(label: Any) -> forms.DateField:
    return forms.DateField(label=label, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))


class VersionForm(forms.Form):
    """A form that knows which version of the record its writer looked at."""

    version = forms.IntegerField(required=False, min_value=1, max_value=10**9, widget=forms.HiddenInput)


class TeamForm(VersionForm):
    """Who leads and who takes part."""

    lead = PersonField(label=_("Led by"), queryset=User.objects.none())
    team = PeopleField(
        label=_("Team"),
        queryset=User.objects.none(),
        required=False,
        help_text=_("Members from sales, business management, production and quality control."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "lead", people_by_department(), label=_person_label, role__in=permissions.QUALITY)
        offer(self, "team", people_by_department(), label=_person_label, role__in=permissions.TEAM)


class InvestigationForm(TeamForm):
    """What is investigated."""

    field_order = ("ticket", "title", "lead", "team")
    ticket = forms.CharField(label=_("Ticket"), max_length=20)
    title = forms.CharField(label=_("Subject of investigation"), max_length=200)


class FindingsForm(VersionForm):
    """What was found; the parts of the report."""

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
    photos = FilesField(label=_("Photos and documents"), required=False)


class ReportForm(forms.Form):
    """In which language to file the report."""

    language = forms.ChoiceField(label=_("Report language"), choices=settings.LANGUAGES, widget=forms.RadioSelect)


class DecisionForm(VersionForm):
    """What the meeting decided."""

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


class ReasonForm(forms.Form):
    """Why."""

    reason = _text(_("Reason"), required=True, limit=500)


class ActionForm(forms.Form):
    """A new action."""

    kind = forms.ChoiceField(label=_("Type"), choices=ActionKind.choices[:2], widget=forms.RadioSelect)
    title = forms.CharField(label=_("Action details"), max_length=200)
    owner = PersonField(label=_("Owner"), queryset=User.objects.none())
    due_on = _date(_("Due"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "owner", people_by_department(), label=_person_label, role__in=permissions.TEAM)


class EvidenceForm(VersionForm):
    """The owner says what was done."""

    evidence = _text(
        _("Work done"), required=True, rows=4, help_text=_("What changed, since when, and where it can be seen.")
    )
    files = FilesField(label=_("Evidence"), required=False, help_text=_("Photos or PDF, 10 MB each."))


class VerifyForm(VersionForm):
    """Somebody else says whether it worked."""

    effective = forms.TypedChoiceField(
        label=_("Was it effective?"),
        choices=[("yes", _("Effective")), ("no", _("Not effective"))],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
    )
    verification = _text(_("How it was verified"), required=True)


class ResumeForm(VersionForm):
    """Do it again until a new date."""

    due_on = _date(_("New due date"))
