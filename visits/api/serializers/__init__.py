"""What the API answers, one module for each noun."""

from .exceptions import VisitExceptionOut
from .schedules import CadenceOut, VisitScheduleOut
from .visits import VisitOut

__all__ = ["CadenceOut", "VisitExceptionOut", "VisitOut", "VisitScheduleOut"]
