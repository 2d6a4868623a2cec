"""What this app contributes to the apps below it, as plain data."""

from typing import Any

from celery.schedules import crontab
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from aftersales.store.schedule import Job
from aftersales.web.menu import MenuItem
from aftersales.web.settings_tabs import Tab
from aftersales.web.verbs import VerbsOf

from . import verbs
from .enums import ExceptionKind, ScheduleBasis
from .exporting import LISTINGS
from .models import Visit, VisitException
from .permissions import CADENCE_READERS
from .personal import PERSONAL, PERSONAL_CODES
from .services.planning import plan_due
from .services.reminders import sweep_reminders
from .services.schedules import check_schedules, sweep_schedules
from .texts import NOTIFICATIONS

__all__ = ["LISTINGS", "NOTIFICATIONS", "PERSONAL", "PERSONAL_CODES"]

# What the audit log (aftersales/audit/texts) needs to describe entries of this app.
AUDIT: dict[str, Any] = {
    "reasons": {
        "agreed with the customer": _("Agreed with customer"),
        "defaults": _("Initial settings"),
        "fell due": _("Became due"),
        "missed": _("Did not take place"),
        "reassigned": _("Reassigned"),
        "recorded": pgettext_lazy("reason", "Recorded"),
        "schedule changed": _("The due day changed"),
    },
    "details": {
        "customer": _("Customer"),
        "day": _("Date"),
        "reason": _("Reason"),
        "state": _("Status"),
        "region": _("Region"),
    },
    "technical": ("plan_run",),
    "rules": ("visits.cadence",),
}

SETTINGS = (
    Tab(
        "visit_cadences",
        _("Visit cadence"),
        CADENCE_READERS,
        place=58,
        group="handling",
        text=_("How often customers of each tier are visited"),
    ),
)
SCHEDULE = (
    Job("visits.sweep_schedules", sweep_schedules, every=60, place=24),
    Job("visits.check_schedules", check_schedules, every=crontab(hour=3, minute=40), place=23),  # at night
    Job("visits.plan_due", plan_due, every=300, place=25),
    Job("visits.sweep_reminders", sweep_reminders, every=60, place=26),
)
MENU = (MenuItem("visits", _("Follow-ups"), "cal", place=40, group="work", due=True),)
API_ENUMS = (
    ("VisitBasis", ScheduleBasis),
    ("VisitExceptionKind", ExceptionKind),
)
VERBS = (
    VerbsOf(Visit, verbs.VISITS, api="visits"),
    VerbsOf(VisitException, verbs.EXCEPTIONS, api="visit-exceptions"),
)
