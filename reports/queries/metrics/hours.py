"""The hours of a week."""

from typing import Any

from django.db.models import CharField, Value
from django.db.models.functions import Cast, Concat, ExtractHour, ExtractIsoWeekDay
from django.utils import timezone


def hour_of(field: str) -> Any:
    """The weekday and hour of a moment in the company's time zone: 1:9 is Monday, nine o'clock."""
    zone = timezone.get_default_timezone()
    day, hour = ExtractIsoWeekDay(field, tzinfo=zone), ExtractHour(field, tzinfo=zone)
    text = CharField(max_length=4)
    return Concat(Cast(day, text), Value(":"), Cast(hour, text), output_field=CharField())
