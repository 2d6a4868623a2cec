"""Products and purchases (A2)."""

from __future__ import annotations

from datetime import date

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from aftersales.staff.models import Named
from aftersales.store.fields import CodeField

from .customer import Customer


class Product(Named):
    """A product that the company makes and sells."""

    code = CodeField(_("product code"), max_length=40, unique=True)
    category = models.CharField(_("category"), max_length=60, blank=True)
    unit = models.CharField(_("unit"), max_length=20, blank=True)
    batch_tracked = models.BooleanField(_("tracked by batch"), default=True)
    serial_tracked = models.BooleanField(_("tracked by serial number"), default=False)
    list_price = models.DecimalField(_("list price"), max_digits=12, decimal_places=2, default=0)
    warranty_months = models.PositiveSmallIntegerField(_("warranty months"), default=24)
    needs_installation = models.BooleanField(_("needs installation"), default=False)
    is_active = models.BooleanField(_("active"), default=True)
    version = models.PositiveIntegerField(default=1, editable=False)
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("Product")
        ordering = ("code",)

    @property
    def label(self) -> str:
        return f"{self} {self.code}"


class Purchase(models.Model):
    """A product sold to a customer. Its service record continues for the life of the product (A2)."""

    customer = models.ForeignKey(Customer, models.PROTECT, related_name="purchases", verbose_name=_("customer"))
    product = models.ForeignKey(Product, models.PROTECT, related_name="sold", verbose_name=_("product"), db_index=False)
    grade = models.CharField(_("product grade"), max_length=40, blank=True)
    batch = CodeField(_("batch"), max_length=40, blank=True, db_index=True)
    serial = CodeField(_("serial number"), max_length=60, blank=True, db_index=True)
    quantity = models.PositiveIntegerField(_("quantity"), default=1)
    unit_price = models.DecimalField(_("unit price"), max_digits=12, decimal_places=2, default=0)
    contract_number = CodeField(_("contract number"), max_length=60, blank=True, db_index=True)
    inspection_body = models.CharField(_("inspection body"), max_length=100, blank=True)
    purchased_on = models.DateField(_("purchase date"), null=True, blank=True)
    installed_on = models.DateField(_("installation date"), null=True, blank=True)
    exchanged_on = models.DateField(_("replacement sent on"), null=True, blank=True)
    # The period of the product on the day of the sale, which later changes of the product leave alone.
    warranty_months = models.PositiveSmallIntegerField(_("warranty months"), default=0)
    warranty_agreed_until = models.DateField(_("warranty agreed until"), null=True, blank=True)
    # Reckoned from all facts (services/warranties.py), with its reasons, and stored for lists and filters.
    warranty_until = models.DateField(_("warranty until"), null=True, blank=True)
    warranty_reasons = models.JSONField(default=list, blank=True, editable=False)
    import_key = models.CharField(max_length=64, null=True, unique=True, editable=False)
    history = HistoricalRecords(excluded_fields=["warranty_reasons"])

    class Meta:
        verbose_name = _("Purchase")
        ordering = ("-purchased_on", "-pk")
        indexes = [
            models.Index(fields=["customer", "-purchased_on", "-id"], name="purchase_of_customer"),
            models.Index(fields=["-purchased_on", "-id"], name="purchase_latest"),
            models.Index(fields=["product", "-purchased_on", "-id"], name="purchase_of_product"),
            models.Index(fields=["product", "quantity"], name="purchase_pieces"),
            models.Index(fields=["product", "batch", "purchased_on", "quantity"], name="purchase_of_batch"),
        ]

    def __str__(self) -> str:
        return f"{self.product.label} {self.batch}".strip()

    def in_warranty(self, on: date) -> bool:
        return bool(self.warranty_until and on <= self.warranty_until)


class RepairStay(models.Model):
    """Days on which the company had a purchase for repair: first and last, which is empty as long as it has it. source:
    the number of the ticket."""

    purchase = models.ForeignKey(Purchase, models.CASCADE, related_name="repair_stays", verbose_name=_("Purchase"))
    first = models.DateField(_("received on"))
    last = models.DateField(_("returned on"), null=True, blank=True)
    source = models.CharField(_("Ticket"), max_length=40)
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("Repair")
        ordering = ("first", "pk")
        indexes = [models.Index(fields=["purchase"], condition=Q(last=None), name="in_repair")]

    def __str__(self) -> str:
        return self.source


class SerialNumber(models.Model):
    """One piece of a product, and who has it now: the customer of a purchase, or we.

    Sales, receipts, dispatches and their corrections change it; its history is the way of the piece.
    """

    product = models.ForeignKey(Product, models.PROTECT, related_name="serials", verbose_name=_("product"))
    serial = models.CharField(_("serial number"), max_length=60)
    purchase = models.ForeignKey(
        Purchase,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="serial_numbers",
        verbose_name=_("with the customer of"),
    )
    # Whether a piece that is with us may be sold or sent: false from its return until an inspection releases it.
    usable = models.BooleanField(_("may be sold"), default=True)
    since = models.DateTimeField(_("since"))
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("Serial number")
        ordering = ("product", "serial")
        constraints = [models.UniqueConstraint(fields=["product", "serial"], name="serial_names_one_piece")]

    def __str__(self) -> str:
        return self.serial
