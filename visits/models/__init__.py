"""The models of visits."""

from .cadence import Cadence, VisitException
from .care import CareAction, CareNeed, CarePlan, CareSuggestion, CareTemplate
from .coverage import CoverageDay, CoverageFigure
from .feeds import CalendarFeed
from .forums import Forum, ForumGuest, ForumOpinion
from .kinds import MaintenancePlan, VisitServiceRule
from .letters import LetterBatch, LetterTemplate, VisitLetter
from .load import VisitCapacity, VisitDigest, VisitEscalation, VisitPace, VisitReminderRule
from .records import SentRecord, VisitPhoto, VisitSignature
from .schedules import ScheduleRun, VisitSchedule
from .visits import Visit

__all__ = [
    "Cadence",
    "CalendarFeed",
    "LetterBatch",
    "LetterTemplate",
    "MaintenancePlan",
    "CoverageDay",
    "CoverageFigure",
    "ScheduleRun",
    "Visit",
    "SentRecord",
    "VisitPhoto",
    "VisitSignature",
    "VisitCapacity",
    "VisitDigest",
    "VisitEscalation",
    "VisitException",
    "VisitLetter",
    "CareAction",
    "CareNeed",
    "CarePlan",
    "CareSuggestion",
    "CareTemplate",
    "Forum",
    "ForumGuest",
    "ForumOpinion",
    "VisitPace",
    "VisitReminderRule",
    "VisitSchedule",
    "VisitServiceRule",
]
