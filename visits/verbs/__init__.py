"""The verbs of visits, one module for each noun."""

from .care import CARE_ACTIONS, CARE_SUGGESTIONS, NEEDS, PLANS
from .exceptions import EXCEPTIONS
from .forums import FORUMS, GUESTS, OPINIONS
from .kinds import MAINTENANCE
from .letters import LETTER_TEMPLATES
from .visits import VISITS, offered

__all__ = [
    "CARE_ACTIONS",
    "CARE_SUGGESTIONS",
    "EXCEPTIONS",
    "LETTER_TEMPLATES",
    "MAINTENANCE",
    "FORUMS",
    "GUESTS",
    "NEEDS",
    "OPINIONS",
    "PLANS",
    "VISITS",
    "offered",
]
