"""Reads of visits: the lists, the page of one visit, what the cadence says of a customer."""

from .cadence import sla_target_after
from .lists import rows, tab_counts, todays_visits, visits_list

__all__ = ["sla_target_after", "rows", "tab_counts", "todays_visits", "visits_list"]
