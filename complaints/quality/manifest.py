"""What this app contributes to the apps below it, as plain data."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from aftersales.store.schedule import Job
from aftersales.web.menu import MenuItem
from aftersales.web.numbers import Numbered
from aftersales.web.verbs import VerbsOf

from . import enums, services
from .exporting import LISTINGS
from .models import Action, Investigation
from .personal import PERSONAL
from .presentation import ticket_section
from .texts import EVENTS, NOTIFICATIONS
from .verbs import ACTIONS, INVESTIGATIONS, ON_PAGE

__all__ = ["LISTINGS", "NOTIFICATIONS", "PERSONAL"]

# What the audit log (aftersales/audit/texts) needs to describe entries of this app.
AUDIT: dict[str, Any] = {
    "reasons": {
        "effective": _("Effective"),
        "evidence": _("Evidence added"),
        "findings": _("Findings entered"),
        "given": _("Action assigned"),
        "ineffective": _("Not effective"),
        "investigation_closed": _("Quality investigation closed"),
        "investigation_decided": _("Decision recorded on quality investigation"),
        "investigation_reassigned": _("Quality investigation reassigned"),
        "investigation_opened": _("Quality investigation opened"),
        "investigation_reopen": _("Quality investigation reopened"),
        "investigation_reported": _("Quality investigation report filed"),
        "investigation_rework": _("Quality investigation continued"),
        "filed": pgettext_lazy("reason", "Filed"),
        "print again": _("Reprinted"),
        "printed": _("Printed"),
        "reported": _("Reported"),
        "rework": _("Resumed"),
        "signed": _("Signed"),
        "team": _("Team changed"),
    },
    "technical": ("content_hash", "render_at"),
}

TICKET_EVENTS = tuple(EVENTS.items())
TICKET_SECTIONS = (ticket_section,)
NUMBERS = (
    Numbered("QI", _("Quality investigations"), _("The next investigation will be %(number)s."), place=30),
    Numbered("AC", _("Corrective and preventive actions"), _("The next action will be %(number)s."), place=40),
)
SCHEDULE = (
    Job("quality.render_report", services.render_due_reports, every=3, place=40, in_batches=True),
    Job("quality.remind_actions", services.remind_overdue_actions, every=300, place=41),
)
MENU = (
    MenuItem("investigations", _("Quality"), "flask", place=130, group="records"),
    MenuItem("actions", _("Corrective and preventive actions"), "check", place=230),
)
API_ENUMS = (
    ("ActionKind", enums.ActionKind),
    ("ActionState", enums.ActionState),
    ("InvestigationState", enums.InvestigationState),
)
VERBS = (
    VerbsOf(Investigation, INVESTIGATIONS, api="investigations"),
    VerbsOf(Investigation, ON_PAGE),
    VerbsOf(Action, ACTIONS, api="actions"),
)
