"""The verbs of surveys, one module for each noun."""

from .call_backs import CALL_BACKS
from .measures import MEASURES
from .questionnaires import QUESTIONNAIRES, QUESTIONS
from .rounds import EXCLUSIONS, ROUNDS

__all__ = ["CALL_BACKS", "EXCLUSIONS", "MEASURES", "QUESTIONNAIRES", "QUESTIONS", "ROUNDS"]
