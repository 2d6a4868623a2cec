"""Suppliers, what quality problems cost beyond the fulfilments, and what is claimed from suppliers."""

from __future__ import annotations

from decimal import Decimal

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from aftersales.store.fields import CodeField
from complaints.models import Ticket
from customers.models import Product
from customers.models.rules import DatedRule

from ..enums import CostKind
from .actions import Action


class Supplier(models.Model):
    """A company that parts or goods are bought from."""

    number = CodeField(_("supplier number"), max_length=40, unique=True)
    name = models.CharField(_("name"), max_length=200)
    name_en = models.CharField(_("name in English"), max_length=200, blank=True)
    address = models.CharField(_("address"), max_length=300, blank=True)
    is_active = models.BooleanField(_("active"), default=True)
    version = models.PositiveIntegerField(default=1, editable=False)
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("Supplier")
        ordering = ("number",)

    def __str__(self) -> str:
        return self.name


class Supply(models.Model):
    """Who supplied a product, or one batch of it; the batch counts first."""

    supplier = models.ForeignKey(Supplier, models.CASCADE, related_name="supplies", verbose_name=_("Supplier"))
    product = models.ForeignKey(Product, models.PROTECT, related_name="+", verbose_name=_("Product"))
    batch = CodeField(_("batch"), max_length=40, blank=True)
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("Supply")
        ordering = ("product", "batch")
        constraints = [models.UniqueConstraint(fields=["product", "batch"], name="one_supplier_a_batch")]

    def __str__(self) -> str:
        return f"{self.product.code} {self.batch}".strip()


class QualityRule(DatedRule):
    """When late actions are escalated, for how long a problem reopens them, and what an hour of labour costs.

    One row is in effect a day (rules/actions.py, Terms).
    """

    manager_days = models.PositiveSmallIntegerField(_("department told after days"))
    gm_days = models.PositiveSmallIntegerField(_("general manager told after days"))
    manager_hours = models.PositiveSmallIntegerField(_("containment: department told after hours"))
    gm_hours = models.PositiveSmallIntegerField(_("containment: general manager told after hours"))
    reopen_days = models.PositiveSmallIntegerField(_("days in which a problem reopens an action"))
    redo_days = models.PositiveSmallIntegerField(_("days for a reopened action"))
    labour_rate = models.DecimalField(_("labour rate per hour"), max_digits=8, decimal_places=2)
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("Quality rule")
        ordering = ("-effective_from",)

    def __str__(self) -> str:
        return str(_("Quality actions and costs"))


class CostEntry(models.Model):
    """A cost that no fulfilment has: hours of labour, or freight. A wrong one is taken back by a counter-entry.

    rate: of an hour on that day. amount: hours × rate, rounded to the fen, or what the freight cost.
    """

    ticket = models.ForeignKey(Ticket, models.PROTECT, related_name="cost_entries", verbose_name=_("Ticket"))
    kind = models.CharField(_("type"), max_length=12, choices=CostKind.choices)
    happened_on = models.DateField(_("date"))
    hours = models.DecimalField(_("hours"), max_digits=7, decimal_places=2, null=True, blank=True)
    rate = models.DecimalField(_("rate"), max_digits=8, decimal_places=2, null=True, blank=True)
    amount = models.DecimalField(_("amount"), max_digits=12, decimal_places=2)
    note = models.CharField(_("note"), max_length=200, blank=True)
    reverses = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="reversed_by", verbose_name=_("corrects")
    )
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("Recorded by")
    )
    recorded_at = models.DateTimeField(_("Recorded at"))
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("Cost")
        ordering = ("happened_on", "pk")
        indexes = [models.Index(fields=["happened_on"], name="cost_day")]
        constraints = [
            models.CheckConstraint(
                condition=Q(amount__gt=0, reverses=None) | Q(amount__lt=0, reverses__isnull=False),
                name="counter_cost_is_negative",
            )
        ]


class Claim(models.Model):
    """What an action of the kind recovery claims from a supplier, the answer, and what was paid.

    cost: the cost of the tickets when it was claimed. reason: why more than that is claimed. share: the part of the
    responsibility that the supplier has, in per cent. case: where the meeting decided that share.
    """

    action = models.OneToOneField(Action, models.PROTECT, related_name="claim", verbose_name=_("Action"))
    supplier = models.ForeignKey(Supplier, models.PROTECT, related_name="claims", verbose_name=_("Supplier"))
    claimed = models.DecimalField(_("claimed amount"), max_digits=12, decimal_places=2)
    cost = models.DecimalField(_("cost"), max_digits=14, decimal_places=2)
    share = models.PositiveSmallIntegerField(_("supplier’s share in %"), null=True, blank=True)
    case = models.ForeignKey(
        "quality.MeetingCase", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("Decided in")
    )
    reason = models.CharField(_("reason"), max_length=500, blank=True)
    answer_due_on = models.DateField(_("answer due"))
    sent_on = models.DateField(_("letter sent on"), null=True, blank=True)
    answered_on = models.DateField(_("answered on"), null=True, blank=True)
    accepted = models.DecimalField(_("accepted amount"), max_digits=12, decimal_places=2, null=True, blank=True)
    answer = models.TextField(_("answer"), blank=True)
    received = models.DecimalField(_("received amount"), max_digits=12, decimal_places=2, default=Decimal(0))
    received_on = models.DateField(_("received on"), null=True, blank=True)
    reference = models.CharField(_("payment reference"), max_length=100, blank=True)
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("Recovery claim")
        ordering = ("pk",)
        constraints = [
            models.CheckConstraint(condition=Q(claimed__gt=0) & Q(received__gte=0), name="claim_not_negative"),
            models.CheckConstraint(
                condition=Q(accepted=None) | (Q(accepted__gte=0) & Q(accepted__lte=F("claimed"))),
                name="accepted_within_claim",
            ),
            models.CheckConstraint(
                condition=Q(received=0) | Q(received__lte=F("accepted")), name="received_within_accepted"
            ),
        ]

    @property
    def outstanding(self) -> Decimal:
        """What the supplier accepted and has not paid yet."""
        return (self.accepted or Decimal(0)) - self.received
