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


class LetterChannel(TextChoices):
    """How a written visit reaches the customer. The values are those of the channels of visits."""

    LETTER = "letter", _("Letter")
    EMAIL = "email", _("Email")


class VisitKind(TextChoices):
    """Why a customer is visited. Only visits of care count for the cadence of the tier."""

    CARE = "care", _("Follow-up")
    MAINTENANCE = "maintenance", _("Maintenance")
    INSTALLATION = "installation", _("Installation")
