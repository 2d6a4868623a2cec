"""The verbs of call-backs."""

from django.utils.translation import gettext_lazy as _

from aftersales.staff.models import User
from aftersales.web.verbs import Verb, table

from ..forms import call_backs as forms
from ..models import CallBack
from ..permissions import can_call, can_give
from ..services import call_backs as services


def _may_call(user: User, row: CallBack) -> bool:
    return row.done_at is None and can_call(user, row)


def _may_give(user: User, row: CallBack) -> bool:
    return row.done_at is None and can_give(user)


CALL_BACKS = table(
    Verb(
        "finish",
        _("Record call"),
        forms.FinishForm,
        services.finish_call_back,
        _may_call,
        _("Call recorded"),
    ),
    Verb(
        "try-again",
        _("Could not be reached"),
        forms.TryAgainForm,
        services.try_again,
        _may_call,
        _("Recorded. The call is due again within the next working hours"),
    ),
    Verb(
        "give",
        _("Give to somebody else"),
        forms.GiveForm,
        services.give_call_back,
        _may_give,
        _("Call given"),
        submit=_("Give call"),
    ),
)
