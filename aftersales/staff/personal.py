"""The personal data of users."""

from axes.models import AccessAttempt, AccessFailureLog, AccessLog
from django.utils.translation import gettext_lazy as _

from aftersales.store.personal import Kind, declare

from . import models as m

GUARDING = _("To notice attempts to guess passwords.")
HALF_A_YEAR, A_MONTH = 180, 30  # half a year is usual for network logs
WORKING = _("To know who works here and who did what.")

# django-axes writes them. They count failed sign-ins for a quarter of an hour only.
LOGS = (
    (AccessAttempt, _("Failed sign-in")),
    (AccessFailureLog, _("Log of failed sign-ins")),
    (AccessLog, _("Log of sign-ins")),
)
PERSONAL = (
    declare(m.Department, plain="name name_en code"),
    declare(m.Region, plain="name name_en code"),
    declare(m.Outlet, plain="name name_en address phone"),
    declare(
        m.User,
        purpose=WORKING,
        is_searched=False,
        plain="password username language columns",
        name=Kind.NAME,
        name_en=Kind.NAME,
        email=Kind.EMAIL,
        phone=Kind.PHONE,
    ),
    declare(m.StandIn, plain="reason"),
    declare(m.ApiToken, plain="label prefix digest"),
    declare(
        m.SignIn,
        purpose=_("To show users where they are signed in."),
        plain="session",
        retention=HALF_A_YEAR,
        dated="started_at",
        at_least=A_MONTH,
        agent=Kind.TEXT,
    ),
    *(
        declare(
            model,
            purpose=GUARDING,
            called=label,
            retention=HALF_A_YEAR,
            dated="attempt_time",
            at_least=A_MONTH,
            is_searched=False,
            username=Kind.NAME,
        )
        for model, label in LOGS
    ),
)
