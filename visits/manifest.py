"""What this app contributes to the apps below it, as plain data."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from aftersales.store.schedule import Job
from aftersales.web.menu import MenuItem
from aftersales.web.verbs import VerbsOf

from . import verbs
from .enums import LetterChannel, VisitKind
from .exporting import LISTINGS
from .models import LetterTemplate, MaintenancePlan, Visit, VisitException
from .personal import PERSONAL, PERSONAL_CODES
from .services.kinds import plan_service_visits
from .services.letters import MAIL, mail_params
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
        "handed over": _("Handed over to someone else"),
        "letter template": _("Letter template changed"),
        "letters": _("Customers written to"),
        "installation done": _("Installation done"),
        "maintenance agreed": _("Maintenance agreed"),
        "maintenance done": _("Maintenance done"),
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

MAIL_PARAMS = ((MAIL, mail_params),)
SCHEDULE = (
    Job("visits.plan_due", plan_due, every=300, place=25),
    Job("visits.plan_service_visits", plan_service_visits, every=300, place=27),
    Job("visits.sweep_reminders", sweep_reminders, every=60, place=26),
)
MENU = (MenuItem("visits", _("Follow-ups"), "cal", place=40, group="work", due=True),)
VERBS = (
    VerbsOf(Visit, verbs.VISITS, api="visits"),
    VerbsOf(LetterTemplate, verbs.LETTER_TEMPLATES, api="letter-templates"),
    VerbsOf(MaintenancePlan, verbs.MAINTENANCE, api="maintenance-plans"),
    VerbsOf(VisitException, verbs.EXCEPTIONS, api="visit-exceptions"),
)

API_ENUMS = (("LetterChannel", LetterChannel), ("VisitKind", VisitKind))
