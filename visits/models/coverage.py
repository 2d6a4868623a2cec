"""What the share of visits in time was at the end of each quarter."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from aftersales.staff.models import Region
from customers.enums import Tier


class CoverageDay(models.Model):
    """The last day of a quarter for which the figures are kept. taken_at: when they were counted; if that was much
    later, they rest on the tiers and intervals of that later time."""

    on = models.DateField(_("Date"), unique=True)
    taken_at = models.DateTimeField(_("Counted at"))

    class Meta:
        verbose_name = _("Visit coverage of a quarter")
        ordering = ("on",)


class CoverageFigure(models.Model):
    """How many customers of a tier and region counted on a day, and how many of them were in time."""

    day = models.ForeignKey(CoverageDay, models.CASCADE, related_name="figures", verbose_name=_("Date"))
    tier = models.CharField(_("tier"), max_length=10, choices=Tier.choices)
    region = models.ForeignKey(
        Region, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("region")
    )
    due = models.PositiveIntegerField(_("Customers to visit"))
    in_time = models.PositiveIntegerField(_("Visited in time"))

    class Meta:
        verbose_name = _("Visit coverage of a tier and region")
        ordering = ("day", "tier", "region")
        constraints = [
            models.CheckConstraint(condition=models.Q(in_time__lte=models.F("due")), name="in_time_within_due"),
        ]
