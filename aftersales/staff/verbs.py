"""The verbs of accounts and stand-ins."""

from __future__ import annotations

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from aftersales.store.dates import company_date
from aftersales.web.verbs import Verb, table

from .forms.own import StandInVerbForm
from .forms.people import DeactivateForm, ReassignForm, UserVerbForm
from .models import StandIn, User
from .permissions import can_administer, can_arrange
from .queries import stand_in_state
from .queries.people import is_locked
from .rules.offboarding import going
from .services import people, stand_ins
from .signals import open_work_of


def _active(user: User, row: User) -> bool:
    return can_administer(user) and row.is_active


def _active_other(user: User, row: User) -> bool:
    return _active(user, row) and row.pk != user.pk


def _has_open_work(user: User, row: User) -> bool:
    return can_administer(user) and not row.is_active and bool(going(open_work_of(row), None))


def _can_end(user: User, row: StandIn) -> bool:
    return stand_in_state(row, company_date(timezone.now())) in {"planned", "running"} and can_arrange(user, row.absent)


USERS = table(
    Verb(
        "reset-password",
        _("Reset password"),
        UserVerbForm,
        people.reset_password,
        _active_other,
        _("Password has been reset"),
        stop=True,
    ),
    Verb(
        "sign-out",
        _("Sign out everywhere"),
        UserVerbForm,
        people.sign_out_everywhere,
        _active,
        _("Signed out everywhere"),
    ),
    Verb(
        "unlock",
        _("Unlock"),
        UserVerbForm,
        people.unlock_user,
        lambda user, row: can_administer(user) and is_locked(row),
        _("Unlocked"),
    ),
    Verb(
        "disable",
        _("Deactivate"),
        DeactivateForm,
        people.disable_user,
        _active_other,
        _("Account deactivated"),
        submit=_("Deactivate account"),
        stop=True,
    ),
    Verb(
        "enable",
        _("Activate"),
        UserVerbForm,
        people.enable_user,
        lambda user, row: can_administer(user) and not row.is_active,
        _("Account activated"),
        submit=_("Activate account"),
    ),
    Verb("reassign", _("Reassign"), ReassignForm, people.reassign_rest, _has_open_work, _("Work reassigned")),
)
STAND_INS = table(
    Verb("end", _("End now"), StandInVerbForm, stand_ins.end, _can_end, _("%(deputy)s is no longer a stand-in"))
)
