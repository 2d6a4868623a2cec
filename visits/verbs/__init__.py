"""The verbs of visits, one module for each noun."""

from .exceptions import EXCEPTIONS
from .visits import VISITS, offered

__all__ = ["EXCEPTIONS", "VISITS", "offered"]
