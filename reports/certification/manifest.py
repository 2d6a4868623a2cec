"""What this app contributes to the apps below it, as plain data."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from aftersales.store.schedule import Job
from aftersales.web.menu import MenuItem
from aftersales.web.numbers import Numbered
from aftersales.web.settings_tabs import Tab
from aftersales.web.verbs import VerbsOf

from . import enums
from .models import SelfEvaluation, SelfEvaluationItem, Standard
from .permissions import READERS
from .personal import PERSONAL
from .queries.sealed import broken_seals
from .services import evaluations
from .verbs import SELF_EVALUATION_ITEMS, SELF_EVALUATIONS, STANDARDS

__all__ = ["PERSONAL"]

AUDIT: dict[str, Any] = {
    "reasons": {
        "self-evaluation begun": _("Begun"),
        "counted": pgettext_lazy("self-evaluation", "Counted"),
        "does not apply": _("Does not apply"),
        "applies": _("Applies after all"),
        "evidence added": _("Evidence added"),
        "deduction": _("Special deduction"),
        "bonus": _("Special bonus"),
        "taken back": _("Taken back"),
        "sent back": _("Sent back"),
    },
}
AUDIT_CHECKS = (broken_seals,)
NUMBERS = (Numbered("SE", _("Self-evaluations"), _("The next self-evaluation will be %(number)s."), place=90),)
SCHEDULE = (Job("certification.begin_yearly", evaluations.begin_yearly, every=86400, place=95),)
SETTINGS = (
    Tab(
        "standards",
        _("Standards for self-evaluation"),
        READERS,
        place=90,
        group="company",
        text=_("Clauses, points and queries of GB/T 27922 and ISO 10002"),
    ),
)
MENU = (MenuItem("self_evaluations", _("Self-evaluation"), "check", place=245, group="quality"),)
API_ENUMS = (
    ("SelfEvaluationState", enums.SelfEvaluationState),
    ("SelfEvaluationGrade", enums.Grade),
    ("SpecialMarkKind", enums.MarkKind),
    ("EvidenceQuery", enums.Evidence),
)
VERBS = (
    VerbsOf(SelfEvaluation, SELF_EVALUATIONS, api="self-evaluations"),
    VerbsOf(SelfEvaluationItem, SELF_EVALUATION_ITEMS, api="self-evaluation-items"),
    VerbsOf(Standard, STANDARDS, api="standards"),
)
