"""What this app contributes to the apps below it, as plain data."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from aftersales.store.schedule import Job
from aftersales.web.menu import MenuItem
from aftersales.web.numbers import Numbered
from aftersales.web.settings_tabs import Tab
from aftersales.web.verbs import VerbsOf

from . import enums
from .exporting import LISTINGS
from .models import Evaluation, Interview, Recognition, TrainingSession
from .permissions import SEE_ALL_TRAINING
from .personal import PERSONAL
from .presentation.columns import COLUMNS
from .services import due, evaluations, following
from .texts import NOTIFICATIONS
from .verbs import EVALUATIONS, INTERVIEWS, RECOGNITIONS, SESSIONS

__all__ = ["COLUMNS", "LISTINGS", "NOTIFICATIONS", "PERSONAL"]

AUDIT: dict[str, Any] = {
    "reasons": {
        "training planned": pgettext_lazy("training", "Planned"),
        "changed": _("Changed"),
        "cancelled": pgettext_lazy("reason", "Cancelled"),
        "enrolled": _("Enrolled"),
        "enrolment withdrawn": _("Enrolment withdrawn"),
        "results recorded": pgettext_lazy("people", "Results recorded"),
        "assessed": _("Assessed"),
        "certificate": _("Certificate added"),
        "noticed": _("Notified"),
        "prepared": pgettext_lazy("people", "Prepared"),
        "record written": _("Record written"),
        "targets": _("Targets agreed"),
        "dissent": _("Different view written"),
        "signed": pgettext_lazy("people", "Signed"),
        "both agreed": pgettext_lazy("interview", "Agreed"),
        "follow-up planned": _("Follow-up added"),
        "followed up": _("Followed up"),
        "judged": _("Targets judged"),
        "closed": pgettext_lazy("reason", "Closed"),
        "recognition proposed": _("Proposed"),
        "commented": _("Commented"),
        "decided": _("Decided"),
        "recognition declined": pgettext_lazy("recognition", "Declined"),
        "evaluation begun": _("Begun"),
        "noted": _("Finding noted"),
    },
    # Only those who take part in an interview may know of it; the seals cover its rows all the same.
    "private": ("people.interview", "people.interviewtarget", "people.interviewfollowup"),
}
NUMBERS = (
    Numbered("TR", _("Trainings"), _("The next training will be %(number)s."), place=70),
    Numbered("IV", _("Service quality interviews"), _("The next interview will be %(number)s."), place=71),
    Numbered("RG", _("Recognitions and corrections"), _("The next one will be %(number)s."), place=72),
    Numbered("EV", _("Evaluations of the rules"), _("The next evaluation will be %(number)s."), place=73),
)
SCHEDULE = (
    Job("people.refresh_due", due.refresh_all, every=3600, place=30),
    Job("people.remind_due", due.remind_due, every=3600, place=31, in_batches=True),
    Job("people.remind_late", due.remind_late, every=3600, place=32, in_batches=True),
    Job("people.remind_follow_ups", following.remind_follow_ups, every=3600, place=33, in_batches=True),
    Job("people.begin_evaluation", evaluations.begin_first, every=86400, place=34),
    Job("people.remind_evaluations", evaluations.remind_evaluations, every=3600, place=35, in_batches=True),
)
SETTINGS = (
    Tab(
        "courses",
        _("Courses"),
        SEE_ALL_TRAINING,
        place=66,
        group="company",
        text=_("What people are trained and assessed in, for which roles and how often"),
    ),
)
MENU = (
    MenuItem("people", _("People"), "school", place=90, group="records"),
    MenuItem("trainings", _("Trainings"), "school", place=240),
    MenuItem("interviews", _("Service quality interviews"), "users", place=241),
    MenuItem("recognitions", _("Recognition and correction"), "star", place=242),
    MenuItem("evaluations", _("Evaluation of the communication rules"), "check", place=243),
)
API_ENUMS = (
    ("TrainingState", enums.SessionState),
    ("TrainingResult", enums.Result),
    ("InterviewState", enums.InterviewState),
    ("RecognitionKind", enums.RecognitionKind),
    ("RecognitionState", enums.RecognitionState),
    ("EvaluationState", enums.EvaluationState),
    ("RuleVerdict", enums.Verdict),
)
VERBS = (
    VerbsOf(TrainingSession, SESSIONS, api="trainings"),
    VerbsOf(Interview, INTERVIEWS, api="interviews"),
    VerbsOf(Recognition, RECOGNITIONS, api="recognitions"),
    VerbsOf(Evaluation, EVALUATIONS, api="evaluations"),
)
