"""The models of visits."""

from .cadence import Cadence, VisitException
from .schedules import ScheduleRun, VisitSchedule
from .visits import Visit

__all__ = ["Cadence", "ScheduleRun", "Visit", "VisitException", "VisitSchedule"]
