"""What a user has sent or decided with one key, and can still undo for some seconds."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from aftersales.office.models import StoredFile

from ..enums import HeldState
from .ticket import Ticket


class HeldStep(models.Model):
    """A verb of a ticket that is carried out when it is due, as if at the moment at which it was asked for.

    content: the arguments of its service, until it is carried out or undone; it has no history. reason: why it was
    refused.
    """

    ticket = models.ForeignKey(Ticket, models.CASCADE, related_name="held_steps", verbose_name=_("Ticket"))
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", verbose_name=_("Person"))
    verb = models.CharField(_("Step"), max_length=20)
    content = models.JSONField(_("Content"), default=dict, blank=True)
    created_at = models.DateTimeField(_("Created"))
    due_at = models.DateTimeField(_("Due"))
    state = models.CharField(_("Status"), max_length=8, choices=HeldState.choices, default=HeldState.WAITING)
    reason = models.CharField(_("Reason"), max_length=500, blank=True)
    history = HistoricalRecords(excluded_fields=["content"])

    class Meta:
        verbose_name = _("Step that can be undone")
        ordering = ("due_at", "pk")
        indexes = [
            models.Index(fields=["due_at"], condition=Q(state="waiting"), name="held_due"),
            models.Index(fields=["ticket", "user"], name="held_on_ticket"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["ticket", "user", "verb"], condition=Q(state="waiting"), name="one_waiting_step"
            )
        ]


class HeldFile(models.Model):
    """A file of a reply that is not sent yet, or was undone."""

    step = models.ForeignKey(HeldStep, models.CASCADE, related_name="files", verbose_name=_("Step that can be undone"))
    stored = models.OneToOneField(StoredFile, models.PROTECT, related_name="+", verbose_name=_("File"))
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("Attachment not sent yet")
        ordering = ("pk",)
