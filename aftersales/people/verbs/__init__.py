"""The verbs of people."""

from .interviews import INTERVIEWS
from .others import EVALUATIONS, RECOGNITIONS
from .trainings import SESSIONS

__all__ = ["EVALUATIONS", "INTERVIEWS", "RECOGNITIONS", "SESSIONS"]
