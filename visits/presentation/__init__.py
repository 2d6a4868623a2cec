"""What pages of visits show."""

from .visits import TRAVELLING, WRITING, VisitRow, page_of_visit, visit_rows

__all__ = ["TRAVELLING", "VisitRow", "WRITING", "page_of_visit", "visit_rows"]
