"""Fulfilment of what was approved (T7)."""

from __future__ import annotations

from decimal import Decimal

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from simple_history.models import HistoricalRecords

from aftersales.staff.models import Department

from ..enums import Disposition, FulfilmentState, InspectionResult
from ..rules.fulfilment import LineCount
from .proposal import Proposal, ProposalLine


class Fulfilment(models.Model):
    """The work that follows an approval, and its progress."""

    proposal = models.OneToOneField(Proposal, models.PROTECT, related_name="fulfilment", verbose_name=_("Proposal"))
    state = models.CharField(_("Status"), max_length=14, choices=FulfilmentState.choices)
    department = models.ForeignKey(
        Department, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("fulfilled by")
    )
    paying_department = models.ForeignKey(
        Department, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("paid by")
    )
    # A constraint of the database refuses refunds above the approved amount.
    payable = models.DecimalField(_("refund due"), max_digits=12, decimal_places=2, default=Decimal(0))
    refunded = models.DecimalField(_("refunded"), max_digits=12, decimal_places=2, default=Decimal(0))
    # What the customer gives up when the fulfilment is ended before everything is paid.
    forgone = models.DecimalField(_("given up by the customer"), max_digits=12, decimal_places=2, default=Decimal(0))
    started_at = models.DateTimeField(_("Started"))
    finished_at = models.DateTimeField(_("Finished"), null=True, blank=True)
    shipped_with = models.CharField(_("shipped with"), max_length=100, blank=True)
    # goods_due_on: the date by which goods must be returned if their replacement was sent first.
    # goods_late_told_at: when users were notified that these goods are late.
    goods_due_on = models.DateField(_("goods due back"), null=True, blank=True)
    goods_late_told_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("Fulfilment")
        ordering = ("-started_at",)
        indexes = [
            models.Index(fields=["state", "started_at"], name="fulfilment_queue"),
            models.Index(fields=["goods_due_on"], name="goods_due", condition=Q(goods_late_told_at=None)),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(refunded__gte=0) & Q(refunded__lte=F("payable")), name="refunded_within_approval"
            )
        ]

    @property
    def has_records(self) -> bool:
        """Whether anything was recorded that may have to be corrected."""
        waives = not self.proposal.no_return_required
        return bool(
            self.shipped_with
            or self.refunded
            or self.forgone
            or any(
                row.received or row.kept or row.sent or row.forgone or (waives and row.waived)
                for row in self.lines.all()
            )
        )

    @property
    def left_to_refund(self) -> Decimal:
        return self.payable - self.refunded


class FulfilmentLine(models.Model):
    """The goods of one approved line, as quantities: expected = received + waived + kept + outstanding.

    The quantities are the sums of its GoodsRecords, counter-entries included.
    """

    fulfilment = models.ForeignKey(Fulfilment, models.CASCADE, related_name="lines", verbose_name=_("Fulfilment"))
    line = models.OneToOneField(ProposalLine, models.PROTECT, related_name="fulfilled", verbose_name=_("Line"))
    expected = models.PositiveIntegerField(_("Expected"))
    received = models.PositiveIntegerField(_("received"), default=0)
    waived = models.PositiveIntegerField(_("no return needed"), default=0)
    waived_reason = models.CharField(_("reason no return is needed"), max_length=200, blank=True)
    kept = models.PositiveIntegerField(_("kept by the customer"), default=0)
    inspected = models.PositiveIntegerField(_("inspected"), default=0)
    refused = models.PositiveIntegerField(_("refused"), default=0)
    sent_back = models.PositiveIntegerField(_("refused goods sent back"), default=0)
    forgone = models.PositiveIntegerField(_("replacement not wanted"), default=0)
    sent = models.PositiveIntegerField(_("sent to the customer"), default=0)
    received_at = models.DateTimeField(pgettext_lazy("a moment", "Received"), null=True, blank=True)
    received_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("Received by")
    )
    condition = models.CharField(_("condition on arrival"), max_length=200, blank=True)
    inspected_at = models.DateTimeField(_("Inspected"), null=True, blank=True)
    inspected_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("Inspected by"),
    )
    result = models.CharField(_("inspection result"), max_length=12, choices=InspectionResult.choices, blank=True)
    finding = models.TextField(_("inspection finding"), blank=True)
    disposition = models.CharField(_("disposition"), max_length=10, choices=Disposition.choices, blank=True)
    cost = models.DecimalField(_("cost of handling"), max_digits=12, decimal_places=2, default=Decimal(0))
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("Goods")
        ordering = ("pk",)
        constraints = [
            models.CheckConstraint(
                condition=Q(expected__gte=F("received") + F("waived") + F("kept")), name="not_more_than_expected"
            ),
            models.CheckConstraint(condition=Q(inspected__lte=F("received")), name="inspected_what_came"),
            models.CheckConstraint(condition=Q(refused__lte=F("inspected")), name="refused_what_was_inspected"),
            models.CheckConstraint(condition=Q(sent_back__lte=F("refused")), name="sent_back_what_was_refused"),
            models.CheckConstraint(
                condition=Q(expected__gte=F("sent") + F("kept") + F("refused") + F("forgone")), name="sent_what_is_owed"
            ),
            models.CheckConstraint(condition=Q(cost__gte=0), name="handling_cost_not_negative"),
        ]

    @property
    def count(self) -> LineCount:
        """The quantities of this line, for the rules."""
        return LineCount(**{name: getattr(self, name) for name in LineCount.__dataclass_fields__})

    @count.setter
    def count(self, count: LineCount) -> None:
        for name in LineCount.__dataclass_fields__:
            setattr(self, name, getattr(count, name))

    @property
    def outstanding(self) -> int:
        return self.count.outstanding

    @property
    def product_name(self) -> str:
        """The name of the product, or the description that was given instead."""
        sold = self.line.purchase
        return sold.product.label if sold else self.line.description


class Refund(models.Model):
    """Money paid back. Only users who are not authors of the proposal may record it (T7).

    A wrong refund is corrected by a counter-entry with a negative amount.
    """

    fulfilment = models.ForeignKey(Fulfilment, models.PROTECT, related_name="refunds", verbose_name=_("Fulfilment"))
    amount = models.DecimalField(_("amount"), max_digits=12, decimal_places=2)
    paid_on = models.DateField(_("paid on"))
    reference = models.CharField(_("payment reference"), max_length=100, blank=True)
    reverses = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="reversed_by", verbose_name=_("corrects")
    )
    reason = models.CharField(_("reason"), max_length=200, blank=True)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("Recorded by")
    )
    recorded_at = models.DateTimeField(_("Recorded at"))
    request_key = models.CharField(max_length=64, null=True, unique=True)
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("Refund")
        ordering = ("pk",)
        constraints = [
            models.CheckConstraint(
                condition=Q(amount__gt=0, reverses=None) | Q(amount__lt=0, reverses__isnull=False),
                name="refund_positive",
            )
        ]

    @property
    def entry(self) -> str:
        """Its name in a correction."""
        return f"refund-{self.pk}"

    @property
    def corrects(self) -> str | None:
        """The name of the refund that it takes back."""
        return f"refund-{self.reverses_id}" if self.reverses_id else None
