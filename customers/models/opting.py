"""What customers do not want: surveys, visits, or any contact by a channel (PIPL)."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from ..enums import ContactPurpose, OptOutChannel
from .customer import Contact, Customer


class OptOut(models.Model):
    """A contact, or the whole customer if no contact is named, does not want contact for a purpose by a channel.

    purpose, channel: ANY means every one. note: how the customer said so. ended_at: the wish was taken back, ended_by:
    who recorded that, end_note: how the customer took it back. recorded_by: empty if the customer did it by a link.
    """

    customer = models.ForeignKey(Customer, models.CASCADE, related_name="opt_outs", verbose_name=_("customer"))
    contact = models.ForeignKey(
        Contact, models.CASCADE, null=True, blank=True, related_name="opt_outs", verbose_name=_("contact")
    )
    purpose = models.CharField(_("purpose"), max_length=8, choices=ContactPurpose.choices, default=ContactPurpose.ANY)
    channel = models.CharField(_("channel"), max_length=6, choices=OptOutChannel.choices, default=OptOutChannel.ANY)
    note = models.CharField(_("how they said so"), max_length=200, blank=True)
    since = models.DateTimeField(_("since"))
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("Recorded by")
    )
    ended_at = models.DateTimeField(_("ended"), null=True, blank=True)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("Taken back by"),
    )
    end_note = models.CharField(_("how they took it back"), max_length=200, blank=True)
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("Opt-out")
        ordering = ("-since", "-pk")
        indexes = [models.Index(fields=["customer"], condition=Q(ended_at=None), name="opt_out_in_effect")]
