"""Queries of this app."""

from .company import calendar, company, content_of, draft_of, failing_jobs, missing_years

__all__ = [
    "calendar",
    "company",
    "content_of",
    "draft_of",
    "failing_jobs",
    "missing_years",
]
