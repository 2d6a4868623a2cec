"""Forms of courses, sessions and results."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from aftersales.staff.enums import Role
from aftersales.staff.models import User
from aftersales.store.in_use import offer
from aftersales.web.dated_pages import SettingForm
from aftersales.web.fields import CountField, DayField, MomentField, NumberField
from aftersales.web.forms import RowForm, RowsForm, VerbForm

from ..enums import Result
from ..models import Course
from ..permissions import TRAINED, can_train
from ..queries.trainings import trained_people
from .common import PeopleField, PersonField, TargetForm, person_label, text_field, version_field

MAX_PEOPLE = 200
LONG_AGO, AHEAD = timedelta(days=3660), timedelta(days=731)
ROLES = [(role.value, role.label) for role in Role if role in TRAINED]


class CourseForm(SettingForm):
    """A course: who needs it, how often, and what passes."""

    name = forms.CharField(label=pgettext_lazy("of a thing", "Name"), max_length=100)
    name_en = forms.CharField(label=_("Name in English"), max_length=100, required=False)
    roles = forms.MultipleChoiceField(label=_("For the roles"), choices=ROLES, widget=forms.CheckboxSelectMultiple)
    months = CountField(label=_("Repeated every (months)"), min_value=1, max_value=60, initial=12)
    first_days = CountField(
        label=_("Newcomers pass within (days)"),
        min_value=0,
        max_value=365,
        initial=30,
        help_text=_("Counted from the day on which somebody gets one of the roles."),
    )
    pass_mark = CountField(label=_("Pass mark, out of 100"), min_value=0, max_value=100, initial=80)
    is_active = forms.BooleanField(label=_("Active"), required=False, initial=True)


class CourseField(forms.ModelChoiceField):
    def __init__(self, **options: Any) -> None:
        super().__init__(queryset=Course.objects.none(), empty_label="", **options)


class SessionFields(forms.Form):
    """What is planned about a session."""

    starts_at = MomentField(
        label=_("Starts"),
        ago=LONG_AGO,
        ahead=AHEAD,
        help_text=_("A day in the past, to enter the results of a training that took place before."),
    )
    place = forms.CharField(label=_("Place"), max_length=120, required=False)
    trainer = forms.CharField(label=_("Trainer"), max_length=100, required=False)
    seats = CountField(label=_("Seats"), min_value=1, max_value=MAX_PEOPLE, initial=20)
    content = text_field(_("Content"), rows=3)


class NewSessionForm(SessionFields, VerbForm):
    """Plan a session. The people who are enrolled are notified."""

    course = CourseField(label=_("Course"))
    people = PeopleField(label=_("Enrol"), required=False)
    field_order = ("course",)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "course", Course)
        offer(self, "people", trained_people().order_by("name", "pk"), label=person_label)


class ChangeSessionForm(SessionFields, TargetForm):
    key = "session_id"
    version = version_field()


class CancelSessionForm(TargetForm):
    key = "session_id"
    reason = text_field(_("Reason"), required=True, limit=500)
    version = version_field()


class EnrolForm(VerbForm):
    """Enrol people in a planned session; those who need the course come first."""

    key = "session_id"
    people = PeopleField(label=_("Enrol"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = trained_people().order_by("name", "pk")
        if self.target is not None:
            rows = rows.exclude(attendances__session=self.target)
        self.fields["people"].queryset = rows


class OfParticipant(VerbForm):
    """A verb about somebody enrolled. results: only participants with one of these results."""

    key = "session_id"
    results: tuple[str, ...] = ()
    person = PersonField(label=_("Person"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.target is not None:
            self.fields["person"].queryset = self.participants()

    def participants(self) -> Any:
        rows = User.objects.filter(attendances__session=self.target)
        if self.results:
            rows = User.objects.filter(attendances__session=self.target, attendances__result__in=self.results)
        return rows.select_related("department").order_by("name", "pk")


class WithdrawForm(OfParticipant):
    """Take somebody off the session."""


class ResultRow(RowForm):
    """The result of one participant. Without a score the person did not attend."""

    needed = ("person",)
    person = PersonField(label=_("Person"), required=False)
    score = NumberField(
        label=pgettext_lazy("training", "Score"), min_value=0, max_value=100, decimal_places=2, required=False
    )
    note = forms.CharField(label=_("Note"), max_length=500, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["person"].queryset = self.form.participants
        self.fields["person"].widget = forms.HiddenInput()


class ResultsForm(RowsForm):
    """The results of everybody enrolled. Who has no score did not attend."""

    key = "session_id"
    row_form, rows_name, max_rows = ResultRow, "results", MAX_PEOPLE
    summary = text_field(_("Summary of the training"))
    version = version_field()

    def __init__(self, *args: Any, target: Any = None, **kwargs: Any) -> None:
        initial = {"version": target.version} if target else {}
        kwargs["initial"] = initial | (kwargs.get("initial") or {})
        super().__init__(*args, target=target, **kwargs)
        self.participants = User.objects.filter(attendances__session=target).order_by("name", "pk")
        self.make_rows([{"person": user, "label": str(user)} for user in self.participants] if target else [])
        names = {user.username: str(user) for user in self.participants} if target else {}
        for row in self.rows:
            row.title = names.get(str(row["person"].value()), "") or row.initial.get("label", "")

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        people = [row.cleaned_data.get("person") for row in self.rows if row.is_valid()]
        if len({user.pk for user in people if user}) != len(people):
            self.add_error(None, ValidationError(_("Each person has one result."), code="twice"))
        return data

    def arguments(self) -> dict[str, Any]:
        rows = [row.cleaned_data for row in self.rows]
        return {**super().arguments(), "results": [(row["person"], row["score"], row["note"]) for row in rows]}


class RetakeForm(OfParticipant):
    """Another attempt of somebody who failed or did not attend."""

    results = (Result.FAILED, Result.ABSENT)
    score = NumberField(label=pgettext_lazy("training", "Score"), min_value=0, max_value=100, decimal_places=2)
    passed_on = DayField(label=_("Day of the attempt"))
    note = forms.CharField(label=_("Note"), max_length=500, required=False)


class CertificateForm(OfParticipant):
    """The certificate of somebody who passed. People hand in their own."""

    results = (Result.PASSED,)
    certificate = forms.FileField(
        label=_("Certificate"),
        help_text=_("A photo or a PDF."),
        widget=forms.ClearableFileInput(attrs={"accept": "image/jpeg,image/png,image/webp,application/pdf"}),
    )

    def participants(self) -> Any:
        rows = super().participants()
        return rows if self.user is None or can_train(self.user) else rows.filter(pk=self.user.pk)
