"""Data requests: people ask for a copy, correction or erasure of their data (A4)."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from ..enums import RequestKind, RequestState
from .customer import Customer


class PersonalDataRequest(models.Model):
    """A request for a copy, correction or erasure. due_on: the last day to answer (rules/privacy.py)."""

    number = models.CharField(_("number"), max_length=20, unique=True)
    customer = models.ForeignKey(Customer, models.PROTECT, related_name="data_requests", verbose_name=_("customer"))
    kind = models.CharField(_("request type"), max_length=10, choices=RequestKind.choices)
    state = models.CharField(_("Status"), max_length=10, choices=RequestState.choices, default=RequestState.OPEN)
    asked_by = models.CharField(_("requester"), max_length=100)
    note = models.TextField(_("conversation notes"), blank=True)
    received_on = models.DateField(_("received on"))
    due_on = models.DateField(_("answer until"))
    opened_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("Opened by")
    )
    handled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("Handled by")
    )
    handled_at = models.DateTimeField(_("Handled"), null=True, blank=True)
    outcome = models.CharField(_("outcome"), max_length=300, blank=True)
    version = models.PositiveIntegerField(default=1)
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("Data request")
        ordering = ("due_on", "pk")
        indexes = [
            models.Index(fields=["state", "due_on", "id"], name="data_request_due"),
            models.Index(fields=["customer", "-id"], name="data_request_customer"),
        ]

    def __str__(self) -> str:
        return self.number

    def get_absolute_url(self) -> str:
        return reverse("data_request", args=[self.number])
