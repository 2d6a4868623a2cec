"""The models of visits."""

from .cadence import Cadence, VisitException
from .feeds import CalendarFeed
from .kinds import MaintenancePlan
from .letters import LetterBatch, LetterTemplate, VisitLetter
from .visits import Visit

__all__ = [
    "Cadence",
    "CalendarFeed",
    "LetterBatch",
    "LetterTemplate",
    "MaintenancePlan",
    "Visit",
    "VisitException",
    "VisitLetter",
]
