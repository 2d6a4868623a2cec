"""The verbs of actions."""

from collections.abc import Callable

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from aftersales.staff.models import User
from aftersales.web.verbs import Verb, table

from .. import forms, presentation, services
from ..models import Action


def _may_on_action(what: str) -> Callable[[User, Action], bool]:
    return lambda user, action: presentation.may_action(user, action)[what]


def _may_nudge(user: User, action: Action) -> bool:
    wait = presentation.action_wait(action, user, timezone.now())
    return wait is not None and wait.may_remind


ACTIONS = table(
    Verb("nudge", _("Remind them"), forms.ActionForm, services.nudge_action, _may_nudge, _("Reminded")),
    Verb(
        "complete",
        _("Mark as done"),
        forms.EvidenceForm,
        services.complete_action,
        _may_on_action("complete"),
        _("Done. Someone else judges whether it worked"),
    ),
    Verb(
        "verify",
        _("Judge effectiveness"),
        forms.VerifyForm,
        services.verify_action,
        _may_on_action("verify"),
        _("Judgement recorded"),
        submit=_("Record judgement"),
    ),
    Verb(
        "resume",
        _("Redo"),
        forms.ResumeForm,
        services.resume_action,
        _may_on_action("resume"),
        _("Action reopened"),
        submit=_("Reopen action"),
    ),
    Verb(
        "follow-up",
        _("Add follow-up action"),
        forms.FollowUpForm,
        services.follow_up_action,
        _may_on_action("follow_up"),
        _("Follow-up action assigned"),
        submit=_("Assign action"),
    ),
    Verb(
        "dismiss",
        _("Another problem"),
        forms.DismissForm,
        services.dismiss_recurrence,
        _may_on_action("dismiss"),
        _("Dismissed"),
        submit=_("Dismiss"),
    ),
    Verb(
        "send-letter",
        _("Record letter"),
        forms.LetterForm,
        services.record_letter,
        _may_on_action("claim"),
        _("Letter recorded"),
    ),
    Verb(
        "answer",
        _("Record answer"),
        forms.AnswerForm,
        services.record_answer,
        _may_on_action("claim"),
        _("Answer recorded"),
    ),
    Verb(
        "receive",
        _("Record payment"),
        forms.PaymentForm,
        services.record_payment,
        _may_on_action("receive"),
        _("Payment recorded"),
    ),
    Verb(
        "cancel",
        _("Cancel action"),
        forms.CancelForm,
        services.cancel_action,
        _may_on_action("cancel"),
        _("Action cancelled"),
        stop=True,
    ),
)
