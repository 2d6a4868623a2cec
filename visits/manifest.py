"""What this app contributes to the apps below it, as plain data."""

from typing import Any

from celery.schedules import crontab
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from aftersales.store.schedule import Job
from aftersales.web.menu import MenuItem
from aftersales.web.numbers import Numbered
from aftersales.web.settings_tabs import Tab
from aftersales.web.verbs import VerbsOf

from . import enums, verbs
from .enums import Decision, ExceptionKind, LetterChannel, Mood, ScheduleBasis, VisitKind
from .exporting import LISTINGS
from .models import (
    CareAction,
    CareNeed,
    CarePlan,
    CareSuggestion,
    Forum,
    ForumGuest,
    ForumOpinion,
    LetterTemplate,
    MaintenancePlan,
    Visit,
    VisitException,
)
from .permissions import CADENCE_READERS, CARE_TEMPLATE_READERS, LOAD_READERS
from .personal import PERSONAL, PERSONAL_CODES
from .presentation.columns import COLUMNS
from .presentation.coverage_words import LATE_WORDS
from .rules.coverage import Late
from .services.care_reminders import sweep_care_reminders
from .services.care_suggestions import sweep_care_dates
from .services.copies import COPY
from .services.copies import mail_params as copy_params
from .services.coverage import keep_coverage
from .services.digests import sweep_digests
from .services.forum_invitations import CALLED_OFF, INVITED, TOLD, mail_params
from .services.forum_opinions import sweep_opinions
from .services.kinds import plan_service_visits
from .services.letters import MAIL
from .services.letters import mail_params as letter_params
from .services.levelling import plan_ahead
from .services.planning import plan_due
from .services.reminders import sweep_reminders
from .services.schedules import check_schedules, sweep_schedules
from .texts import NOTIFICATIONS

__all__ = ["COLUMNS", "LISTINGS", "NOTIFICATIONS", "PERSONAL", "PERSONAL_CODES"]
AUDIT: dict[str, Any] = {
    "reasons": {
        "agreed with the customer": _("Agreed with customer"),
        "copy sent": _("Copy sent to the customer"),
        "defaults": _("Initial settings"),
        "fell due": _("Became due"),
        "missed": _("Did not take place"),
        "reassigned": _("Reassigned"),
        "recorded": pgettext_lazy("reason", "Recorded"),
        "schedule changed": _("The due day changed"),
        "no visit required": _("The tier requires no follow-up any more"),
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
        "handed over": _("Handed over to someone else"),
        "letter template": _("Letter template changed"),
        "letters": _("Customers written to"),
        "installation done": _("Installation done"),
        "maintenance agreed": _("Maintenance agreed"),
        "maintenance done": _("Maintenance done"),
        "manager decides": _("Waits for the manager’s decision"),
        "photo taken": _("Photo added"),
        "signed": pgettext_lazy("reason", "Signed by the customer"),
    },
    "details": {
        "customer": _("Customer"),
        "day": _("Date"),
        "reason": _("Reason"),
        "state": _("Status"),
        "region": _("Region"),
    },
    "technical": ("plan_run",),
    "rules": ("visits.cadence", "visits.visitcapacity", "visits.visitreminderrule", "visits.visitservicerule"),
}
SCHEDULE = (
    Job("visits.sweep_schedules", sweep_schedules, every=60, place=24),
    Job("visits.check_schedules", check_schedules, every=crontab(hour=3, minute=40), place=23),
    Job("visits.plan_due", plan_due, every=300, place=25),
    Job("visits.plan_service_visits", plan_service_visits, every=300, place=27),
    Job("visits.sweep_reminders", sweep_reminders, every=60, place=26),
    Job("visits.sweep_care_reminders", sweep_care_reminders, every=60, place=27),
    Job("visits.sweep_care_dates", sweep_care_dates, every=900, place=28),
    Job("visits.sweep_opinions", sweep_opinions, every=60, place=29),
    Job("visits.keep_coverage", keep_coverage, every=3600, place=29),
    Job("visits.sweep_digests", sweep_digests, every=60, place=27),
    Job("visits.plan_ahead", plan_ahead, every=crontab(hour=3, minute=50), place=28),
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
MAIL_PARAMS = (
    *((name, mail_params) for name in (INVITED, CALLED_OFF, TOLD)),
    (MAIL, letter_params),
    (COPY, copy_params),
)
API_ENUMS = (
    ("VisitBasis", ScheduleBasis),
    ("VisitExceptionKind", ExceptionKind),
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
    ("LetterChannel", LetterChannel),
    ("VisitKind", VisitKind),
    ("VisitMood", Mood),
    ("VisitDecision", Decision),
    ("VisitLateBy", [(str(step), LATE_WORDS[step]) for step in Late]),
)
SETTINGS = (
    Tab(
        "visit_cadences",
        _("Visit cadence"),
        CADENCE_READERS,
        place=58,
        group="handling",
        text=_("How often customers of each tier are visited"),
    ),
    Tab(
        "visit_capacities",
        _("Capacity for follow-ups"),
        LOAD_READERS,
        place=54,
        group="handling",
        text=_("How many visits a rep can make a day and a week"),
    ),
    Tab(
        "visit_service_rules",
        _("Maintenance and installation"),
        CADENCE_READERS,
        place=59,
        group="handling",
        text=_("Within how many days goods are installed, and how often they are maintained"),
    ),
    Tab(
        "care_templates",
        _("Templates of care plans"),
        CARE_TEMPLATE_READERS,
        place=60,
        group="handling",
        text=_("The needs and actions that a new care plan begins with"),
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
    VerbsOf(LetterTemplate, verbs.LETTER_TEMPLATES, api="letter-templates"),
    VerbsOf(MaintenancePlan, verbs.MAINTENANCE, api="maintenance-plans"),
    VerbsOf(VisitException, verbs.EXCEPTIONS, api="visit-exceptions"),
    VerbsOf(CarePlan, verbs.PLANS, api="care-plans"),
    VerbsOf(CareNeed, verbs.NEEDS, api="care-needs"),
    VerbsOf(CareAction, verbs.CARE_ACTIONS, api="care-actions"),
    VerbsOf(CareSuggestion, verbs.CARE_SUGGESTIONS, api="care-suggestions"),
    VerbsOf(Forum, verbs.FORUMS, api="forums"),
    VerbsOf(ForumGuest, verbs.GUESTS, api="forum-guests"),
    VerbsOf(ForumOpinion, verbs.OPINIONS, api="forum-opinions"),
)
