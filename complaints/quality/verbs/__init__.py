"""The verbs of quality."""

from .actions import ACTIONS
from .batches import BATCHES, WARNINGS
from .campaigns import CAMPAIGN_CUSTOMERS, CAMPAIGNS, CHECKS
from .investigations import INVESTIGATIONS, ON_PAGE
from .meetings import MEETINGS
from .objections import OBJECTIONS
from .samples import SAMPLES
from .suggestions import SUGGESTIONS

__all__ = [
    "ACTIONS",
    "BATCHES",
    "CAMPAIGNS",
    "CAMPAIGN_CUSTOMERS",
    "CHECKS",
    "INVESTIGATIONS",
    "MEETINGS",
    "OBJECTIONS",
    "ON_PAGE",
    "SAMPLES",
    "SUGGESTIONS",
    "WARNINGS",
]
