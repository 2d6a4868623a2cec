"""What the API answers, one module for each noun."""

from .exceptions import VisitExceptionOut
from .visits import VisitOut

__all__ = ["VisitExceptionOut", "VisitOut"]
