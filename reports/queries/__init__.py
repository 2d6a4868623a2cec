"""Reads of reports, a module per part of a page."""

from .quarter import QuarterPage, quarter_page
from .scope import Rows

__all__ = ["QuarterPage", "Rows", "quarter_page"]
