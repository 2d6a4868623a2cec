"""The verbs of investigations."""

from collections.abc import Callable

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from aftersales.staff.models import User
from aftersales.web.verbs import Verb, table

from .. import forms, presentation, services
from ..models import Investigation


def _may(what: str) -> Callable[[User, Investigation], bool]:
    def allowed(user: User, investigation: Investigation) -> bool:
        return bool(presentation.may(user, investigation, list(investigation.reports.all()), timezone.now())[what])

    return allowed


def _may_retry(user: User, investigation: Investigation) -> bool:
    return _may("file")(user, investigation) and any(report.fault for report in investigation.reports.all())


def _may_nudge(user: User, investigation: Investigation) -> bool:
    now = timezone.now()
    wait = presentation.investigation_wait(investigation, list(investigation.reports.all()), user, now)
    return wait is not None and wait.may_remind


INVESTIGATIONS = table(
    Verb(
        "nudge",
        _("Remind them"),
        forms.InvestigationForm,
        services.nudge_investigation,
        _may_nudge,
        _("Reminded"),
    ),
    Verb(
        "team",
        _("Edit team"),
        forms.TeamForm,
        services.set_team,
        _may("edit"),
        _("Team saved"),
        submit=_("Save team"),
    ),
    Verb(
        "plan",
        _("Severity and plan"),
        forms.PlanForm,
        services.set_plan,
        _may("edit"),
        _("Plan saved"),
        submit=_("Save"),
    ),
    Verb(
        "stand-down",
        _("Stand down"),
        forms.StandDownForm,
        services.stand_down,
        _may("edit"),
        _("Recorded who stands down"),
        submit=_("Record"),
    ),
    Verb(
        "add-photos",
        _("Add a photo"),
        forms.PhotoForm,
        services.add_photos,
        _may("photo"),
        _("Photo added"),
    ),
    Verb(
        "identify",
        _("Product identification"),
        forms.IdentificationForm,
        services.save_identification,
        _may("edit"),
        _("Identification saved"),
        submit=_("Save"),
    ),
    Verb(
        "whys", _("Five whys"), forms.WhysForm, services.save_whys, _may("edit"), _("Five whys saved"), submit=_("Save")
    ),
    Verb(
        "causes",
        _("Possible causes"),
        forms.CausesForm,
        services.save_causes,
        _may("edit"),
        _("Causes saved"),
        submit=_("Save"),
    ),
    Verb(
        "file-report",
        _("Submit report"),
        forms.ReportForm,
        services.file_report,
        _may("file"),
        _("Report filed; it’s being generated and you can leave this page"),
    ),
    Verb("sign-report", _("Sign"), forms.ReportVersionForm, services.sign_report, _may("sign"), _("Report signed")),
    Verb(
        "retry-report",
        _("Regenerate"),
        forms.ReportVersionForm,
        services.retry_report,
        _may_retry,
        _("Regenerating report"),
    ),
    Verb(
        "decide",
        _("Record decision"),
        forms.DecisionForm,
        services.record_decision,
        _may("decide"),
        _("Decision recorded"),
    ),
    Verb(
        "send-back",
        _("Return for changes"),
        forms.ReasonForm,
        services.send_back_investigation,
        _may("send_back"),
        _("Returned for changes"),
        stop=True,
    ),
    Verb(
        "reopen",
        _("Reopen investigation"),
        forms.ReasonForm,
        services.reopen_investigation,
        _may("reopen"),
        _("Investigation reopened"),
        stop=True,
    ),
    Verb(
        "close",
        _("Close investigation"),
        forms.InvestigationForm,
        services.close_investigation,
        _may("close"),
        _("The investigation is closed."),
    ),
)


# Verbs that only the page of an investigation offers. In the API an action is created at `actions`.
ON_PAGE = table(
    Verb(
        "add-action",
        _("Add action"),
        forms.NewActionForm,
        services.add_action,
        _may("add_action"),
        _("Action has been assigned"),
        submit=_("Assign action"),
    ),
    Verb(
        "contain",
        _("Add containment"),
        forms.ContainForm,
        services.add_action,
        _may("add_action"),
        _("Containment has been assigned"),
        submit=_("Assign containment"),
    ),
    Verb(
        "recover",
        _("Claim from supplier"),
        forms.RecoveryForm,
        services.add_action,
        _may("add_action"),
        _("Recovery has been assigned"),
        submit=_("Assign recovery"),
    ),
)
