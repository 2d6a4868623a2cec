"""The models of visits."""

from .cadence import Cadence, VisitException
from .coverage import CoverageDay, CoverageFigure
from .visits import Visit

__all__ = ["Cadence", "CoverageDay", "CoverageFigure", "VisitException", "Visit"]
