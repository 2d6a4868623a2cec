"""When a purchase is due for installation and maintenance."""

from __future__ import annotations

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from aftersales.store.fields import CodeField
from customers.models import Purchase
from customers.models.rules import DatedRule


class VisitServiceRule(DatedRule):
    """Within how many days goods are installed, and how often they are maintained unless agreed otherwise
    (visits/rules/kinds.py, ServiceTerms). One row is in effect a day."""

    install_within = models.PositiveSmallIntegerField(_("installed within days"))
    install_known = models.PositiveSmallIntegerField(_("installation asked for days"))
    maintenance_months = models.PositiveSmallIntegerField(_("maintenance interval in months"))
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("Rule of maintenance and installation")
        ordering = ("-effective_from",)

    def __str__(self) -> str:
        return str(_("Maintenance and installation"))


class MaintenancePlan(models.Model):
    """The maintenance that was agreed for a purchase. starts_on: the day from which the months count until the first
    maintenance is done. until_on: the end of the contract. next_due_on: reckoned and stored (services/kinds.py); empty
    when the contract ends before."""

    purchase = models.OneToOneField(
        Purchase, models.CASCADE, related_name="maintenance_plan", verbose_name=_("Purchase")
    )
    months = models.PositiveSmallIntegerField(_("interval in months"))
    starts_on = models.DateField(_("counted from"))
    until_on = models.DateField(_("Contract ends"), null=True, blank=True)
    contract_number = CodeField(_("contract number"), max_length=60, blank=True)
    next_due_on = models.DateField(_("Next due"), null=True, blank=True)
    version = models.PositiveIntegerField(default=1)
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("Maintenance plan")
        ordering = ("next_due_on", "pk")
        indexes = [models.Index(fields=["next_due_on", "id"], name="maintenance_due")]

    def __str__(self) -> str:
        return str(self.purchase)

    def get_absolute_url(self) -> str:
        return reverse("maintenance_plan", args=[self.purchase_id])
