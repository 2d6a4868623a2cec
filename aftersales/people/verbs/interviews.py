"""The verbs of interviews."""

from collections.abc import Callable

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from aftersales.staff.models import User
from aftersales.web.verbs import Verb, table

from ..forms import interviews as forms
from ..models import Interview
from ..presentation.allowed import may_interview
from ..services import following, interviews


def _may(what: str) -> Callable[[User, Interview], bool]:
    return lambda user, row: may_interview(user, row, timezone.now())[what]


INTERVIEWS = table(
    Verb(
        "sign",
        _("Sign and confirm"),
        forms.SignForm,
        interviews.sign,
        _may("sign"),
        _("Signed"),
    ),
    Verb(
        "dissent",
        _("Write different view"),
        forms.DissentForm,
        interviews.dissent,
        _may("dissent"),
        _("Your view stays with the record"),
    ),
    Verb(
        "record",
        _("Write record"),
        forms.RecordForm,
        interviews.record_interview,
        _may("record"),
        _("Record written; both sign it next"),
    ),
    Verb(
        "prepare-own",
        _("Prepare interview"),
        forms.PrepareOwnForm,
        interviews.prepare_own,
        _may("prepare_own"),
        _("Preparation saved"),
    ),
    Verb(
        "prepare-lead",
        _("Prepare interview"),
        forms.PrepareLeadForm,
        interviews.prepare_lead,
        _may("prepare_lead"),
        _("Preparation saved"),
    ),
    Verb(
        "follow-up",
        _("Add follow-up"),
        forms.FollowUpForm,
        interviews.plan_follow_up,
        _may("follow_up"),
        _("Follow-up added"),
    ),
    Verb(
        "finish",
        _("Record follow-up"),
        forms.FinishFollowUpForm,
        following.finish_follow_up,
        _may("finish"),
        _("Follow-up recorded"),
    ),
    Verb(
        "close",
        _("Judge targets"),
        forms.CloseForm,
        following.close_interview,
        _may("close"),
        _("Targets judged; the interview is finished"),
    ),
    Verb(
        "change",
        _("Change interview"),
        forms.ChangeInterviewForm,
        interviews.change_interview,
        _may("change"),
        _("Interview saved"),
    ),
    Verb(
        "cancel",
        _("Cancel interview"),
        forms.CancelInterviewForm,
        interviews.cancel_interview,
        _may("cancel"),
        _("Interview cancelled"),
        stop=True,
    ),
)
