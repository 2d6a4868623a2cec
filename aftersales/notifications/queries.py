"""Reads of notifications."""

from django.db.models import QuerySet

from aftersales.staff.models import User

from .enums import Channel
from .models import Notification


def page_notifications(user: User) -> QuerySet[Notification]:
    """The notifications shown to a user on the page, newest first."""
    return Notification.objects.filter(user=user, channel=Channel.PAGE)
