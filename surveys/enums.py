"""Choices of surveys."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class SurveyKind(TextChoices):
    TICKET = "ticket", _("After a ticket")
    ROUND = "round", _("Quarterly survey")
    PRODUCT = "product", _("About a product")


class QuestionKind(TextChoices):
    SCALE = "scale", _("Scale")
    RECOMMEND = "recommend", _("Likelihood to recommend")
    EFFORT = "effort", _("Customer effort")
    YES_NO = "yes_no", _("Yes or no")
    SINGLE = "single", _("Single choice")
    MULTIPLE = "multiple", _("Multiple choice")
    INTEGRITY = "integrity", _("Integrity")
    TEXT = "text", _("Free text")


class Wording(TextChoices):
    """Which words label the points of a scale (surveys/rules/wording.py)."""

    SATISFACTION = "satisfaction", _("Satisfaction")
    AGREEMENT = "agreement", _("Agreement")
    RATING = "rating", _("Rating")
    DEGREE = "degree", _("Degree")
    COMPARISON = "comparison", _("Comparison")


class Aspect(TextChoices):
    """What a question is about: the service itself, its process, or its result."""

    MANNER = "service.manner", _("Service: manner")
    ATTITUDE = "service.attitude", _("Service: attitude")
    CONDUCT = "service.conduct", _("Service: conduct")
    ABILITY = "service.ability", _("Service: ability")
    RESEARCH = "process.research", _("Process: research")
    PLAN = "process.plan", _("Process: planning")
    DELIVERY = "process.delivery", _("Process: delivery")
    FEEDBACK = "process.feedback", _("Process: feedback")
    RESPONSE = "result.response", _("Result: response")
    RESULT = "result", _("Result")


class Channel(TextChoices):
    """How a customer is asked."""

    EMAIL = "email", _("Email")
    PHONE = "phone", _("Phone")
    LETTER = "letter", _("Letter")


class RoundState(TextChoices):
    PLANNED = "planned", _("Planned")
    OPEN = "open", pgettext_lazy("survey", "Open")
    CLOSED = "closed", _("Closed")
    COMPUTED = "computed", _("Computed")
    REPORTED = "reported", _("Reported")
    CANCELLED = "cancelled", _("Cancelled")


class Loss(TextChoices):
    """Why a customer who was drawn is not asked."""

    OPTED_OUT = "opted_out", _("Does not want surveys")
    ASKED_ALREADY = "asked_already", _("Already asked this quarter")
    ENOUGH = "enough", _("Contacted enough this month")
    NO_ADDRESS = "no_address", _("No valid contact")
    OWN_ADDRESS = "own_address", _("Address of our own staff")
    GONE = "gone", _("Customer record erased or merged")


class CallState(TextChoices):
    """Where a telephone interview stands."""

    WAITING = "waiting", _("Waiting for a call")
    DONE = "done", _("Done by telephone")
    REFUSED = "refused", pgettext_lazy("survey", "Refused")
    NO_CONTACT = "no_contact", _("Not reached")
    VOID = "void", _("No longer needed")


class CallOutcome(TextChoices):
    """What came of one call."""

    NO_ANSWER = "no_answer", pgettext_lazy("telephone", "No answer")
    LATER = "later", _("Call again later")
    DONE = "done", _("Interview held")
    REFUSED = "refused", pgettext_lazy("survey", "Refused")
    WRONG_NUMBER = "wrong_number", _("Wrong number")


class ExclusionState(TextChoices):
    PROPOSED = "proposed", _("Proposed")
    AGREED = "agreed", _("Agreed")
    REFUSED = "refused", _("Refused")


class FlagCode(TextChoices):
    """Why a response is doubtful (surveys/rules/flags.py)."""

    SPEED = "speed", _("Too fast")
    STRAIGHT = "straight", _("Same answer throughout")
    DEVICE = "device", _("Shared device")
    CONTRADICTION = "contradiction", _("Contradiction")
    OPEN_COMPLAINT = "open_complaint", _("High score with an open complaint")
    INTERVIEWER = "interviewer", _("Outlier interviewer")
    PROMPTED = "prompted", _("High score asked for")
    GIFT = "gift", _("Gift or favour offered")


# Flags that follow from what a customer said in confidence; only auditors see on which responses they are.
CONFIDENTIAL = frozenset({FlagCode.PROMPTED, FlagCode.GIFT})


class Segment(TextChoices):
    """By what the figures of a round are broken down."""

    ALL = "all", _("All customers")
    REGION = "region", _("Region")
    PRODUCT = "product", _("Product")
    TIER = "tier", _("Tier")
    OUTLET = "outlet", _("Service outlet")
    TEAM = "team", _("Team")


class CallBackWhy(TextChoices):
    """Why an answer is unhappy."""

    DISSATISFIED = "dissatisfied", _("Satisfaction 1 or 2")
    LOW_INDEX = "low_index", _("Index at grade D or E")
    ASKED = "asked", _("Left a contact to be called")


class CallBackResult(TextChoices):
    """How a call-back after an unhappy answer ended."""

    SATISFIED = "satisfied", _("Satisfied now")
    TICKET = "ticket", _("More to be done, ticket logged or reopened")
    UNHAPPY = "unhappy", _("Still dissatisfied")
    NOT_REACHED = "not_reached", _("Tried several times, not reached")


class Verdict(TextChoices):
    """What the next round says about a measure."""

    WAITING = "", _("Waiting for the round")
    REACHED = "reached", pgettext_lazy("measure", "Reached")
    UNCONFIRMED = "unconfirmed", _("Past the target, not confirmed")
    EARLY = "early", _("Too early to tell")
    MISSED = "missed", pgettext_lazy("measure", "Not reached")


class Voice(TextChoices):
    """How likely somebody is to recommend the company: 9–10, 7–8, 0–6."""

    PROMOTER = "promoter", _("Promoter")
    PASSIVE = "passive", _("Passive")
    DETRACTOR = "detractor", _("Detractor")
