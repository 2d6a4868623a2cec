"""What this app contributes to the apps below it, as plain data."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from aftersales.store.schedule import Job
from aftersales.web.menu import MenuItem

from .enums import QuestionKind, SurveyKind
from .exporting import LISTINGS
from .personal import PERSONAL
from .services import grading
from .services.invitations import mail_params
from .texts import NOTIFICATIONS

__all__ = ["LISTINGS", "NOTIFICATIONS", "PERSONAL"]

# What the audit log (aftersales/audit/texts) needs to describe entries of this app.
AUDIT: dict[str, Any] = {
    "reasons": {
        "customer erased": _("Customer erased"),
        "invited": _("Invited"),
        "link sent again": _("Link resent"),
        "ticket taken up again": _("Ticket reopened"),
        "not solved": _("Not solved"),
    },
    "details": {
        "number": _("Number"),
        "region": _("Region"),
        "state": _("Status"),
    },
    "rules": ("surveys.questionnaire",),
}

MAIL_PARAMS = (("survey_invitation", mail_params),)
SCHEDULE = (Job("surveys.sweep_grades", grading.sweep, every=30, place=20, in_batches=True),)
MENU = (
    MenuItem("surveys", _("Satisfaction"), "smile", place=140, group="records"),
    MenuItem("responses", _("Survey responses"), "smile", place=240),
)
API_ENUMS = (("QuestionKind", QuestionKind), ("SurveyKind", SurveyKind))
