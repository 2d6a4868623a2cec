"""Reads of surveys, a module per page."""

from .figures import quarter_figures, trend
from .links import closed_because, current_questionnaire, hash_of, invitation_by_token, questions_of
from .pages import AskedResponses, asked_quarter, asked_responses, overview, without_people

__all__ = [
    "AskedResponses",
    "asked_quarter",
    "asked_responses",
    "closed_because",
    "current_questionnaire",
    "hash_of",
    "invitation_by_token",
    "overview",
    "quarter_figures",
    "questions_of",
    "trend",
    "without_people",
]
