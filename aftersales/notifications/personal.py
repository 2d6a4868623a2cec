"""Personal data of this app: its purpose, retention and masking."""

from django.utils.translation import gettext_lazy as _

from aftersales.store.personal import Kind, declare

from .models import Notification

A_YEAR, A_MONTH = 365, 30

PERSONAL = (
    declare(
        Notification,
        purpose=_("To notify users of events, once each."),
        plain="key language template url lease",
        retention=A_YEAR,
        dated="created_at",
        at_least=A_MONTH,
        address=Kind.EMAIL,
        params=Kind.DATA,
    ),
)
PERSONAL_CODES = ("number", "at", "day", "since", "until", "due")
