"""Proposals and their lines."""

from __future__ import annotations

from decimal import Decimal

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from customers.models import Purchase

from ..enums import ProposalState, Remedy
from .ticket import Ticket


class Proposal(models.Model):
    """A proposed resolution with remedy, lines and costs (T6). amount = Σ quantity × price + costs, in CNY."""

    ticket = models.ForeignKey(Ticket, models.PROTECT, related_name="proposals", verbose_name=_("Ticket"))
    remedy = models.CharField(_("remedy"), max_length=12, choices=Remedy.choices)
    costs = models.DecimalField(_("other costs"), max_digits=12, decimal_places=2, default=Decimal(0))
    amount = models.DecimalField(_("amount"), max_digits=12, decimal_places=2, default=Decimal(0))
    approved_amount = models.DecimalField(_("Approved amount"), max_digits=12, decimal_places=2, null=True, blank=True)
    reason = models.TextField(_("reason"), blank=True)
    # The problem of the ticket when it was submitted; a reopened ticket may have another one.
    problem = models.TextField(_("problem"), blank=True)
    no_return_required = models.BooleanField(_("no return needed"), default=False)
    no_return_reason = models.CharField(_("reason no return is needed"), max_length=200, blank=True)
    # Why it departs from what a meeting decided about the ticket.
    deviation_reason = models.CharField(
        _("reason for departing from the meeting’s decision"), max_length=500, blank=True
    )
    state = models.CharField(_("Status"), max_length=10, choices=ProposalState.choices, default=ProposalState.DRAFT)
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("Proposed by")
    )
    created_at = models.DateTimeField(_("Created"))
    version = models.PositiveIntegerField(default=1)
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("Proposal")
        ordering = ("-created_at", "-pk")
        constraints = [
            models.CheckConstraint(condition=Q(amount__gte=0) & Q(costs__gte=0), name="proposal_not_negative")
        ]
        indexes = [models.Index(fields=["ticket", "approved_amount"], name="proposal_cost")]


class ProposalLine(models.Model):
    """A line of a proposal: the quantity of a purchase, and the price."""

    proposal = models.ForeignKey(Proposal, models.CASCADE, related_name="lines", verbose_name=_("Proposal"))
    purchase = models.ForeignKey(
        Purchase, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("Product")
    )
    description = models.CharField(_("description"), max_length=200, blank=True)
    quantity = models.PositiveIntegerField(_("quantity"), default=1)
    unit_price = models.DecimalField(_("unit price"), max_digits=12, decimal_places=2)
    price_reason = models.CharField(_("reason for exceeding the price paid"), max_length=200, blank=True)
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("Proposal line")
        ordering = ("pk",)
        constraints = [
            models.CheckConstraint(condition=Q(unit_price__gte=0) & Q(quantity__gte=1), name="line_positive")
        ]

    @property
    def amount(self) -> Decimal:
        return self.quantity * self.unit_price
