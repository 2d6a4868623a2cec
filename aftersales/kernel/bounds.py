"""The days and moments that make sense in this system. Anything outside is a slip of the keyboard.

A database or a time zone can hold much more, but sums with it overflow: seconds of lateness, years of reminders.
"""

from datetime import date, datetime, timedelta

EARLIEST_DAY, LATEST_DAY = date(1950, 1, 1), date(2100, 12, 31)
# Nothing that happens to a customer today was reported earlier; what is promised is promised for soon.
LONGEST_AGO, LONGEST_AHEAD = timedelta(days=20 * 366), timedelta(days=10 * 366)


def is_plausible_day(day: date) -> bool:
    """Whether a day may be typed: a purchase, a birthday, an end of warranty."""
    return EARLIEST_DAY <= day <= LATEST_DAY


def is_plausible_moment(moment: datetime, *, now: datetime, ago: timedelta, ahead: timedelta) -> bool:
    """Whether a moment lies close enough to now."""
    return now - ago <= moment <= now + ahead
