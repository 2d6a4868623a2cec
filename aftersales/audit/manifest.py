"""What this app contributes to the apps below it, as plain data."""

from django.utils.translation import gettext_lazy as _

from aftersales.store.schedule import Job
from aftersales.web.list_columns import Column, ColumnsOf
from aftersales.web.menu import MenuItem

from .enums import AccessKind, SealKind
from .exporting import LISTINGS
from .models import AccessLogEntry
from .personal import PERSONAL
from .queries.seals import Sealed
from .services.seals import seal_all, verify_daily
from .texts.notifications import NOTIFICATIONS

__all__ = ["LISTINGS", "NOTIFICATIONS", "PERSONAL"]

SEALED = (Sealed(AccessLogEntry),)
# Sealing comes last, so that it covers what the other jobs have written.
SCHEDULE = (
    Job("audit.seal", seal_all, every=60, place=80),
    Job("audit.verify", verify_daily, every=3600, place=81),  # does nothing if it has already run today
)
COLUMNS = (
    ColumnsOf(
        "access_log",
        (
            Column("at", _("Date and time"), css="fit", orders=("-at", "at")),
            Column("person", _("Person"), css="fit"),
            Column("kind", _("Type"), css="fit"),
            Column("about", _("Related to"), css="subject"),
            Column("reason", _("Reason")),
            Column("count", _("Records"), css="fit c-860", is_number=True),
        ),
        always="about",
    ),
)
MENU = (MenuItem("audit", _("Audit log"), "lock", place=160, group="records"),)
API_ENUMS = (("AccessKind", AccessKind), ("SealKind", SealKind))
