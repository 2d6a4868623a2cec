"""Return visits 回访."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from complaints.models import Ticket
from customers.enums import Channel, Tier
from customers.models import Customer, Interaction

from .enums import VisitState


class Cadence(models.Model):
    """How often customers of a tier are visited at least (V1), as data."""

    tier = models.CharField(_("tier"), max_length=10, choices=Tier.choices, unique=True)
    months = models.PositiveSmallIntegerField(_("every … months"))
    history = HistoricalRecords()

    class Meta:
        ordering = ("months",)


class VisitException(models.Model):
    """A customer who is visited more or less often than the tier says; 0 months is never."""

    customer = models.OneToOneField(Customer, models.CASCADE, related_name="visit_exception")
    months = models.PositiveSmallIntegerField(_("every … months"))
    reason = models.CharField(_("reason"), max_length=200)
    history = HistoricalRecords()


class Visit(models.Model):
    """One return visit. cycle is what makes it unique: a customer has one visit per cycle, whatever fails."""

    customer = models.ForeignKey(Customer, models.PROTECT, related_name="visits", verbose_name=_("customer"))
    cycle = models.CharField(max_length=40, unique=True)
    state = models.CharField(max_length=10, choices=VisitState.choices, default=VisitState.PLANNED)
    rep = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="visits", verbose_name=_("rep")
    )
    due_on = models.DateField(_("due"))
    planned_at = models.DateTimeField(_("planned for"), null=True, blank=True)
    channel = models.CharField(_("channel"), max_length=10, choices=Channel.choices, default=Channel.PHONE)
    reason = models.CharField(_("reason"), max_length=200, blank=True)
    met_whom = models.CharField(_("who was met"), max_length=100, blank=True)
    opinions = models.TextField(_("opinions"), blank=True)
    suggestions = models.TextField(_("suggestions"), blank=True)
    requirements = models.TextField(_("requirements"), blank=True)
    took_place_at = models.DateTimeField(_("took place"), null=True, blank=True)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    interaction = models.OneToOneField(Interaction, models.PROTECT, null=True, blank=True, related_name="+")
    ticket = models.ForeignKey(Ticket, models.PROTECT, null=True, blank=True, related_name="visits")
    created_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=1)
    remind_at = models.DateTimeField(null=True, blank=True)
    remind_level = models.PositiveSmallIntegerField(default=0)
    lease = models.CharField(max_length=32, blank=True)
    leased_until = models.DateTimeField(null=True, blank=True)
    history = HistoricalRecords(excluded_fields=["remind_at", "remind_level", "lease", "leased_until"])

    class Meta:
        ordering = ("due_on", "pk")
        indexes = [
            models.Index(fields=["rep", "state", "due_on"], name="visit_of_rep"),
            models.Index(fields=["state", "due_on", "id"], name="visit_due"),
            models.Index(fields=["customer", "-took_place_at"], name="visit_last"),
            models.Index(fields=["remind_at"], condition=Q(state="planned"), name="visit_reminders"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["customer"], condition=Q(state="planned"), name="one_planned_visit")
        ]

    def __str__(self) -> str:
        return f"{self.customer} {self.due_on}"

    def get_absolute_url(self) -> str:
        return reverse("visit", args=[self.pk])
