"""Signals of what is rising, and the runs that found them (B9)."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from aftersales.staff.models import Region
from aftersales.store.fields import CodeField
from complaints.enums import Kind
from complaints.quality.models import Investigation
from complaints.rules.problems import name_of
from customers.models import Product

from .enums import Level, SignalState


class RadarRun(models.Model):
    """One look at all series, for a whole week. week: its Monday. series: how many were watched; tests: how many of
    their tests could alarm. limit: the chance below which one did."""

    week = models.DateField(_("week"), unique=True)
    computed_at = models.DateTimeField(_("computed at"))
    series = models.PositiveIntegerField(_("series watched"))
    tests = models.PositiveIntegerField(_("tests"))
    limit = models.FloatField(_("limit"))

    class Meta:
        verbose_name = _("Run of the radar")
        ordering = ("-week",)

    def __str__(self) -> str:
        return self.week.isoformat()


class RadarSignal(models.Model):
    """A series that rises, from the week in which it was found until it is back in its usual range.

    The series: kind (a type of ticket) or problem (the number of a kind of problem, of complaints/rules/problems.py),
    at a product, batch or region; empty means any. week: the Monday of the week in which it was found. The figures are
    those of last_week: count tickets in `weeks` weeks, usual in as many weeks, chance, the counts week by week, and
    the usual range of one week. key: names the series, which has one signal until ended_at.
    """

    key = models.CharField(max_length=100, editable=False)
    kind = models.CharField(_("type"), max_length=12, choices=Kind.choices, blank=True)
    problem = models.PositiveSmallIntegerField(_("kind of problem"), null=True, blank=True)
    product = models.ForeignKey(
        Product, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("product")
    )
    batch = CodeField(_("batch"), max_length=40, blank=True)
    region = models.ForeignKey(
        Region, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("region")
    )
    level = models.CharField(_("level"), max_length=5, choices=Level.choices)
    week = models.DateField(_("week"))
    last_week = models.DateField(_("last week"))
    weeks = models.PositiveSmallIntegerField(_("weeks"))
    count = models.PositiveIntegerField(_("tickets"))
    usual = models.FloatField(_("usual count"))
    chance = models.FloatField(_("chance"))
    counts = models.JSONField(_("counts by week"), default=list)
    low = models.FloatField(_("usual range from"))
    high = models.FloatField(_("usual range up to"))
    state = models.CharField(_("status"), max_length=12, choices=SignalState.choices, default=SignalState.NEW)
    investigation = models.ForeignKey(
        Investigation, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("Investigation")
    )
    reason = models.CharField(_("reason"), max_length=500, blank=True)
    judged_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("Judged by")
    )
    judged_at = models.DateTimeField(_("Judged at"), null=True, blank=True)
    found_at = models.DateTimeField(_("found at"))
    ended_at = models.DateTimeField(_("Back to normal"), null=True, blank=True)
    version = models.PositiveIntegerField(default=1)
    history = HistoricalRecords(
        excluded_fields=["last_week", "weeks", "count", "usual", "chance", "counts", "low", "high"]
    )

    class Meta:
        verbose_name = _("Signal of the radar")
        ordering = ("-found_at", "-pk")
        constraints = [
            models.UniqueConstraint(fields=["key"], condition=Q(ended_at=None), name="one_signal_at_a_time"),
        ]
        indexes = [
            models.Index(fields=["-found_at", "-id"], name="signal_found"),
            models.Index(fields=["level", "-found_at", "-id"], name="signal_level"),
            models.Index(fields=["-ended_at"], name="signal_ended"),
        ]

    def __str__(self) -> str:
        return " · ".join([self.theme, *self.places])

    @property
    def theme(self) -> str:
        """What is counted, in the active language."""
        return name_of(self.problem) if self.problem is not None else str(self.get_kind_display())

    @property
    def places(self) -> list[str]:
        """Where: product, batch, region."""
        product = [self.product.code] if self.product_id and self.product else []
        return [*product, *filter(None, [self.batch]), *([str(self.region)] if self.region_id else [])]

    def get_absolute_url(self) -> str:
        return f"{reverse('radar')}#signal-{self.pk}"
