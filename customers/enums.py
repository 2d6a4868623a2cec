"""Choices of customers."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Tier(TextChoices):
    """How important a customer is (A1)."""

    IMPORTANT = "important", _("Important")
    LONG_TERM = "long_term", _("Long-term")
    ORDINARY = "ordinary", _("Ordinary")
    PROSPECT = "prospect", _("Prospect")


class CustomerKind(TextChoices):
    COMPANY = "company", _("Company")
    PERSON = "person", _("Individual")


class Qualification(TextChoices):
    """资质状况 (A1)."""

    UNCHECKED = "unchecked", _("Not checked")
    VALID = "valid", _("Valid")
    EXPIRED = "expired", _("Expired")


class Grade(TextChoices):
    """Satisfaction grade (A8). Whether the customer is critical (F) is stored separately."""

    A = "A", _("Very satisfied")
    B = "B", _("Satisfied")
    C = "C", _("Neutral")
    D = "D", _("Dissatisfied")
    E = "E", _("Very dissatisfied")


class Channel(TextChoices):
    """How a contact with a customer took place (A3)."""

    HOTLINE = "hotline", _("Hotline")
    PHONE = "phone", _("Phone")
    LETTER = "letter", _("Letter")
    FAX = "fax", _("Fax")
    EMAIL = "email", _("Email")
    WEB = "web", _("Web form")
    CHAT = "chat", _("Online chat")
    WALK_IN = "walk_in", _("In person")
    VISIT = "visit", _("Visit")


class ContactPurpose(TextChoices):
    """What a customer may not want to be contacted for."""

    ANY = "any", _("Any purpose")
    SURVEY = "survey", _("Surveys")
    VISIT = "visit", _("Visits")
    CAMPAIGN = "campaign", _("Notices")


class OptOutChannel(TextChoices):
    """By which channel a customer may not want to be contacted."""

    ANY = "any", _("Any channel")
    EMAIL = "email", _("Email")
    PHONE = "phone", _("Phone")
    LETTER = "letter", _("Letter")


class TouchState(TextChoices):
    """What became of a contact that we wanted to begin."""

    COUNTED = "counted", _("Counts")
    FREE = "free", _("Does not count")
    SAFETY = "safety", _("Safety: always told")
    AGREED = "agreed", _("Agreed with the customer")
    WAITING = "waiting", _("Waits: contacted enough")
    SKIPPED = "skipped", _("Left out: contacted enough")
    DROPPED = "dropped", _("Did not take place")


class Direction(TextChoices):
    IN = "in", _("From customer")
    OUT = "out", _("To the customer")


class PairState(TextChoices):
    """State of a possible duplicate."""

    OPEN = "open", _("To review")
    APART = "apart", _("Different customers")


class MergeState(TextChoices):
    """State of a merge of two customers."""

    ASKED = "asked", _("Waiting for a second person")
    DONE = "done", _("Merged")
    REFUSED = "refused", _("Declined")
    UNDONE = "undone", _("Undone")


class SameBy(TextChoices):
    """What two customers have in common."""

    PHONE = "phone", _("Same phone")
    NAME = "name", _("Similar-sounding name")


class RequestKind(TextChoices):
    """What a person asks us to do with their data (A4)."""

    COPY = "copy", _("Copy of data")
    CORRECT = "correct", _("Correction")
    ERASE = "erase", _("Erasure")


class RequestState(TextChoices):
    OPEN = "open", pgettext_lazy("request", "Open")
    DONE = "done", pgettext_lazy("request", "Done")
    REFUSED = "refused", _("Declined")
