"""The models of visits."""

from .cadence import Cadence, VisitException
from .feeds import CalendarFeed
from .visits import Visit

__all__ = ["Cadence", "CalendarFeed", "Visit", "VisitException"]
