"""SLA policies, and the SLA targets of tickets."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from ..enums import QualityClass, SlaCode
from .ticket import Ticket


class SlaPolicy(models.Model):
    """An SLA policy with dates of effect (T2, T3). Empty channels or kinds mean all.

    unit: one of aftersales.kernel.worktime.Unit. The clock starts when the matter arrives.
    warn_percent: the share of the allowed time after which the owner is warned.
    gm_after_percent: the share of the allowed time after the due time at which the general manager is notified; empty
    means never.
    """

    code = models.CharField(_("SLA target"), max_length=12, choices=SlaCode.choices)
    channels = models.JSONField(_("channels"), default=list, blank=True)
    kinds = models.JSONField(_("types"), default=list, blank=True)
    quality_class = models.CharField(
        _("Quality class"), max_length=10, choices=QualityClass.choices, null=True, blank=True
    )
    amount = models.PositiveIntegerField(_("amount"))
    unit = models.CharField(_("unit"), max_length=20)
    warn_percent = models.PositiveSmallIntegerField(_("warn owner after (percent)"), default=75)
    gm_after_percent = models.PositiveSmallIntegerField(
        _("notify general manager after (percent)"), default=100, null=True, blank=True
    )
    effective_from = models.DateField(_("effective from"))
    effective_until = models.DateField(_("effective until"), null=True, blank=True)
    replaces = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="replaced_by", verbose_name=_("Replaces")
    )
    version = models.PositiveIntegerField(default=1)
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("SLA policy")
        ordering = ("code", "pk")


class SlaTarget(models.Model):
    """An SLA target of a ticket. due_at, warn_at and gm_at are None while the clock is paused.

    alert_at: the time of the next notification. calendar: the fingerprint of the calendar by which the due time was
    counted. These and the lease are written without history.
    gm_at: when the general manager is notified if the target is still open; None means never.
    """

    ticket = models.ForeignKey(Ticket, models.CASCADE, related_name="sla_targets", verbose_name=_("Ticket"))
    rule = models.ForeignKey(SlaPolicy, models.PROTECT, null=True, related_name="+", verbose_name=_("Rule"))
    code = models.CharField(_("Code"), max_length=12, choices=SlaCode.choices)
    amount = models.PositiveIntegerField(_("Amount"))
    unit = models.CharField(_("Unit"), max_length=20)
    starts_at = models.DateTimeField(_("Clock starts"))
    due_at = models.DateTimeField(_("Due"), null=True, blank=True)
    warn_at = models.DateTimeField(_("Owner reminded at"), null=True, blank=True)
    gm_at = models.DateTimeField(_("Escalate to general manager at"), null=True, blank=True)
    met_at = models.DateTimeField(_("Met"), null=True, blank=True)
    lateness_seconds = models.BigIntegerField(null=True, blank=True)
    cancelled_at = models.DateTimeField(_("Cancelled"), null=True, blank=True)
    calendar = models.CharField(max_length=16, blank=True, default="")
    alert_at = models.DateTimeField(null=True, blank=True)
    alert_level = models.PositiveSmallIntegerField(default=0)
    lease = models.CharField(max_length=32, blank=True)
    leased_until = models.DateTimeField(null=True, blank=True)
    history = HistoricalRecords(excluded_fields=["calendar", "alert_at", "alert_level", "lease", "leased_until"])

    class Meta:
        verbose_name = _("SLA target")
        ordering = ("due_at", "pk")
        constraints = [
            models.UniqueConstraint(
                fields=["ticket", "code"],
                condition=Q(met_at__isnull=True, cancelled_at__isnull=True),
                name="one_open_sla_target_per_code",
            )
        ]
        indexes = [
            models.Index(
                fields=["alert_at"],
                condition=Q(alert_at__isnull=False, met_at__isnull=True, cancelled_at__isnull=True),
                name="sla_target_alerts",
            ),
            models.Index(
                fields=["calendar", "ticket"],
                condition=Q(rule__isnull=False, met_at__isnull=True, cancelled_at__isnull=True),
                name="sla_target_calendar",
            ),
            # The columns that figures read, so that the index alone is enough.
            models.Index(
                fields=["ticket", "code", "lateness_seconds", "met_at", "cancelled_at", "due_at"], name="sla_target_met"
            ),
            # Those that are or were overdue, of which there are few.
            models.Index(
                fields=["due_at", "met_at", "cancelled_at", "ticket"],
                condition=Q(met_at=None) | Q(met_at__gt=F("due_at")),
                name="sla_target_overran",
            ),
        ]

    @property
    def is_open(self) -> bool:
        return self.met_at is None and self.cancelled_at is None


class TicketPause(models.Model):
    """A period in which the SLA clock was paused, and why."""

    ticket = models.ForeignKey(Ticket, models.CASCADE, related_name="pauses", verbose_name=_("Ticket"))
    reason = models.CharField(_("reason"), max_length=200)
    started_at = models.DateTimeField(_("Started"))
    ended_at = models.DateTimeField(_("Ended"), null=True, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("By"))
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("SLA pause")
        ordering = ("started_at",)
        constraints = [
            models.UniqueConstraint(
                fields=["ticket"], condition=Q(ended_at__isnull=True), name="one_open_pause_per_ticket"
            )
        ]
