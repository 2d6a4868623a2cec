"""Merges of two customers: asked for, done, and undone (A5)."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from ..enums import MergeState
from .customer import Customer


class Merge(models.Model):
    """One customer that was merged into another, or is to be merged when a second person has agreed.

    choices: the chosen value of each field. record: what the merge changed, for an undo; it is erased when the time for
    that is over.
    """

    kept = models.ForeignKey(Customer, models.PROTECT, related_name="merges", verbose_name=_("customer"))
    gone_number = models.CharField(_("Merged customer"), max_length=20, db_index=True)
    gone_name = models.CharField(_("customer name"), max_length=200)
    state = models.CharField(_("Status"), max_length=10, choices=MergeState.choices)
    reason = models.CharField(_("reason"), max_length=200)
    choices = models.JSONField(default=dict, blank=True)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("Asked by")
    )
    asked_at = models.DateTimeField(_("Asked"))
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("Decided by")
    )
    decided_at = models.DateTimeField(_("Decided"), null=True, blank=True)
    note = models.CharField(_("note"), max_length=200, blank=True)
    record = models.JSONField(default=dict, blank=True)
    history = HistoricalRecords(excluded_fields=["record"])

    class Meta:
        verbose_name = _("Merge")
        ordering = ("-asked_at", "-pk")
        constraints = [
            models.UniqueConstraint(
                fields=["gone_number"], condition=models.Q(state="asked"), name="one_open_merge_of_a_customer"
            )
        ]
        indexes = [models.Index(fields=["-asked_at", "-id"], name="merges_latest")]

    def __str__(self) -> str:
        return f"{self.gone_number} → {self.kept.number}"
