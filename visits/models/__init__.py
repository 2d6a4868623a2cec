"""The models of visits."""

from .cadence import Cadence, VisitException
from .load import VisitCapacity, VisitDigest, VisitEscalation, VisitPace, VisitReminderRule
from .visits import Visit

__all__ = [
    "Cadence",
    "Visit",
    "VisitCapacity",
    "VisitDigest",
    "VisitEscalation",
    "VisitException",
    "VisitPace",
    "VisitReminderRule",
]
