"""Queries of surveys, one module for each page."""

from .figures import by_region, quarter_figures, trend
from .links import (
    answered_counts,
    closed_because,
    current_questionnaire,
    hash_of,
    invitation_by_number,
    invitation_by_token,
    item_of,
    items_of,
    questions_of,
    slots_of,
)
from .pages import AskedResponses, asked_quarter, asked_responses, overview, response_rows, without_people

__all__ = [
    "AskedResponses",
    "answered_counts",
    "asked_quarter",
    "asked_responses",
    "by_region",
    "closed_because",
    "current_questionnaire",
    "hash_of",
    "invitation_by_number",
    "invitation_by_token",
    "item_of",
    "items_of",
    "overview",
    "quarter_figures",
    "questions_of",
    "response_rows",
    "slots_of",
    "trend",
    "without_people",
]
