"""Products and purchases (A2)."""

from __future__ import annotations

from datetime import date

from django.db import models
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from aftersales.staff.models import Named

from .customer import Customer


class Product(Named):
    """A product that the company makes and sells."""

    code = models.CharField(_("product code"), max_length=40, unique=True)
    category = models.CharField(_("category"), max_length=60, blank=True)
    unit = models.CharField(_("unit"), max_length=20, blank=True)
    batch_tracked = models.BooleanField(_("tracked by batch"), default=True)
    serial_tracked = models.BooleanField(_("tracked by serial number"), default=False)
    list_price = models.DecimalField(_("list price"), max_digits=12, decimal_places=2, default=0)
    warranty_months = models.PositiveSmallIntegerField(_("warranty months"), default=24)
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
    batch = models.CharField(_("batch"), max_length=40, blank=True, db_index=True)
    serial = models.CharField(_("serial number"), max_length=60, blank=True, db_index=True)
    quantity = models.PositiveIntegerField(_("quantity"), default=1)
    unit_price = models.DecimalField(_("unit price"), max_digits=12, decimal_places=2, default=0)
    contract_number = models.CharField(_("contract number"), max_length=60, blank=True, db_index=True)
    inspection_body = models.CharField(_("inspection body"), max_length=100, blank=True)
    purchased_on = models.DateField(_("purchase date"), null=True, blank=True)
    warranty_until = models.DateField(_("warranty until"), null=True, blank=True)
    import_key = models.CharField(max_length=64, null=True, unique=True, editable=False)
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("Purchase")
        ordering = ("-purchased_on", "-pk")
        indexes = [
            models.Index(fields=["customer", "-purchased_on", "-id"], name="purchase_of_customer"),
            models.Index(fields=["-purchased_on", "-id"], name="purchase_latest"),
            models.Index(fields=["product", "-purchased_on", "-id"], name="purchase_of_product"),
            models.Index(fields=["product", "quantity"], name="purchase_pieces"),
        ]

    def __str__(self) -> str:
        return f"{self.product.label} {self.batch}".strip()

    def in_warranty(self, on: date) -> bool:
        return bool(self.warranty_until and on <= self.warranty_until)
