"""What this app contributes to the apps below it, as plain data."""

from django.utils.translation import gettext_lazy as _

from aftersales.office.permissions import KEEPERS
from aftersales.store.schedule import Job
from aftersales.web.settings_tabs import Tab

from .personal import PERSONAL
from .services.runs import run_due_backups
from .texts import NOTIFICATIONS

__all__ = ["NOTIFICATIONS", "PERSONAL"]

SETTINGS = (
    Tab(
        "backups",
        _("Backups"),
        KEEPERS,
        place=90,
        group="data",
        text=_("Every night automatically, verified by a restore test"),
    ),
)
SCHEDULE = (Job("backups.run", run_due_backups, every=20, place=70),)
