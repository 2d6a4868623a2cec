"""Queries of visits: the lists, one visit, and the visits that fall due by the cadence."""

from .cadence import sla_target_after
from .lists import tab_counts, todays_visits, undecided_visits, visits_list

__all__ = ["sla_target_after", "tab_counts", "todays_visits", "undecided_visits", "visits_list"]
