"""Choices of investigations and actions."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class InvestigationState(TextChoices):
    OPEN = "open", _("Investigating")
    REPORTED = "reported", _("Reported")
    DECIDED = "decided", _("Decided")
    CLOSED = "closed", _("Closed")


class ActionKind(TextChoices):
    CORRECTIVE = "corrective", _("Corrective action")
    PREVENTIVE = "preventive", _("Preventive action")
    IMPROVEMENT = "improvement", _("Improvement measure")


class ActionState(TextChoices):
    OPEN = "open", _("To do")
    DONE = "done", _("Done, to be verified")
    EFFECTIVE = "effective", _("Effective")
    INEFFECTIVE = "ineffective", _("Not effective")
