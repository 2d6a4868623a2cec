"""Queries of reports, one module for each part of a page."""
