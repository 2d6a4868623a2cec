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

from . import enums
from .exporting import LISTINGS
from .models import MarketNote, StoredReport
from .permissions import SCHEDULE_READERS
from .personal import PERSONAL
from .presentation.columns import COLUMNS
from .queries.checks import changed_contents
from .services import keeping, making
from .texts import NOTIFICATIONS
from .verbs import NOTES, REPORTS

__all__ = ["COLUMNS", "LISTINGS", "NOTIFICATIONS", "PERSONAL"]

AUDIT: dict[str, Any] = {
    "reasons": {
        "report scheduled": pgettext_lazy("report", "Due by its schedule"),
        "report requested": pgettext_lazy("report", "Requested"),
        "figures fixed": pgettext_lazy("report", "Figures fixed and numbered"),
        "report printed": pgettext_lazy("report", "Printed"),
        "report made": pgettext_lazy("report", "Made"),
        "report failed": pgettext_lazy("report", "Attempt failed"),
        "report tried again": pgettext_lazy("report", "Tried again"),
        "report corrected": pgettext_lazy("report", "Correction requested"),
        "market note written": _("Note written"),
        "note files added": _("Files added"),
        "market note withdrawn": pgettext_lazy("market note", "Withdrawn"),
    },
    "technical": ("snapshot",),
}
AUDIT_CHECKS = (changed_contents,)
NUMBERS = (
    Numbered("RP", _("Reports"), _("The next report will be %(number)s."), place=80),
    Numbered("MN", _("Market notes"), _("The next note will be %(number)s."), place=81),
)
SCHEDULE = (
    # Before the jobs that deliver notifications (place 90).
    Job("reports.plan_reports", making.plan_due, every=300, place=70, in_batches=True),
    Job("reports.make_reports", making.make_due, every=60, place=71, in_batches=True),
    Job("reports.check_figures", keeping.check_figures, every=crontab(hour=4, minute=20), place=72),
    Job("reports.keep_figures", keeping.keep_figures, every=60, place=73),
)
SETTINGS = (
    Tab(
        "report_schedules",
        _("Scheduled reports"),
        SCHEDULE_READERS,
        place=75,
        group="company",
        text=_("Which reports are made when, and who gets the link"),
    ),
)
MENU = (
    MenuItem("dashboard", _("Reports"), "chart", place=150, group="records"),
    MenuItem("teams", _("Service quality of teams"), "users", place=152),
    MenuItem("reports", _("Library of reports"), "chart", place=250),
    MenuItem("market_asked", _("What customers asked for"), "chart", place=252),
    MenuItem("market_notes", _("Market notes"), "chart", place=251),
)
API_ENUMS = (
    ("ReportKind", enums.ReportKind),
    ("ReportRhythm", enums.Rhythm),
    ("ReportState", enums.ReportState),
    ("ReportFormat", enums.FileFormat),
    ("MarketNoteKind", enums.NoteKind),
    ("MarketNoteState", enums.NoteState),
    ("MetricUnit", enums.Unit),
)
VERBS = (
    VerbsOf(StoredReport, REPORTS, api="reports"),
    VerbsOf(MarketNote, NOTES, api="market-notes"),
)
