"""Reads of notifications."""

from typing import Any

from django.db.models import QuerySet

from aftersales.staff.models import User
from aftersales.staff.queries.people import password_link

from .enums import Channel
from .models import Notification


def page_notifications(user: User) -> QuerySet[Notification]:
    """The notifications shown to a user on the page, newest first."""
    return Notification.objects.filter(user=user, channel=Channel.PAGE)


def password_link_params(params: dict[str, Any]) -> dict[str, Any]:
    """The link of a password mail, made when the mail leaves so that it is stored nowhere."""
    user = User.objects.get(pk=params["user"])
    return {"username": user.username, "link": password_link(user)}
