"""Missed calls, which are called back."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from ..enums import CallOutcome, MissedCallState
from .sla_target import SlaPolicy
from .work import Call


class MissedCall(models.Model):
    """A call that nobody answered, and the promise to call back.

    due_at: counted from the ring by the SLA policy for calls. alerted_at: when the managers were notified that it is
    late; it is written without history.
    """

    call = models.OneToOneField(Call, models.CASCADE, related_name="missed", verbose_name=_("Call"))
    state = models.CharField(
        _("Status"), max_length=8, choices=MissedCallState.choices, default=MissedCallState.WAITING
    )
    missed_at = models.DateTimeField(_("Missed at"))
    rule = models.ForeignKey(SlaPolicy, models.PROTECT, null=True, related_name="+", verbose_name=_("Rule"))
    due_at = models.DateTimeField(_("Due"), null=True)
    taken_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name=_("Called back by")
    )
    done_at = models.DateTimeField(_("Done"), null=True)
    outcome = models.CharField(_("Outcome"), max_length=12, choices=CallOutcome.choices, blank=True)
    note = models.CharField(_("Note"), max_length=300, blank=True)
    lateness_seconds = models.BigIntegerField(null=True)
    alerted_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=1)
    history = HistoricalRecords(excluded_fields=["alerted_at"])

    class Meta:
        verbose_name = _("Missed call")
        ordering = ("due_at", "pk")
        indexes = [
            models.Index(fields=["due_at", "id"], condition=~Q(state="done"), name="missed_call_queue"),
            models.Index(
                fields=["due_at"], condition=~Q(state="done") & Q(alerted_at__isnull=True), name="missed_call_alerts"
            ),
        ]

    def get_absolute_url(self) -> str:
        return reverse("missed_calls")
