"""What pages of visits show."""

from .visits import TRAVELLING, WRITING, VisitRow, page_of_visit, visit_rows
from .waiting import visit_wait

__all__ = ["TRAVELLING", "VisitRow", "WRITING", "page_of_visit", "visit_rows", "visit_wait"]
