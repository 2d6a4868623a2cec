"""Reads of visits: the lists, the page of one visit, what the cadence says of a customer."""

from .cadence import promise_after
from .lists import rows, tab_counts, todays_visits, visits_list

__all__ = ["promise_after", "rows", "tab_counts", "todays_visits", "visits_list"]
