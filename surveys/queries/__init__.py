"""Queries of surveys, one module for each page."""

from .figures import by_region, quarter_figures, trend
from .history import IndexHistory, index_history
from .links import closed_because, current_questionnaire, hash_of, invitation_by_token, questions_of
from .pages import AskedResponses, asked_quarter, asked_responses, overview, response_rows, without_people

__all__ = [
    "AskedResponses",
    "IndexHistory",
    "asked_quarter",
    "asked_responses",
    "by_region",
    "closed_because",
    "current_questionnaire",
    "hash_of",
    "index_history",
    "invitation_by_token",
    "overview",
    "quarter_figures",
    "questions_of",
    "response_rows",
    "trend",
    "without_people",
]
