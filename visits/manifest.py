"""What this app contributes to the apps below it, as plain data."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from aftersales.store.schedule import Job
from aftersales.web.menu import MenuItem
from aftersales.web.verbs import VerbsOf

from . import verbs
from .exporting import LISTINGS
from .models import Visit, VisitException
from .personal import PERSONAL, PERSONAL_CODES
from .presentation.coverage_words import LATE_WORDS
from .rules.coverage import Late
from .services.coverage import keep_coverage
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
    "rules": ("visits.cadence",),
}

SCHEDULE = (
    Job("visits.plan_due", plan_due, every=300, place=25),
    Job("visits.sweep_reminders", sweep_reminders, every=60, place=26),
    Job("visits.keep_coverage", keep_coverage, every=3600, place=27),  # does nothing if the quarter is kept already
)
MENU = (MenuItem("visits", _("Follow-ups"), "cal", place=40, group="work", due=True),)
VERBS = (
    VerbsOf(Visit, verbs.VISITS, api="visits"),
    VerbsOf(VisitException, verbs.EXCEPTIONS, api="visit-exceptions"),
)
API_ENUMS = (("VisitLateBy", [(str(step), LATE_WORDS[step]) for step in Late]),)
