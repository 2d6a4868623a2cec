"""Reads of the office floor."""

from .house import calendar, company, content_of, draft_of, missing_years, page_notices, unknown_year

__all__ = [
    "calendar",
    "company",
    "content_of",
    "draft_of",
    "missing_years",
    "page_notices",
    "unknown_year",
]
