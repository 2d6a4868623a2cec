"""The verbs of visitors: what the front desk does with a visitor who is waiting or at a counter."""

from collections.abc import Callable

from django.utils.translation import gettext_lazy as _

from aftersales.staff.models import User
from aftersales.web.verbs import Verb, table

from .forms.reception import CounterForm, VisitorForm, VisitorNoteForm
from .models import Visitor
from .permissions.reception import can_receive
from .rules.reception import VISITOR
from .services import reception


def _moves(action: str) -> Callable[[User, Visitor], bool]:
    return lambda user, visitor: VISITOR.allows(visitor.state, action) and can_receive(user)


def _may_greet(user: User, visitor: Visitor) -> bool:
    return visitor.greeted_at is None and _moves("greet")(user, visitor)


VISITORS = table(
    Verb("greet", _("Serve"), VisitorForm, reception.greet, _may_greet, ""),
    Verb("call", _("Call number"), CounterForm, reception.call, _moves("call"), ""),
    Verb("back", _("No-show"), VisitorForm, reception.back, _moves("back"), ""),
    Verb("leave", _("Left"), VisitorNoteForm, reception.leave, _moves("leave"), "", stop=True),
    Verb("finish", _("Close without ticket"), VisitorNoteForm, reception.finish, _moves("finish"), ""),
)
