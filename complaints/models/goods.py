"""What was done with the goods of a fulfilment, entry by entry (T7)."""

from __future__ import annotations

from decimal import Decimal

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from simple_history.models import HistoricalRecords

from aftersales.store.fields import CodeField
from customers.models import Product, Purchase

from ..enums import Disposition, InspectionResult, RecordKind
from .fulfilment import Fulfilment, FulfilmentLine


class GoodsRecord(models.Model):
    """One receipt, waiver, inspection or dispatch of the goods of a line.

    It stays: a mistake is corrected by a counter-entry with negative quantities, which refers to it.

    quantity: the pieces. refused: of an inspection, the pieces that were not accepted.
    """

    fulfilment = models.ForeignKey(Fulfilment, models.PROTECT, related_name="records", verbose_name=_("Fulfilment"))
    line = models.ForeignKey(
        FulfilmentLine, models.PROTECT, null=True, blank=True, related_name="records", verbose_name=_("Goods")
    )
    kind = models.CharField(_("type"), max_length=10, choices=RecordKind.choices)
    quantity = models.IntegerField(_("quantity"), default=0)
    refused = models.IntegerField(_("refused"), default=0)
    happened_on = models.DateField(_("date"))
    # Condition, finding, carrier, or why goods are waived or kept.
    note = models.TextField(_("note"), blank=True)
    serials = models.TextField(_("serial numbers"), blank=True)
    result = models.CharField(_("inspection result"), max_length=12, choices=InspectionResult.choices, blank=True)
    disposition = models.CharField(_("disposition"), max_length=10, choices=Disposition.choices, blank=True)
    cost = models.DecimalField(_("cost of handling"), max_digits=12, decimal_places=2, default=Decimal(0))
    # The purchase of replacements without a serial number.
    replacement = models.ForeignKey(
        Purchase, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("Replacement")
    )
    reverses = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="reversed_by", verbose_name=_("corrects")
    )
    # Why it is corrected, or why a serial number is missing or belongs to somebody else.
    reason = models.CharField(_("reason"), max_length=200, blank=True)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("Recorded by")
    )
    recorded_at = models.DateTimeField(_("Recorded at"))
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("Goods record")
        ordering = ("pk",)
        constraints = [
            models.CheckConstraint(
                condition=Q(quantity__gte=0, refused__gte=0, reverses=None)
                | Q(quantity__lte=0, refused__lte=0, reverses__isnull=False),
                name="counter_entry_is_negative",
            )
        ]

    @property
    def entry(self) -> str:
        """Its name in a correction."""
        return f"goods-{self.pk}"

    @property
    def corrects(self) -> str | None:
        """The name of the record that it takes back."""
        return f"goods-{self.reverses_id}" if self.reverses_id else None


class ReturnedUnit(models.Model):
    """A returned product with its serial number, and its replacement.

    Who has a piece now is in customers.SerialNumber.
    """

    line = models.ForeignKey(FulfilmentLine, models.PROTECT, related_name="units", verbose_name=_("Line"))
    product = models.ForeignKey(
        Product, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("Product")
    )
    serial = CodeField(_("serial number"), max_length=60, blank=True, db_index=True)
    # Whether the purchase has this serial number; None if the purchase names no serial number.
    of_purchase = models.BooleanField(_("Related purchase"), null=True)
    received_at = models.DateTimeField(pgettext_lazy("a moment", "Received"), null=True, blank=True)
    received_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("Received by")
    )
    # The receipt and the dispatch that name it, and the purchase by which the customer had it before.
    receipt = models.ForeignKey(
        GoodsRecord,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="received_units",
        verbose_name=_("Goods received"),
    )
    dispatch = models.ForeignKey(
        GoodsRecord, models.PROTECT, null=True, blank=True, related_name="sent_units", verbose_name=_("Dispatch")
    )
    held_by = models.ForeignKey(
        Purchase, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("with the customer of")
    )
    replacement_serial = CodeField(_("replacement serial number"), max_length=60, blank=True, db_index=True)
    sent_at = models.DateTimeField(_("Sent"), null=True, blank=True)
    replacement = models.ForeignKey(
        Purchase, models.PROTECT, null=True, blank=True, related_name="replaces", verbose_name=_("Replacement")
    )
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("Serialized item")
        ordering = ("pk",)
        constraints = [
            models.UniqueConstraint(fields=["line", "serial"], condition=~Q(serial=""), name="serial_once_a_line"),
            models.CheckConstraint(condition=~Q(serial="") | ~Q(replacement_serial=""), name="unit_has_a_serial"),
        ]
