"""The verbs of missed calls."""

from collections.abc import Callable

from django.utils.translation import gettext_lazy as _

from aftersales.staff.models import User
from aftersales.web.verbs import Verb, table

from .forms.calls import FinishCallForm, MissedCallForm
from .models import MissedCall
from .permissions.calls import can_call_back
from .rules.calls import MISSED_CALL
from .services import missed_calls


def _moves(action: str) -> Callable[[User, MissedCall], bool]:
    return lambda user, missed: MISSED_CALL.allows(missed.state, action) and can_call_back(user, missed)


def _may_take(user: User, missed: MissedCall) -> bool:
    return missed.taken_by_id != user.pk and _moves("take")(user, missed)


def _may_release(user: User, missed: MissedCall) -> bool:
    return missed.taken_by_id == user.pk and _moves("release")(user, missed)


MISSED_CALLS = table(
    Verb("take", _("I’ll call back"), MissedCallForm, missed_calls.take, _may_take, _("Taken")),
    Verb("release", _("Put back"), MissedCallForm, missed_calls.release, _may_release, _("Back in the queue")),
    Verb("finish", _("Done"), FinishCallForm, missed_calls.finish, _moves("finish"), _("Call closed")),
)
