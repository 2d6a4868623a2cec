"""The verbs of visits, one module for each noun."""

from .care import CARE_ACTIONS, CARE_SUGGESTIONS, NEEDS, PLANS
from .exceptions import EXCEPTIONS
from .forums import FORUMS, GUESTS, OPINIONS
from .visits import VISITS, offered

__all__ = [
    "CARE_ACTIONS",
    "CARE_SUGGESTIONS",
    "EXCEPTIONS",
    "FORUMS",
    "GUESTS",
    "NEEDS",
    "OPINIONS",
    "PLANS",
    "VISITS",
    "offered",
]
