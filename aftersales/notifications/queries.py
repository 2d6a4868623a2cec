"""Queries about notifications."""

from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from aftersales.staff.models import User
from aftersales.staff.queries.people import password_link
from aftersales.store.dates import company_date

from .enums import Channel
from .models import Notification


def page_notifications(user: User) -> QuerySet[Notification]:
    """The page notifications of a user, newest first."""
    return Notification.objects.filter(user=user, channel=Channel.PAGE)


def unread(user: User) -> QuerySet[Notification]:
    """The page notifications that the user has not marked as read, newest first."""
    return page_notifications(user).filter(read_at=None)


def latest(user: User, most: int) -> list[Notification]:
    """The newest unread notifications, then the newest of those that were read."""
    fresh = list(unread(user)[:most])
    read = page_notifications(user).exclude(read_at=None)[: most - len(fresh)] if len(fresh) < most else ()
    return [*fresh, *read]


def reminder_of(about: str, now: datetime) -> Notification | None:
    """Today's reminder of whom something waits for; see services/reminding.py."""
    return Notification.objects.filter(key__startswith=f"{about}:{company_date(now)}:").order_by("pk").first()


def password_link_params(params: dict[str, Any]) -> dict[str, Any]:
    """The params with the link of a password mail. The link is made when the mail is sent, so that it is not stored."""
    user = User.objects.get(pk=params["user"])
    return {"username": user.username, "link": password_link(user)}
