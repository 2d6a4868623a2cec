"""The verbs of objections."""

from collections.abc import Callable

from django.utils.translation import gettext_lazy as _

from aftersales.staff.models import User
from aftersales.web.verbs import Verb, table

from ..forms import objections as forms
from ..models import Objection
from ..permissions import objections as permissions
from ..rules.workflow import OBJECTION
from ..services import objections as services


def _examines(action: str) -> Callable[[User, Objection], bool]:
    return lambda user, row: OBJECTION.allows(row.state, action) and permissions.can_have_examined(user)


def _settles(action: str) -> Callable[[User, Objection], bool]:
    return lambda user, row: OBJECTION.allows(row.state, action) and permissions.can_settle(user, row)


OBJECTIONS = table(
    Verb(
        "send",
        _("Send to inspection body"),
        forms.SendForm,
        services.send_objection,
        _examines("send"),
        _("With the inspection body"),
        submit=_("Send"),
    ),
    Verb(
        "verdict",
        _("Record verdict"),
        forms.VerdictForm,
        services.record_verdict,
        _examines("record_verdict"),
        _("Verdict recorded. Tell the customer"),
    ),
    Verb(
        "agree",
        _("Customer accepts the verdict"),
        forms.SettleForm,
        services.agree_verdict,
        _settles("agree"),
        _("Objection settled"),
        submit=_("Settle"),
    ),
    Verb(
        "decline",
        _("Customer does not accept it"),
        forms.SettleForm,
        services.decline_verdict,
        _settles("decline"),
        _("Recorded. The verdict stays final"),
        submit=_("Record"),
        stop=True,
    ),
    Verb(
        "concede",
        _("Accept the objection"),
        forms.ConcedeForm,
        services.concede_objection,
        _examines("concede"),
        _("Objection accepted"),
        submit=_("Accept"),
    ),
    Verb(
        "withdraw",
        _("Customer withdraws it"),
        forms.WithdrawObjectionForm,
        services.withdraw_objection,
        _settles("withdraw"),
        _("Objection withdrawn"),
        submit=_("Record"),
        stop=True,
    ),
)
