"""The models of visits."""

from .cadence import Cadence, VisitException
from .load import VisitCapacity, VisitDigest, VisitEscalation, VisitReminderRule
from .visits import Visit

__all__ = [
    "Cadence",
    "Visit",
    "VisitCapacity",
    "VisitDigest",
    "VisitEscalation",
    "VisitException",
    "VisitReminderRule",
]
