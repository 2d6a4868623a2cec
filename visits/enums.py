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


class LetterChannel(TextChoices):
    """How a written visit reaches the customer. The values are those of the channels of visits."""

    LETTER = "letter", _("Letter")
    EMAIL = "email", _("Email")


class VisitKind(TextChoices):
    """Why a customer is visited. Only visits of care count for the cadence of the tier."""

    CARE = "care", _("Follow-up")
    MAINTENANCE = "maintenance", _("Maintenance")
    INSTALLATION = "installation", _("Installation")


class CarePlanState(TextChoices):
    DRAFT = "draft", pgettext_lazy("care plan", "Draft")
    RUNNING = "running", pgettext_lazy("care plan", "Running")
    CLOSED = "closed", pgettext_lazy("care plan", "Closed")
    CANCELLED = "cancelled", pgettext_lazy("care plan", "Cancelled")


class CareActionState(TextChoices):
    OPEN = "open", pgettext_lazy("care action", "To do")
    DONE = "done", pgettext_lazy("care action", "Done")
    DROPPED = "dropped", pgettext_lazy("care action", "Dropped")


class CareOccasion(TextChoices):
    """The date that suggests an action of a care plan."""

    SINCE = "since", _("Anniversary as a customer")
    PURCHASE = "purchase", _("Anniversary of the first purchase")
    INSTALLATION = "installation", _("Anniversary of an installation")
    SERVICE = "service", _("Service after half a year")
    WARRANTY = "warranty", _("End of a warranty")


class SuggestionState(TextChoices):
    OFFERED = "offered", pgettext_lazy("suggested action", "Offered")
    TAKEN = "taken", pgettext_lazy("suggested action", "Added")
    PUT_AWAY = "put_away", pgettext_lazy("suggested action", "Put away")


class ForumState(TextChoices):
    PLANNED = "planned", pgettext_lazy("forum", "Planned")
    HELD = "held", pgettext_lazy("forum", "Follow-up")
    CLOSED = "closed", pgettext_lazy("forum", "Closed")
    CANCELLED = "cancelled", pgettext_lazy("forum", "Cancelled")


class GuestChannel(TextChoices):
    """How a guest of a forum is invited."""

    EMAIL = "email", _("Email")
    LETTER = "letter", _("Letter")
    PHONE = "phone", _("Phone")


class GuestGroup(TextChoices):
    """Whom a guest of a forum stands for."""

    IMPORTANT = "important", _("Important customers")
    LONG_TERM = "long_term", _("Long-term customers")
    COMPLAINED = "complained", _("Complained within a year")
    OTHER = "other", pgettext_lazy("guests", "Others")


class GuestLoss(TextChoices):
    """Why a guest was not invited."""

    OPTED_OUT = "opted_out", _("Does not want to be contacted")
    NO_ADDRESS = "no_address", _("No address for this channel")
    ERASED = "erased", _("Data erased")
    TWICE = "twice", _("On the list twice")
    ENOUGH = "enough", _("Contacted enough this month")


class Coming(TextChoices):
    YES = "yes", pgettext_lazy("invitation", "Coming")
    NO = "no", pgettext_lazy("invitation", "Not coming")


class OpinionFate(TextChoices):
    """What became of an opinion of a forum."""

    OPEN = "open", _("Nobody yet")
    TICKET = "ticket", _("Ticket")
    ACTION = "action", _("Improvement action")
    ANSWERED = "answered", pgettext_lazy("opinion", "Answered")
    DECLINED = "declined", pgettext_lazy("opinion", "Declined")


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
