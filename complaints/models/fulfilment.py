"""Carrying out what was approved (T7)."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from aftersales.staff.models import Department

from ..enums import Disposition, FulfilmentState
from .proposal import Proposal, ProposalLine


class Fulfilment(models.Model):
    """What has to happen after approval, and how far it is."""

    proposal = models.OneToOneField(Proposal, models.PROTECT, related_name="fulfilment")
    state = models.CharField(max_length=14, choices=FulfilmentState.choices)
    department = models.ForeignKey(
        Department, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("carried out by")
    )
    started_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True, blank=True)
    shipped_with = models.CharField(_("sent with"), max_length=100, blank=True)
    version = models.PositiveIntegerField(default=1)
    history = HistoricalRecords()

    class Meta:
        ordering = ("-started_at",)
        indexes = [models.Index(fields=["state", "started_at"], name="fulfilment_queue")]


class FulfilmentLine(models.Model):
    """Goods of one approved line: received, inspected, replaced."""

    fulfilment = models.ForeignKey(Fulfilment, models.CASCADE, related_name="lines")
    line = models.OneToOneField(ProposalLine, models.PROTECT, related_name="carried_out")
    expected = models.PositiveIntegerField()
    received = models.PositiveIntegerField(_("received"), default=0)
    received_at = models.DateTimeField(null=True, blank=True)
    received_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    condition = models.CharField(_("condition on arrival"), max_length=200, blank=True)
    inspected_at = models.DateTimeField(null=True, blank=True)
    inspected_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    finding = models.TextField(_("inspection finding"), blank=True)
    disposition = models.CharField(_("disposition"), max_length=10, choices=Disposition.choices, blank=True)
    replacement_serial = models.CharField(_("replacement serial number"), max_length=60, blank=True)
    history = HistoricalRecords()

    class Meta:
        ordering = ("pk",)
        constraints = [models.CheckConstraint(condition=Q(received__lte=F("expected")), name="not_more_than_expected")]


class Refund(models.Model):
    """Money paid back, recorded by somebody else than who proposed it (T7)."""

    fulfilment = models.ForeignKey(Fulfilment, models.PROTECT, related_name="refunds")
    amount = models.DecimalField(_("amount"), max_digits=12, decimal_places=2)
    paid_on = models.DateField(_("paid on"))
    reference = models.CharField(_("payment reference"), max_length=100, blank=True)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()
    request_key = models.CharField(max_length=64, null=True, unique=True)
    history = HistoricalRecords()

    class Meta:
        ordering = ("pk",)
        constraints = [models.CheckConstraint(condition=Q(amount__gt=0), name="refund_positive")]
