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
from .exporting import LISTINGS
from .models import Visit, VisitException
from .permissions import LOAD_READERS
from .personal import PERSONAL, PERSONAL_CODES
from .services.digests import sweep_digests
from .services.levelling import plan_ahead
from .services.planning import plan_due
from .services.reminders import sweep_reminders
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
    },
    "details": {
        "customer": _("Customer"),
        "day": _("Date"),
        "reason": _("Reason"),
        "state": _("Status"),
        "region": _("Region"),
    },
    "technical": ("plan_run",),
    "rules": ("visits.cadence", "visits.visitcapacity", "visits.visitreminderrule"),
}

SCHEDULE = (
    Job("visits.plan_due", plan_due, every=300, place=25),
    Job("visits.sweep_reminders", sweep_reminders, every=60, place=26),
    Job("visits.sweep_digests", sweep_digests, every=60, place=27),
    Job("visits.plan_ahead", plan_ahead, every=crontab(hour=3, minute=50), place=28),  # at night
)
MENU = (MenuItem("visits", _("Follow-ups"), "cal", place=40, group="work", due=True),)
SETTINGS = (
    Tab(
        "visit_capacities",
        _("Capacity for follow-ups"),
        LOAD_READERS,
        place=54,
        group="handling",
        text=_("How many visits a rep can make a day and a week"),
    ),
    Tab(
        "visit_reminders",
        _("Reminders of follow-ups"),
        LOAD_READERS,
        place=55,
        group="handling",
        text=_("When the daily digest is sent, and when an overdue visit climbs"),
    ),
)
VERBS = (
    VerbsOf(Visit, verbs.VISITS, api="visits"),
    VerbsOf(VisitException, verbs.EXCEPTIONS, api="visit-exceptions"),
)
