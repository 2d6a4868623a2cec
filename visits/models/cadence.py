"""How often customers are visited, and for whom it differs."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from customers.enums import Channel, Tier
from customers.models import Customer
from customers.models.rules import DatedRule

from ..enums import ExceptionKind


class Cadence(DatedRule):
    """How often customers of a tier are visited at least, and by which channel (V1). At most one row of a tier is in
    effect a day; a tier without one has no visits."""

    tier = models.CharField(_("tier"), max_length=10, choices=Tier.choices)
    months = models.PositiveSmallIntegerField(_("interval in months"))
    channel = models.CharField(_("channel"), max_length=10, choices=Channel.choices, default=Channel.PHONE)
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("Visit cadence")
        ordering = ("months", "tier", "-effective_from")
        constraints = [models.UniqueConstraint(fields=["tier", "effective_from"], name="one_cadence_a_day")]

    def __str__(self) -> str:
        return str(Tier(self.tier).label)


class VisitException(models.Model):
    """How the visits of a customer differ from what the tier requires; one of a kind for each customer.

    months: the interval of MORE OFTEN. not_before: the first day of NOT BEFORE. until: the last day of the exception; a
    pause always has one.
    """

    customer = models.ForeignKey(
        Customer, models.CASCADE, related_name="visit_exceptions", verbose_name=_("Customer"), db_index=False
    )
    kind = models.CharField(_("type"), max_length=10, choices=ExceptionKind.choices)
    months = models.PositiveSmallIntegerField(_("interval in months"), null=True, blank=True)
    not_before = models.DateField(_("not before"), null=True, blank=True)
    until = models.DateField(_("last day"), null=True, blank=True)
    reason = models.CharField(_("reason"), max_length=200)
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("Follow-up exception")
        ordering = ("pk",)
        constraints = [
            models.UniqueConstraint(fields=["customer", "kind"], name="one_exception_of_a_kind"),
            models.CheckConstraint(
                condition=~Q(kind="often") | Q(months__isnull=False), name="more_often_has_an_interval"
            ),
            models.CheckConstraint(
                condition=~Q(kind="not_before") | Q(not_before__isnull=False), name="not_before_has_a_day"
            ),
            models.CheckConstraint(condition=~Q(kind="paused") | Q(until__isnull=False), name="pause_has_an_end"),
        ]

    def get_absolute_url(self) -> str:
        return reverse("visit_exception", args=[self.customer.number])
