"""Choices of training, interviews, recognition and evaluation."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class SessionState(TextChoices):
    PLANNED = "planned", pgettext_lazy("training", "Planned")
    HELD = "held", pgettext_lazy("training", "Held")
    CANCELLED = "cancelled", pgettext_lazy("training", "Cancelled")


class Result(TextChoices):
    """What the assessment of a participant came to."""

    ENROLLED = "enrolled", _("Enrolled")
    PASSED = "passed", pgettext_lazy("training", "Passed")
    FAILED = "failed", pgettext_lazy("training", "Failed")
    ABSENT = "absent", _("Did not attend")


class InterviewState(TextChoices):
    PLANNED = "planned", pgettext_lazy("interview", "Notified")
    HELD = "held", pgettext_lazy("interview", "To be agreed")
    AGREED = "agreed", pgettext_lazy("interview", "Agreed")
    CLOSED = "closed", pgettext_lazy("interview", "Followed up")
    CANCELLED = "cancelled", pgettext_lazy("interview", "Cancelled")


class RecognitionKind(TextChoices):
    RECOGNITION = "recognition", pgettext_lazy("recognition", "Recognition")
    CORRECTION = "correction", pgettext_lazy("recognition", "Correction")


class RecognitionState(TextChoices):
    PROPOSED = "proposed", pgettext_lazy("recognition", "Awaiting decision")
    DECIDED = "decided", pgettext_lazy("recognition", "Decided")
    DECLINED = "declined", pgettext_lazy("recognition", "Declined")


class EvaluationState(TextChoices):
    OPEN = "open", pgettext_lazy("evaluation", "In progress")
    DECIDED = "decided", pgettext_lazy("evaluation", "Decided")


class Verdict(TextChoices):
    """Whether a rule works as it is."""

    WORKS = "works", _("Works")
    WEAK = "weak", _("Needs improvement")
    UNUSED = "unused", _("Not followed")
