"""Sums of figures by day, which the dashboards read instead of counting the rows again."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

ONLY = 1  # the key of the only row of KeptFigures


class DaySum(models.Model):
    """What a source of figures has on a day: of all rows, or of those with a value of a dimension.

    dim: "" for all rows, or the name of a filter or split; key: its value. day: of rows without a day, 1 January of the
    year 1. sum_0 to sum_6: the columns of the source in their order. fen: its amount of money. until: when the sums
    change by time alone, because something falls due; only with dim "". services/keeping.py makes the rows; they have
    no history, because what they are counted from has.
    """

    source = models.CharField(_("source"), max_length=20)
    dim = models.CharField(_("Dimension"), max_length=8, blank=True)
    key = models.CharField(_("Value"), max_length=40, blank=True)
    day = models.DateField(_("Day"))
    sum_0 = models.BigIntegerField(default=0)
    sum_1 = models.BigIntegerField(default=0)
    sum_2 = models.BigIntegerField(default=0)
    sum_3 = models.BigIntegerField(default=0)
    sum_4 = models.BigIntegerField(default=0)
    sum_5 = models.BigIntegerField(default=0)
    sum_6 = models.BigIntegerField(default=0)
    fen = models.BigIntegerField(_("amount"), default=0)
    until = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("Figures of a day")
        ordering = ("source", "dim", "key", "day")
        constraints = [models.UniqueConstraint(fields=["source", "dim", "key", "day"], name="one_sum_a_day")]
        indexes = [
            models.Index(fields=["source", "dim", "day"], name="day_sum_day"),
            models.Index(fields=["until"], condition=Q(until__isnull=False), name="day_sum_until"),
        ]


class KeptFigures(models.Model):
    """How far the kept sums are: the only row of its table.

    since: of each table that figures are counted from, the key up to which all history rows are in the sums; {} before
    the sums were first made. next_since: the keys that become `since` once the transactions in `waits_for` have ended.
    edition: of the sums that are kept. checked_at, compared, differed: the last nightly check, how many sums
    it compared, and how many of them were wrong.
    """

    since = models.JSONField(default=dict)
    next_since = models.JSONField(default=dict)
    waits_for = models.JSONField(default=list)
    edition = models.PositiveIntegerField(default=0)
    made_at = models.DateTimeField(_("Made"), null=True, blank=True)
    checked_at = models.DateTimeField(_("Checked"), null=True, blank=True)
    compared = models.PositiveIntegerField(default=0)
    differed = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = _("State of the kept figures")
        ordering = ("pk",)
