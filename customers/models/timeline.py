"""Interactions with customers (A3), and records of who read which masked phone number (A4)."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from ..enums import Channel, Direction
from .customer import Contact, Customer


class Interaction(models.Model):
    """One contact with a customer, in either direction, by any channel (A3). The customer may be unknown at first."""

    customer = models.ForeignKey(
        Customer, models.PROTECT, null=True, blank=True, related_name="interactions", verbose_name=_("Customer")
    )
    contact = models.ForeignKey(
        Contact, models.SET_NULL, null=True, blank=True, related_name="interactions", verbose_name=_("Contact")
    )
    contact_name = models.CharField(_("person"), max_length=100, blank=True)
    direction = models.CharField(_("direction"), max_length=3, choices=Direction.choices)
    channel = models.CharField(_("channel"), max_length=10, choices=Channel.choices)
    at = models.DateTimeField(_("time"))
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("Person")
    )
    body = models.TextField(_("conversation notes"), blank=True)
    duration_seconds = models.PositiveIntegerField(_("Duration (seconds)"), null=True, blank=True)
    # Why the customer was called although they do not want calls, or not at that time.
    despite = models.CharField(_("reason for contacting anyway"), max_length=200, blank=True)
    answers = models.ForeignKey(
        "self", models.SET_NULL, null=True, blank=True, related_name="answered_by", verbose_name=_("Answers")
    )
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("Customer interaction")
        ordering = ("-at", "-pk")
        indexes = [models.Index(fields=["customer", "-at", "-id"], name="interaction_timeline")]

    def __str__(self) -> str:
        return self.body[:40]


class Reveal(models.Model):
    """A user read a masked phone number: who, when, whose and why (A4). It is never changed."""

    customer = models.ForeignKey(Customer, models.PROTECT, related_name="reveals", verbose_name=_("Customer"))
    contact = models.ForeignKey(
        Contact, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("Contact")
    )
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("Person"))
    at = models.DateTimeField(_("Date and time"))
    reason = models.CharField(_("reason"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("Phone number access")
        ordering = ("-at", "-pk")
        indexes = [models.Index(fields=["customer", "-at"], name="reveal_of_customer")]
