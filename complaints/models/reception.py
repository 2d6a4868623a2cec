"""The queue of the front desk (T11)."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from customers.models import Customer

from ..enums import VisitorState, VisitPurpose, WaitReason
from ..rules.reception import label
from .sla_target import SlaPolicy
from .ticket import Ticket


class Visitor(models.Model):
    """A visitor with a number.

    greet_due_at: the SLA target for the greeting, computed on arrival. alerted_at: when the managers were notified of
    its breach; it is written without history.
    """

    day = models.DateField(_("Date"))
    number = models.PositiveSmallIntegerField(_("Number"))
    state = models.CharField(_("Status"), max_length=8, choices=VisitorState.choices, default=VisitorState.WAITING)
    purpose = models.CharField(_("purpose"), max_length=10, choices=VisitPurpose.choices)
    name = models.CharField(_("Name"), max_length=100, blank=True)
    customer = models.ForeignKey(
        Customer, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("Customer")
    )
    arrived_at = models.DateTimeField(_("arrived"))
    taken_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("Issued by")
    )
    greet_rule = models.ForeignKey(SlaPolicy, models.PROTECT, null=True, related_name="+")
    greet_due_at = models.DateTimeField(_("Greet by"), null=True)
    greeted_at = models.DateTimeField(_("Served"), null=True)
    greeted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("Front desk agent")
    )
    greet_lateness_seconds = models.BigIntegerField(null=True)
    alerted_at = models.DateTimeField(null=True)
    called_at = models.DateTimeField(_("Called"), null=True)
    served_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("Attended by")
    )
    counter = models.CharField(_("counter"), max_length=10, blank=True)
    finished_at = models.DateTimeField(_("Finished"), null=True)
    note = models.CharField(_("note"), max_length=300, blank=True)
    ticket = models.ForeignKey(Ticket, models.SET_NULL, null=True, related_name="visitors", verbose_name=_("Ticket"))
    version = models.PositiveIntegerField(default=1)
    history = HistoricalRecords(excluded_fields=["alerted_at"])

    class Meta:
        verbose_name = _("Visitor")
        ordering = ("day", "number")
        constraints = [models.UniqueConstraint(fields=["day", "number"], name="one_visitor_per_number")]
        indexes = [
            models.Index(fields=["day", "state", "number"], name="visitor_queue"),
            models.Index(
                fields=["greet_due_at"],
                condition=Q(state="waiting", greeted_at__isnull=True, alerted_at__isnull=True),
                name="visitor_alerts",
            ),
        ]

    def __str__(self) -> str:
        return self.label

    def get_absolute_url(self) -> str:
        return reverse("reception")

    @property
    def label(self) -> str:
        return label(self.number)


class WaitChange(models.Model):
    """An announcement to visitors that the waiting time changed, and why."""

    day = models.DateField(_("Date"))
    minutes = models.PositiveSmallIntegerField(_("waiting time in minutes"))
    reason = models.CharField(_("reason"), max_length=8, choices=WaitReason.choices)
    words = models.CharField(_("in Chinese"), max_length=100, blank=True)
    words_en = models.CharField(_("in English"), max_length=150, blank=True)
    announced_at = models.DateTimeField(_("Announced"))
    announced_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("Announced by")
    )
    ended_at = models.DateTimeField(_("Ended"), null=True)
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("Wait time announcement")
        ordering = ("-announced_at", "-pk")
        constraints = [
            models.UniqueConstraint(
                fields=["day"], condition=Q(ended_at__isnull=True), name="one_wait_change_at_a_time"
            )
        ]
