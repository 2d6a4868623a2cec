"""The private address of a person's calendar."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _


class CalendarFeed(models.Model):
    """Who knows the secret may read the planned visits of the user. Only its digest is stored. A user has one address;
    those before it are revoked."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="calendar_feeds", verbose_name=_("Person")
    )
    prefix = models.CharField(max_length=8)
    digest = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField(_("Created"))
    revoked_at = models.DateTimeField(_("Revoked"), null=True, blank=True)

    class Meta:
        verbose_name = _("Calendar address")
        ordering = ("-created_at", "-pk")
        constraints = [
            models.UniqueConstraint(fields=["user"], condition=Q(revoked_at=None), name="one_calendar_address")
        ]

    def __str__(self) -> str:
        return f"{self.prefix}…"

    def get_absolute_url(self) -> str:
        return reverse("visit_feed")
