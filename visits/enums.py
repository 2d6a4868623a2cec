"""Choices of visits."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


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


class ExceptionKind(TextChoices):
    """How the visits of a customer differ from what the tier requires."""

    OFTEN = "often", _("More often")
    NOT_BEFORE = "not_before", _("Not before a day")
    NOT_BY_PHONE = "no_phone", _("Not by phone")
    PAUSED = "paused", pgettext_lazy("visits", "Paused")


class ScheduleBasis(TextChoices):
    """Why the next visit is due when it is, or why none is due."""

    CADENCE = "cadence", _("Cadence of the tier")
    OFTEN = "often", _("More often than the tier")
    NOT_BEFORE = "not_before", _("Not before a day")
    PAUSED = "paused", pgettext_lazy("visits", "Paused")
    NO_CADENCE = "no_cadence", _("Tier without a cadence")
    OPTED_OUT = "opted_out", _("Wants no visits")
    ERASED = "erased", _("Data erased")


class RunPurpose(TextChoices):
    """Why the schedules of all customers are computed."""

    CADENCE = "cadence", _("Change of the cadence")
    CHECK = "check", _("Nightly check")
