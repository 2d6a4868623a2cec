"""Forms of interviews."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from aftersales.store.in_use import offer
from aftersales.web.fields import DayField, MomentField, YesNoField
from aftersales.web.forms import RowForm, RowsForm, VerbForm, called_for, judged

from ..models import InterviewFollowUp, InterviewTarget
from ..queries.interviews import interviewees, superiors
from ..rules.interviews import MAX_TARGETS
from .common import PersonField, TargetForm, person_label, text_field, version_field

SHOWN_TARGETS = 4
SOON = timedelta(days=1)


class NoticeFields(forms.Form):
    """What the person hears beforehand (article 2)."""

    period_from = DayField(label=_("Period from"))
    period_to = DayField(label=_("Period to"))
    starts_at = MomentField(label=_("Day and time"), ago=SOON, help_text=_("At least three days from now."))
    place = forms.CharField(label=_("Place"), max_length=120)
    topic = text_field(_("What it is about"), required=True)
    superior = PersonField(
        label=_("Superior of the interviewer"),
        required=False,
        help_text=_("Besides the two, only the superior can read the interview."),
    )
    superior_attends = forms.BooleanField(label=_("The superior takes part"), required=False)

    def _offer_superior(self) -> None:
        user = getattr(self, "user", None)
        offer(self, "superior", superiors(user).order_by("role", "name", "pk"), label=person_label)
        mark = _("needed if they take part")
        called_for(self, "superior", by="superior_attends", needed=("on",), shown=None, mark=mark)


class NewInterviewForm(NoticeFields, VerbForm):
    """Arrange an interview."""

    person = PersonField(label=_("Interview with"))
    field_order = ("person",)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "person", interviewees(self.user).order_by("name", "pk"), label=person_label)
        self._offer_superior()


class ChangeInterviewForm(NoticeFields, TargetForm):
    key = "interview_id"
    version = version_field()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._offer_superior()


class CancelInterviewForm(TargetForm):
    key = "interview_id"
    reason = text_field(_("Reason"), required=True, limit=500)
    version = version_field()


READY_HELP = _("Then the other side is told. Once both are ready, each reads what the other has written.")


class PrepareOwnForm(TargetForm):
    """What the person prepares (article 6)."""

    key = "interview_id"
    own_summary = text_field(_("Summary of my work"))
    own_achievements = text_field(_("What I achieved, against the targets"))
    own_shortcomings = text_field(_("What fell short"))
    own_plan = text_field(_("My plan"))
    is_ready = forms.BooleanField(label=_("I am ready"), required=False, help_text=READY_HELP)
    version = version_field()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        judged(self, "own_summary")


class PrepareLeadForm(TargetForm):
    """What the interviewer prepares (article 5)."""

    key = "interview_id"
    lead_targets = text_field(_("Were standards and targets met"))
    lead_review = text_field(_("Work and training in the period"))
    lead_assessment = text_field(_("First assessment"))
    lead_differences = text_field(_("Where we may see things differently"))
    lead_career = text_field(_("Professional development"))
    is_ready = forms.BooleanField(label=_("I am ready"), required=False, help_text=READY_HELP)
    version = version_field()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        judged(self, "lead_targets")


class TargetRow(RowForm):
    """A target of the next period."""

    needed = ("goal", "target", "until")
    goal = forms.CharField(label=pgettext_lazy("interview", "Target"), max_length=200, required=False)
    now = forms.CharField(label=pgettext_lazy("interview", "Now"), max_length=40, required=False)
    target = forms.CharField(label=pgettext_lazy("interview", "Goal"), max_length=40, required=False)
    until = DayField(label=pgettext_lazy("people", "By"), required=False)
    helper = forms.CharField(label=_("Who helps"), max_length=200, required=False)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if any(data.values()):
            for name in self.needed:
                if not data.get(name) and name not in self.errors:
                    self.add_error(name, ValidationError(_("This field is required."), code="required"))
        return data


class RecordForm(RowsForm):
    """The record in the order of the rule: what went well first, then the problems, their causes, what the person
    says, and what both conclude; then the targets of the next period."""

    key = "interview_id"
    row_form, rows_name, max_rows = TargetRow, "targets", MAX_TARGETS
    strengths = text_field(_("What went well"), required=True)
    problems = text_field(
        pgettext_lazy("people", "Problems"),
        help_text=_("Openly, with what they lead to; without judging and without conclusions."),
    )
    causes = text_field(_("Causes"))
    statement = text_field(
        _("In the interviewee’s words"), required=True, help_text=_("Their reasons, as they gave them.")
    )
    conclusion = text_field(pgettext_lazy("interview", "Conclusion"), required=True)
    version = version_field()

    def __init__(self, *args: Any, target: Any = None, **kwargs: Any) -> None:
        known = {name: getattr(target, name) for name in self.base_fields} if target else {}
        kwargs["initial"] = known | (kwargs.get("initial") or {})
        super().__init__(*args, target=target, **kwargs)
        rows = [_target_values(row) for row in target.targets.all()] if target else []
        self.make_rows(rows + [{}] * max(SHOWN_TARGETS - len(rows), 1))
        for number, row in enumerate(self.rows, 1):
            row.title = str(number)

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if all(row.is_valid() for row in self.rows) and not self.chosen():
            self.add_error(None, ValidationError(_("Agree on at least one target."), code="empty"))
        return data

    def chosen(self) -> list[dict[str, Any]]:
        return [row.cleaned_data for row in self.rows if row.cleaned_data.get("goal")]

    def arguments(self) -> dict[str, Any]:
        return {**super().arguments(), "targets": self.chosen()}


def _target_values(row: InterviewTarget) -> dict[str, Any]:
    return {name: getattr(row, name) for name in ("goal", "now", "target", "until", "helper")}


class DissentForm(VerbForm):
    key = "interview_id"
    text = text_field(_("Your different view"), required=True, rows=5)


class SignForm(TargetForm):
    """Agree to record and targets."""

    key = "interview_id"
    version = version_field()


class FollowUpForm(VerbForm):
    """What is done to help."""

    key = "interview_id"
    what = forms.CharField(label=pgettext_lazy("people", "What is done"), max_length=200)
    who = forms.CharField(label=_("By whom"), max_length=100, required=False)
    due_on = DayField(label=_("Due"))


class FollowUpChoice(forms.ModelChoiceField):
    def label_from_instance(self, obj: Any) -> str:
        return str(obj.what)


class FinishFollowUpForm(VerbForm):
    """What came of a promise."""

    key = "interview_id"
    follow_up = FollowUpChoice(label=_("Follow-up"), queryset=InterviewFollowUp.objects.none(), empty_label="")
    done_on = DayField(label=_("Done on"))
    result = text_field(_("Result"), required=True, limit=500)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.target is not None:
            self.fields["follow_up"].queryset = self.target.follow_ups.filter(done_on=None)

    def arguments(self) -> dict[str, Any]:
        data = super().arguments()
        return {"follow_up_id": data.pop("follow_up").pk, **data}


class TargetChoice(forms.ModelChoiceField):
    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.goal}: {obj.target}"


class JudgedRow(RowForm):
    """What came of a target."""

    needed = ("goal", "result", "is_met")
    goal = TargetChoice(
        label=pgettext_lazy("interview", "Target"), queryset=InterviewTarget.objects.none(), widget=forms.HiddenInput
    )
    result = forms.CharField(label=_("Result"), max_length=200)
    is_met = YesNoField(label=_("Target met"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["goal"].queryset = self.form.goals


class CloseForm(RowsForm):
    """The result of every target, at the end of the period."""

    key = "interview_id"
    row_form, rows_name, max_rows = JudgedRow, "results", MAX_TARGETS
    closing = text_field(_("Result of the follow-up"), required=True)
    version = version_field()

    def __init__(self, *args: Any, target: Any = None, **kwargs: Any) -> None:
        kwargs["initial"] = ({"version": target.version} if target else {}) | (kwargs.get("initial") or {})
        super().__init__(*args, target=target, **kwargs)
        self.goals = target.targets.all() if target else InterviewTarget.objects.none()
        self.make_rows([{"goal": row} for row in self.goals])
        for row, goal in zip(self.rows, self.goals, strict=False):
            row.title = f"{goal.goal}: {goal.target}"

    def arguments(self) -> dict[str, Any]:
        rows = [row.cleaned_data for row in self.rows]
        results = [{"target_id": row["goal"].pk, "result": row["result"], "is_met": row["is_met"]} for row in rows]
        return {**super().arguments(), "results": results}
