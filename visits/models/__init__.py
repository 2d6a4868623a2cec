"""The models of visits."""

from .cadence import Cadence, VisitException
from .care import CareAction, CareNeed, CarePlan, CareSuggestion, CareTemplate
from .forums import Forum, ForumGuest, ForumOpinion
from .visits import Visit

__all__ = [
    "Cadence",
    "VisitException",
    "CareAction",
    "CareNeed",
    "CarePlan",
    "CareSuggestion",
    "CareTemplate",
    "Forum",
    "ForumGuest",
    "ForumOpinion",
    "Visit",
]
