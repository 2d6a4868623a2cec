"""What this app contributes to the apps below it, as plain data."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from aftersales.store.schedule import Job
from aftersales.web.menu import MenuItem
from aftersales.web.numbers import Numbered
from aftersales.web.verbs import VerbsOf

from . import enums, verbs
from .exporting import LISTINGS
from .models import (
    CareAction,
    CareNeed,
    CarePlan,
    CareSuggestion,
    Forum,
    ForumGuest,
    ForumOpinion,
    Visit,
    VisitException,
)
from .personal import PERSONAL, PERSONAL_CODES
from .services.care_reminders import sweep_care_reminders
from .services.care_suggestions import sweep_care_dates
from .services.forum_invitations import CALLED_OFF, INVITED, TOLD, mail_params
from .services.forum_opinions import sweep_opinions
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
        "drafted": _("Drafted"),
        "approved": _("Approved"),
        "from template": _("From a template"),
        "need added": _("Need added"),
        "need changed": _("Need changed"),
        "need removed": _("Need removed"),
        "measured": _("Value recorded"),
        "action added": _("Action added"),
        "done": pgettext_lazy("care action", "Done"),
        "dropped": pgettext_lazy("care action", "Dropped"),
        "spent": _("Cost recorded"),
        "suggested": _("Suggested by a date"),
        "suggestion taken": _("Suggestion added"),
        "suggestion put away": _("Suggestion put away"),
        "on the list": _("Put on the list of guests"),
        "off the list": _("Taken off the list of guests"),
        "guests chosen": _("Guests chosen"),
        "invited": pgettext_lazy("forum", "Invited"),
        "attendance": _("Attendance recorded"),
        "told": pgettext_lazy("forum", "Told"),
        "opinion recorded": _("Opinion recorded"),
        "opinion ticket": _("Opinion became a ticket"),
        "opinion action": _("Opinion became an improvement action"),
        "opinion answered": _("Opinion answered"),
        "opinion declined": _("Opinion declined"),
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
    Job("visits.sweep_care_reminders", sweep_care_reminders, every=60, place=27),
    Job("visits.sweep_care_dates", sweep_care_dates, every=900, place=28),
    Job("visits.sweep_opinions", sweep_opinions, every=60, place=29),
)
MENU = (
    MenuItem("visits", _("Follow-ups"), "cal", place=40, group="work", due=True, also=("/care-plans/", "/forums/")),
    MenuItem("care_plans", _("Care plans"), "star", place=41),
    MenuItem("forums", _("User forums"), "users", place=42),
)
NUMBERS = (
    Numbered("CP", _("Care plans"), _("The next care plan will be %(number)s."), place=46),
    Numbered("UF", _("User forums"), _("The next forum will be %(number)s."), place=47),
)
MAIL_PARAMS = tuple((name, mail_params) for name in (INVITED, CALLED_OFF, TOLD))
API_ENUMS = (
    ("CareActionState", enums.CareActionState),
    ("CareOccasion", enums.CareOccasion),
    ("CarePlanState", enums.CarePlanState),
    ("ForumState", enums.ForumState),
    ("GuestChannel", enums.GuestChannel),
    ("GuestComing", enums.Coming),
    ("GuestGroup", enums.GuestGroup),
    ("GuestLoss", enums.GuestLoss),
    ("OpinionFate", enums.OpinionFate),
    ("CareSuggestionState", enums.SuggestionState),
)
VERBS = (
    VerbsOf(Visit, verbs.VISITS, api="visits"),
    VerbsOf(VisitException, verbs.EXCEPTIONS, api="visit-exceptions"),
    VerbsOf(CarePlan, verbs.PLANS, api="care-plans"),
    VerbsOf(CareNeed, verbs.NEEDS, api="care-needs"),
    VerbsOf(CareAction, verbs.CARE_ACTIONS, api="care-actions"),
    VerbsOf(CareSuggestion, verbs.CARE_SUGGESTIONS, api="care-suggestions"),
    VerbsOf(Forum, verbs.FORUMS, api="forums"),
    VerbsOf(ForumGuest, verbs.GUESTS, api="forum-guests"),
    VerbsOf(ForumOpinion, verbs.OPINIONS, api="forum-opinions"),
)
