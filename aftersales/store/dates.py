"""The company's date: the day in its time zone."""

from datetime import date, datetime, time

from django.utils import timezone


def company_date(now: datetime) -> date:
    """The date in the company's time zone; never the date of the server or of UTC."""
    return timezone.localdate(now)


def start_of(day: date) -> datetime:
    """The moment at which a day of the company begins."""
    return timezone.make_aware(datetime.combine(day, time.min))
