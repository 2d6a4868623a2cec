"""The verbs of visits, one module for each noun."""

from .exceptions import EXCEPTIONS
from .kinds import MAINTENANCE
from .letters import LETTER_TEMPLATES
from .visits import VISITS, offered

__all__ = ["EXCEPTIONS", "LETTER_TEMPLATES", "MAINTENANCE", "VISITS", "offered"]
