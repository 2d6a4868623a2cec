"""Queries of reports, one module for each part of the page."""

from .quarter import QuarterPage, quarter_page
from .scope import Rows

__all__ = ["QuarterPage", "Rows", "quarter_page"]
