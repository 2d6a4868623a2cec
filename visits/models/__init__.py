"""The models of visits."""

from .cadence import Cadence, VisitException
from .records import SentRecord, VisitPhoto, VisitSignature
from .visits import Visit

__all__ = ["Cadence", "VisitException", "Visit", "SentRecord", "VisitPhoto", "VisitSignature"]
