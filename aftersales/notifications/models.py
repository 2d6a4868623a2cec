"""Notifications for pages, and the outbox of mails."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from .enums import Channel, NotificationState


class Notification(models.Model):
    """News for a user, or a mail to a customer. It is written in the transaction that caused it and delivered once per
    key.

    A page notification is visible at once. A mail is sent by the worker that claims it with a lease. template: names a
    text of texts, which is rendered in the reader's language when it is shown or sent.
    """

    key = models.CharField(max_length=120, unique=True)
    channel = models.CharField(max_length=8, choices=Channel.choices)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, null=True, related_name="notifications", verbose_name=_("Person")
    )
    address = models.EmailField(_("Address"), blank=True)
    language = models.CharField(_("Language"), max_length=10, blank=True)
    template = models.CharField(max_length=40)
    params = models.JSONField(_("Details"), default=dict)
    url = models.CharField(max_length=300, blank=True)
    state = models.CharField(
        _("Status"), max_length=8, choices=NotificationState.choices, default=NotificationState.WAITING
    )
    created_at = models.DateTimeField(_("Created"))
    due_at = models.DateTimeField(_("Due"))
    sent_at = models.DateTimeField(_("Sent"), null=True)
    read_at = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    lease = models.CharField(max_length=32, blank=True)
    leased_until = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("Notification or email")
        ordering = ("-created_at", "-pk")
        indexes = [
            models.Index(fields=["due_at"], condition=Q(state="waiting"), name="notification_waiting"),
            models.Index(fields=["user", "-created_at"], condition=Q(channel="page"), name="notification_of_user"),
            models.Index(
                fields=["user", "-created_at"],
                condition=Q(channel="page", read_at=None),
                name="notification_unread",
            ),
        ]
