"""The verbs of training sessions."""

from collections.abc import Callable

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from aftersales.staff.models import User
from aftersales.web.verbs import Verb, table

from ..forms import trainings as forms
from ..models import TrainingSession
from ..presentation.allowed import may_session
from ..services import trainings as services


def _may(what: str) -> Callable[[User, TrainingSession], bool]:
    return lambda user, row: may_session(user, row, timezone.now())[what]


SESSIONS = table(
    Verb(
        "record",
        _("Record results"),
        forms.ResultsForm,
        services.record_results,
        _may("record"),
        _("Results recorded; everyone can see their own"),
    ),
    Verb("enrol", _("Enrol people"), forms.EnrolForm, services.enrol, _may("enrol"), _("Enrolled and notified")),
    Verb(
        "withdraw",
        _("Withdraw someone"),
        forms.WithdrawForm,
        services.withdraw,
        _may("withdraw"),
        _("Enrolment withdrawn"),
    ),
    Verb("retake", _("Record retake"), forms.RetakeForm, services.record_retake, _may("retake"), _("Retake recorded")),
    Verb(
        "certificate",
        _("Add certificate"),
        forms.CertificateForm,
        services.add_certificate,
        _may("certificate"),
        _("Certificate saved"),
    ),
    Verb(
        "change",
        _("Change training"),
        forms.ChangeSessionForm,
        services.change_session,
        _may("change"),
        _("Training saved"),
    ),
    Verb(
        "cancel",
        _("Cancel training"),
        forms.CancelSessionForm,
        services.cancel_session,
        _may("cancel"),
        _("Training cancelled"),
        stop=True,
    ),
)
