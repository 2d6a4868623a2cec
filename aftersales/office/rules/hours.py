"""The working week of a company that has not set its own yet: the only place for these hours."""

from datetime import time

WORKING_WEEKDAYS = range(5)
HOURS = ((time(8, 30), time(12)), (time(13, 30), time(18)))
