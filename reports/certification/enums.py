"""Choices of self-evaluations."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class SelfEvaluationState(TextChoices):
    DRAFT = "draft", pgettext_lazy("self-evaluation", "Being assessed")
    ASSESSED = "assessed", pgettext_lazy("self-evaluation", "Assessed, to be closed")
    CLOSED = "closed", pgettext_lazy("self-evaluation", "Closed")


class Grade(TextChoices):
    """What a score reaches. failed: five deductions or more, whatever the score."""

    FIVE = "five", _("Five stars")
    FOUR = "four", _("Four stars")
    THREE = "three", _("Three stars")
    COMPLIANT = "compliant", _("Compliant")
    BELOW = "below", _("Below compliant")
    FAILED = "failed", _("Failed by deductions")


class MarkKind(TextChoices):
    """What changes the score beside the items."""

    DEDUCTION = "deduction", _("Special deduction")
    BONUS = "bonus", _("Special bonus")


class Evidence(TextChoices):
    """The named queries over the system's own data; what each counts is in rules/evidence.py."""

    REGIONS = "Q-101", _("Regions with somebody responsible")
    TRAINING = "Q-104", _("Trainings passed in time")
    RULES = "Q-110", _("Communication rules that work")
    ROUNDS = "Q-113", _("Satisfaction rounds reported")
    ACTIONS = "Q-117", _("Actions that worked")
    SUGGESTIONS = "Q-120", _("Opinions and suggestions answered")
    RECORDS = "Q-201", _("Complete records of products sold")
    FIRST_TIME = "Q-204", _("Tickets closed without reopening")
    DELIVERY = "Q-207", _("Approved goods and refunds settled in time")
    REPAIRS = "Q-210", _("Repairs resolved in time")
    WARRANTY = "Q-213", _("Days with warranty rules in force")
    VISITS = "Q-301", _("Follow-up visits in time")
    COMPLAINTS = "Q-304", _("Complaints answered in time")
    RESOLVED = "Q-307", _("Complaints resolved in time")
    INVESTIGATED = "Q-310", _("Closed investigations with verified actions")
