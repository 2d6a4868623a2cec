"""What the radar contributes to the apps below it, as plain data."""

from typing import Any

from celery.schedules import crontab
from django.utils.translation import gettext_lazy as _

from aftersales.store.schedule import Job
from aftersales.web.menu import MenuItem
from aftersales.web.verbs import VerbsOf

from . import enums, services
from .models import RadarSignal
from .personal import PERSONAL
from .presentation.dashboard import rising
from .texts import NOTIFICATIONS
from .verbs import SIGNALS

__all__ = ["NOTIFICATIONS", "PERSONAL"]

AUDIT: dict[str, Any] = {
    "reasons": {
        "signal found": _("Signal of the radar"),
        "signal past the limit": _("Signal past the limit"),
        "signal ended": _("Back to normal"),
        "signal acknowledge": _("Signal looked at"),
        "signal investigate": _("Signal investigated"),
        "signal dismiss": _("Signal dismissed"),
    },
    "technical": ("counts",),
}
RISING = (rising,)
SCHEDULE = (Job("radar.watch", services.watch, every=crontab(hour=4, minute=10), place=45),)  # at night
MENU = (MenuItem("radar", _("What is rising"), "up", place=151),)
API_ENUMS = (("SignalLevel", enums.Level), ("SignalState", enums.SignalState))
VERBS = (VerbsOf(RadarSignal, SIGNALS, api="radar-signals"),)
