"""Choices of visits."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class VisitState(TextChoices):
    PLANNED = "planned", _("Planned")
    DONE = "done", _("Completed")
    MISSED = "missed", _("Did not take place")
    CANCELLED = "cancelled", _("Cancelled")


class VisitOutcome(TextChoices):
    """The outcome of a visit, chosen with one tap (V3)."""

    FINE = "fine", _("No complaint")
    REQUEST = "request", _("Has a request")
    PROBLEM = "problem", _("Has a problem")


class Mood(TextChoices):
    """How the customer spoke, chosen with one tap. The outcome follows from it if nobody chose one."""

    PLEASED = "pleased", _("Satisfied")
    NEUTRAL = "neutral", _("Neutral")
    CRITICAL = "critical", _("Has objections")
    COMPLAINING = "complaint", _("Wants to complain")


class Decision(TextChoices):
    """What the manager decides after three visits that did not take place."""

    AGAIN = "again", _("Try again")
    PAUSE = "pause", _("Pause until")
