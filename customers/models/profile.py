"""The profile of a customer over time: tiers, annual demands and grades with their dates (A1, A8)."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from ..enums import Grade, Tier
from .customer import Customer


class TierPeriod(models.Model):
    """The tier of a customer from one day until the next tier began."""

    customer = models.ForeignKey(Customer, models.CASCADE, related_name="tier_periods", verbose_name=_("customer"))
    tier = models.CharField(_("tier"), max_length=10, choices=Tier.choices)
    since = models.DateField(_("from"))
    until = models.DateField(_("until"), null=True, blank=True)
    reason = models.CharField(_("reason"), max_length=200, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("By"))
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("Tier")
        ordering = ("-since", "-pk")
        indexes = [models.Index(fields=["customer", "-since", "-id"], name="tier_history")]


class AnnualDemand(models.Model):
    """年需求量 of one year. The customer's own field shows the latest one."""

    customer = models.ForeignKey(Customer, models.CASCADE, related_name="demands", verbose_name=_("customer"))
    year = models.PositiveSmallIntegerField(_("year"))
    amount = models.DecimalField(_("annual demand"), max_digits=14, decimal_places=2)
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("Annual demand")
        ordering = ("-year",)
        constraints = [models.UniqueConstraint(fields=["customer", "year"], name="one_demand_per_year")]


class Grading(models.Model):
    """One change of the satisfaction grade. It is never changed.

    reasons: [{code, params}] from the rule, turned into text when they are read. by, reason: who set the grade by hand,
    and why.
    """

    customer = models.ForeignKey(Customer, models.CASCADE, related_name="gradings", verbose_name=_("customer"))
    grade = models.CharField(max_length=1, choices=Grade.choices, blank=True)
    is_critical = models.BooleanField(default=False)
    reasons = models.JSONField(_("Basis"), default=list)
    at = models.DateTimeField(_("Date and time"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("By"))
    reason = models.CharField(_("reason"), max_length=200, blank=True)
    held_until = models.DateField(null=True, blank=True)

    class Meta:
        verbose_name = _("Satisfaction grade")
        ordering = ("-at", "-pk")
        indexes = [
            models.Index(fields=["customer", "-at", "-id"], name="grade_history"),
            models.Index(fields=["at", "customer"], name="grade_changes"),
        ]
