"""The models of visits."""

from .cadence import Cadence, VisitException
from .visits import Visit

__all__ = ["Cadence", "VisitException", "Visit"]
