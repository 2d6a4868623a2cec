"""Possible duplicates, and the former numbers of merged customers (A5)."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from aftersales.store.fields import CodeField

from ..enums import PairState
from .customer import Customer


class CustomerAlias(models.Model):
    """A number that was merged into another customer. The customer is still found by it; the old row is in the
    history."""

    number = CodeField(_("customer number"), max_length=20, unique=True)
    external_number = CodeField(_("number in the old system"), max_length=60, blank=True, db_index=True)
    customer = models.ForeignKey(Customer, models.PROTECT, related_name="aliases", verbose_name=_("customer"))
    former_id = models.BigIntegerField(_("Former customer record"), unique=True)
    name = models.CharField(_("customer name"), max_length=200)
    merged_at = models.DateTimeField(_("Merge"))
    merged_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("Merged by")
    )
    reason = models.CharField(_("reason"), max_length=200, blank=True)
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("Customer’s former number")
        ordering = ("-merged_at", "-pk")

    def __str__(self) -> str:
        return self.number


class DuplicatePair(models.Model):
    """Two customers that may be one. The scan finds them; the row stays until somebody merges them or keeps them apart.

    reasons: which of phone, contact_phone and name are equal. likeness: the weighted sum of these (rules/merging.py).
    """

    first = models.ForeignKey(Customer, models.CASCADE, related_name="+", verbose_name=_("One of the two"))
    second = models.ForeignKey(Customer, models.CASCADE, related_name="+", verbose_name=_("The other one"))
    reasons = models.JSONField(_("Basis"), default=list)
    likeness = models.PositiveSmallIntegerField(_("Similarity"), default=0)
    state = models.CharField(_("Status"), max_length=10, choices=PairState.choices, default=PairState.OPEN)
    found_at = models.DateTimeField(_("Found"))
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("Decided by")
    )
    decided_at = models.DateTimeField(_("Decided"), null=True, blank=True)
    reason = models.CharField(_("reason"), max_length=200, blank=True)
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("Possible duplicate")
        ordering = ("-likeness", "pk")
        constraints = [
            models.UniqueConstraint(fields=["first", "second"], name="one_row_per_pair"),
            models.CheckConstraint(condition=Q(first__lt=F("second")), name="pair_in_order"),
        ]
        indexes = [models.Index(fields=["state", "-likeness", "id"], name="pairs_by_likeness")]
