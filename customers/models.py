"""The archive 客户档案: customers, their contacts, what they bought, every contact with them."""

from __future__ import annotations

from datetime import date

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from aftersales.staff.models import Named, Outlet, Region

from .enums import Channel, CustomerKind, Direction, Grade, Qualification, Tier


class Customer(models.Model):
    """One customer's archive (A1).

    search_text, phone_digits and name_key are what it is found and compared by, filled by services/search.py.
    """

    number = models.CharField(_("customer number"), max_length=20, unique=True)
    name = models.CharField(_("customer name"), max_length=200)
    name_key = models.CharField(max_length=200, blank=True, editable=False, db_index=True)
    kind = models.CharField(_("kind"), max_length=10, choices=CustomerKind.choices, default=CustomerKind.COMPANY)
    region = models.ForeignKey(Region, models.PROTECT, null=True, blank=True, verbose_name=_("region"))
    outlet = models.ForeignKey(Outlet, models.PROTECT, null=True, blank=True, verbose_name=_("service outlet"))
    address = models.CharField(_("address"), max_length=300, blank=True)
    phone = models.CharField(_("phone"), max_length=40, blank=True)
    phone_digits = models.CharField(max_length=40, blank=True, editable=False, db_index=True)
    email = models.EmailField(_("e-mail"), blank=True)
    qualification = models.CharField(
        _("qualification status"), max_length=12, choices=Qualification.choices, default=Qualification.UNCHECKED
    )
    annual_demand = models.DecimalField(_("annual demand"), max_digits=14, decimal_places=2, null=True, blank=True)
    since = models.DateField(_("customer since"), null=True, blank=True)
    tier = models.CharField(_("tier"), max_length=10, choices=Tier.choices, default=Tier.ORDINARY)
    rep = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="customers",
        verbose_name=_("account rep"),
    )  # fmt: skip
    grade = models.CharField(_("satisfaction grade"), max_length=1, choices=Grade.choices, blank=True)
    previous_grade = models.CharField(max_length=1, choices=Grade.choices, blank=True)
    grade_reasons = models.JSONField(default=list, blank=True)
    graded_at = models.DateTimeField(null=True, blank=True)
    is_critical = models.BooleanField(_("critical (F)"), default=False)
    not_by_phone = models.BooleanField(_("not by phone"), default=False)
    not_before = models.TimeField(_("not before"), null=True, blank=True)
    remarks = models.TextField(_("remarks"), blank=True)
    search_text = models.TextField(blank=True, editable=False)
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField()
    history = HistoricalRecords(excluded_fields=["search_text", "name_key", "phone_digits"])

    class Meta:
        ordering = ("name", "pk")
        indexes = [
            models.Index(fields=["name", "id"], name="customer_by_name"),
            models.Index(fields=["region", "name", "id"], name="customer_in_region"),
            models.Index(fields=["rep", "name", "id"], name="customer_of_rep"),
            models.Index(fields=["tier", "id"], name="customer_tier"),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("customer", args=[self.number])

    @property
    def main_contact(self) -> Contact | None:
        """The first contact; ask for contacts with prefetch_related."""
        return next(iter(sorted(self.contacts.all(), key=lambda c: (not c.is_primary, c.pk))), None)


class Contact(models.Model):
    """A person to speak with at a customer."""

    customer = models.ForeignKey(Customer, models.CASCADE, related_name="contacts", verbose_name=_("customer"))
    name = models.CharField(_("contact name"), max_length=100)
    name_key = models.CharField(max_length=200, blank=True, editable=False)
    title = models.CharField(_("job title"), max_length=100, blank=True)
    phone = models.CharField(_("phone"), max_length=40, blank=True)
    phone_digits = models.CharField(max_length=40, blank=True, editable=False, db_index=True)
    email = models.EmailField(_("e-mail"), blank=True)
    is_primary = models.BooleanField(_("main contact"), default=False)
    history = HistoricalRecords(excluded_fields=["name_key", "phone_digits"])

    class Meta:
        ordering = ("-is_primary", "pk")

    def __str__(self) -> str:
        return self.name


class Product(Named):
    """A product that the company makes and sells."""

    code = models.CharField(_("product code"), max_length=40, unique=True)
    category = models.CharField(_("category"), max_length=60, blank=True)
    batch_tracked = models.BooleanField(_("tracked by batch"), default=True)
    serial_tracked = models.BooleanField(_("tracked by serial number"), default=False)
    list_price = models.DecimalField(_("list price"), max_digits=12, decimal_places=2, default=0)
    warranty_months = models.PositiveSmallIntegerField(_("warranty months"), default=24)
    is_active = models.BooleanField(_("in use"), default=True)
    history = HistoricalRecords()

    class Meta:
        ordering = ("code",)

    @property
    def label(self) -> str:
        return f"{self} {self.code}"


class ProductSold(models.Model):
    """A product sold to a customer: its service file follows it for life (A2)."""

    customer = models.ForeignKey(Customer, models.PROTECT, related_name="purchases", verbose_name=_("customer"))
    product = models.ForeignKey(Product, models.PROTECT, related_name="sold", verbose_name=_("product"))
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
        ordering = ("-purchased_on", "-pk")
        indexes = [models.Index(fields=["customer", "-purchased_on", "-id"], name="sold_to_customer")]

    def __str__(self) -> str:
        return f"{self.product.label} {self.batch}".strip()

    def in_warranty(self, on: date) -> bool:
        return bool(self.warranty_until and on <= self.warranty_until)


class Interaction(models.Model):
    """One contact with a customer, either way, by any channel (A3). Its customer may not be known yet."""

    customer = models.ForeignKey(Customer, models.PROTECT, null=True, blank=True, related_name="interactions")
    contact = models.ForeignKey(Contact, models.SET_NULL, null=True, blank=True, related_name="interactions")
    contact_name = models.CharField(_("who"), max_length=100, blank=True)
    direction = models.CharField(_("direction"), max_length=3, choices=Direction.choices)
    channel = models.CharField(_("channel"), max_length=10, choices=Channel.choices)
    at = models.DateTimeField(_("when"))
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    body = models.TextField(_("what was said"), blank=True)
    duration_seconds = models.PositiveIntegerField(null=True, blank=True)
    answers = models.ForeignKey("self", models.SET_NULL, null=True, blank=True, related_name="answered_by")
    history = HistoricalRecords()

    class Meta:
        ordering = ("-at", "-pk")
        indexes = [models.Index(fields=["customer", "-at", "-id"], name="interaction_timeline")]

    def __str__(self) -> str:
        return self.body[:40]


class Reveal(models.Model):
    """Somebody read a masked phone number: who, when, whose, why (A4). Written once, never changed."""

    customer = models.ForeignKey(Customer, models.PROTECT, related_name="reveals")
    contact = models.ForeignKey(Contact, models.SET_NULL, null=True, blank=True, related_name="+")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    reason = models.CharField(_("reason"), max_length=200, blank=True)

    class Meta:
        ordering = ("-at", "-pk")
        indexes = [models.Index(fields=["customer", "-at"], name="reveal_of_customer")]
