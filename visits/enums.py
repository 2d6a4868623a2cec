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
