"""The verbs of rounds and their exclusions."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from aftersales.web.verbs import Verb, table

from ..forms.rounds import ChangePlanForm, DecideExclusionForm, ExcludeForm, TestMailForm
from ..permissions import can_change_plan, can_decide_exclusion, can_propose_exclusion, can_send_test_mail
from ..services.exclusions import agree_to_exclusion, propose_exclusion, refuse_exclusion
from ..services.rounds import change_plan
from ..services.test_mails import send_test_mail

ROUNDS = table(
    Verb(
        "change-plan",
        _("Change the plan"),
        ChangePlanForm,
        change_plan,
        can_change_plan,
        _("The plan is changed"),
        submit=_("Save"),
    ),
    Verb(
        "propose-exclusion",
        _("Propose an exclusion"),
        ExcludeForm,
        propose_exclusion,
        can_propose_exclusion,
        _("Proposed; a second person decides"),
        submit=_("Propose"),
    ),
    Verb(
        "test-mail",
        _("Test mail to myself"),
        TestMailForm,
        send_test_mail,
        can_send_test_mail,
        _("The test mail is on its way to you"),
        submit=_("Send"),
    ),
)
EXCLUSIONS = table(
    Verb(
        "agree",
        pgettext_lazy("exclusion", "Agree"),
        DecideExclusionForm,
        agree_to_exclusion,
        can_decide_exclusion,
        _("The customer is left out of this round"),
    ),
    Verb(
        "refuse",
        pgettext_lazy("exclusion", "Refuse"),
        DecideExclusionForm,
        refuse_exclusion,
        can_decide_exclusion,
        _("The customer stays in the frame"),
        stop=True,
    ),
)
