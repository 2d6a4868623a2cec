"""Choices and their labels."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Channel(TextChoices):
    """How a notification reaches somebody."""

    PAGE = "page", _("In app")
    MAIL = "mail", _("Email")


class NotificationState(TextChoices):
    """The delivery state of a notification."""

    WAITING = "waiting", _("Waiting")
    SENT = "sent", _("Sent")
    FAILED = "failed", _("Failed")
