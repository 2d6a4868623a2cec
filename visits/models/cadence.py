"""How often customers are visited."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from customers.enums import Channel, Tier
from customers.models import Customer


class Cadence(models.Model):
    """How often customers of a tier are visited at least, and by which channel (V1)."""

    tier = models.CharField(_("tier"), max_length=10, choices=Tier.choices, unique=True)
    months = models.PositiveSmallIntegerField(_("interval in months"))
    channel = models.CharField(_("channel"), max_length=10, choices=Channel.choices, default=Channel.PHONE)
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("Visit cadence")
        ordering = ("months",)


class VisitException(models.Model):
    """A customer who is visited more or less often than the tier requires. 0 months means never."""

    customer = models.OneToOneField(
        Customer, models.CASCADE, related_name="visit_exception", verbose_name=_("Customer")
    )
    months = models.PositiveSmallIntegerField(_("interval in months"))
    reason = models.CharField(_("reason"), max_length=200)
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("Follow-up exception")
