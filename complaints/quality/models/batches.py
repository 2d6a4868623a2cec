"""What is known of a batch besides its sales, and its early warnings (Q6)."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from aftersales.store.fields import CodeField
from customers.models import Product

from ..enums import WarningRule, WarningState
from ..rules.control_chart import FEWEST_COMPLAINTS, RUN
from .investigations import Investigation


def batch_url(product_id: int, batch: str, route: str = "batch", **asked: Any) -> str:
    """The page of a batch. A product without batches has one page, whose address names no batch."""
    query = {**({"batch": batch} if batch else {}), **{name: value for name, value in asked.items() if value}}
    address = reverse(route, args=[product_id])
    return f"{address}?{urlencode(query)}" if query else address


class BatchRecord(models.Model):
    """What production tells of a batch. There is a row only where somebody has entered something."""

    product = models.ForeignKey(Product, models.PROTECT, related_name="+", verbose_name=_("product"))
    batch = CodeField(_("batch"), max_length=40, blank=True)
    made_from = models.DateField(_("produced from"), null=True, blank=True)
    made_until = models.DateField(_("produced until"), null=True, blank=True)
    produced = models.PositiveIntegerField(_("units produced"), null=True, blank=True)
    in_stock = models.PositiveIntegerField(_("units in stock"), null=True, blank=True)
    blocked = models.PositiveIntegerField(_("of these blocked"), null=True, blank=True)
    note = models.CharField(_("note on the batch"), max_length=300, blank=True)
    version = models.PositiveIntegerField(default=1)
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("Batch")
        ordering = ("pk",)
        constraints = [models.UniqueConstraint(fields=["product", "batch"], name="one_record_a_batch")]

    def __str__(self) -> str:
        return f"{self.product.code} {self.batch}".strip()

    def get_absolute_url(self) -> str:
        return batch_url(self.product_id, self.batch)


class BatchWarning(models.Model):
    """An early warning of a batch: the task of the quality department to look at it.

    week: the Monday of the week that alarmed. last_week: of the last week that still did; it is written without
    history. ended_at: when the batch was back to normal. A batch has one warning of a rule until then. rate, limit and
    centre: complaints per 1,000 units in use, as they were when it was raised.
    """

    product = models.ForeignKey(Product, models.PROTECT, related_name="+", verbose_name=_("product"))
    batch = CodeField(_("batch"), max_length=40, blank=True)
    rule = models.CharField(_("rule"), max_length=8, choices=WarningRule.choices)
    week = models.DateField(_("week"))
    last_week = models.DateField()
    complaints = models.PositiveIntegerField(_("complaints"))
    units = models.PositiveIntegerField(_("units in use"))
    rate = models.DecimalField(_("rate"), max_digits=9, decimal_places=2)
    limit = models.DecimalField(_("u′ limit"), max_digits=9, decimal_places=2)
    centre = models.DecimalField(_("centre line"), max_digits=9, decimal_places=2)
    state = models.CharField(_("status"), max_length=12, choices=WarningState.choices, default=WarningState.NEW)
    investigation = models.ForeignKey(
        Investigation, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("Investigation")
    )
    reason = models.TextField(_("reason"), blank=True)
    judged_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("Judged by")
    )
    judged_at = models.DateTimeField(_("Judged at"), null=True, blank=True)
    opened_at = models.DateTimeField(_("Opened"))
    ended_at = models.DateTimeField(_("Back to normal"), null=True, blank=True)
    version = models.PositiveIntegerField(default=1)
    history = HistoricalRecords(excluded_fields=["last_week"])

    class Meta:
        verbose_name = _("Early warning")
        ordering = ("-opened_at", "-pk")
        constraints = [
            models.UniqueConstraint(
                fields=["product", "batch", "rule"], condition=Q(ended_at=None), name="one_warning_an_episode"
            )
        ]
        indexes = [
            models.Index(fields=["product", "batch", "-opened_at"], name="warning_of_batch"),
            models.Index(fields=["opened_at"], condition=Q(state="new"), name="warning_new"),
            models.Index(fields=["rule"], condition=Q(ended_at=None), name="warning_lasts"),
        ]

    def __str__(self) -> str:
        return f"{self.product.code} {self.batch}".strip()

    def get_absolute_url(self) -> str:
        return batch_url(self.product_id, self.batch)


class WarningRules(models.Model):
    """The rules of early warnings, in one row. Without it the standard ones apply."""

    beyond = models.BooleanField(_("beyond the u′ limit"), default=True)
    fewest = models.PositiveSmallIntegerField(_("fewest complaints"), default=FEWEST_COMPLAINTS)
    run = models.BooleanField(_("run above the centre line"), default=True)
    run_weeks = models.PositiveSmallIntegerField(_("weeks in a row"), default=RUN)
    version = models.PositiveIntegerField(default=1)
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("Early warning rules")
        ordering = ("pk",)
