"""Customers and their contacts (A1)."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from aftersales.staff.models import Outlet, Region

from ..enums import CustomerKind, Grade, Qualification, Tier


class Customer(models.Model):
    """A company or person we sell to (A1).

    services/search.py fills search_words, search_text, phone_digits and name_key, by which customers are found and
    compared.
    """

    number = models.CharField(_("customer number"), max_length=20, unique=True)
    name = models.CharField(_("customer name"), max_length=200)
    name_key = models.CharField(max_length=200, blank=True, editable=False, db_index=True)
    kind = models.CharField(_("type"), max_length=10, choices=CustomerKind.choices, default=CustomerKind.COMPANY)
    region = models.ForeignKey(Region, models.PROTECT, null=True, blank=True, verbose_name=_("region"))
    outlet = models.ForeignKey(Outlet, models.PROTECT, null=True, blank=True, verbose_name=_("service outlet"))
    address = models.CharField(_("address"), max_length=300, blank=True)
    phone = models.CharField(_("phone"), max_length=40, blank=True)
    phone_digits = models.CharField(max_length=40, blank=True, editable=False, db_index=True)
    email = models.EmailField(_("email"), blank=True)
    qualification = models.CharField(
        _("qualification status"), max_length=12, choices=Qualification.choices, default=Qualification.UNCHECKED
    )
    qualification_until = models.DateField(_("qualification valid until"), null=True, blank=True)
    # The end date about which the rep was already notified, so that each date is announced once.
    qualification_told_for = models.DateField(null=True, blank=True, editable=False)
    annual_demand = models.DecimalField(_("annual demand"), max_digits=14, decimal_places=2, null=True, blank=True)
    since = models.DateField(_("customer since"), null=True, blank=True)
    tier = models.CharField(_("tier"), max_length=10, choices=Tier.choices, default=Tier.ORDINARY)
    rep = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="customers",
        verbose_name=_("account rep"),
    )
    grade = models.CharField(_("satisfaction grade"), max_length=1, choices=Grade.choices, blank=True)
    previous_grade = models.CharField(_("Previous grade"), max_length=1, choices=Grade.choices, blank=True)
    grade_reasons = models.JSONField(_("Basis of the grade"), default=list, blank=True)
    graded_at = models.DateTimeField(_("Graded"), null=True, blank=True)
    is_critical = models.BooleanField(_("critical (F)"), default=False)
    # A grade set by hand is valid until this day. From grade_due_on on, the grading rule is applied again.
    grade_held_until = models.DateField(_("grade valid until"), null=True, blank=True)
    grade_due_on = models.DateField(null=True, blank=True, editable=False)
    not_by_phone = models.BooleanField(_("do not call"), default=False)
    not_before = models.TimeField(_("do not call before"), null=True, blank=True)
    remarks = models.TextField(_("remarks"), blank=True)
    search_words = models.TextField(blank=True, default="", editable=False)
    search_text = models.TextField(blank=True, editable=False)
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(_("Created"))
    erased_at = models.DateTimeField(_("erased"), null=True, blank=True, editable=False)
    history = HistoricalRecords(
        excluded_fields=[
            "search_words",
            "search_text",
            "name_key",
            "phone_digits",
            "qualification_told_for",
            "grade_due_on",
        ]
    )

    class Meta:
        verbose_name = _("Customer")
        ordering = ("name", "pk")
        indexes = [
            models.Index(fields=["name", "id"], name="customer_by_name"),
            models.Index(fields=["region", "name", "id"], name="customer_in_region"),
            models.Index(fields=["rep", "name", "id"], name="customer_of_rep"),
            models.Index(fields=["tier", "id"], name="customer_tier"),
            models.Index(fields=["qualification_until"], condition=Q(qualification="valid"), name="qualified_until"),
            models.Index(fields=["id"], condition=Q(search_words=""), name="customer_not_indexed"),
            models.Index(fields=["grade_due_on"], condition=Q(grade_due_on__isnull=False), name="grade_due"),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("customer", args=[self.number])

    @property
    def main_contact(self) -> Contact | None:
        """The main contact, or None. Prefetch `contacts`, or each call needs a query."""
        return next(iter(sorted(self.contacts.all(), key=lambda c: (not c.is_primary, c.pk))), None)


class Contact(models.Model):
    """A person at a customer whom we can talk to."""

    customer = models.ForeignKey(Customer, models.CASCADE, related_name="contacts", verbose_name=_("customer"))
    name = models.CharField(_("contact name"), max_length=100)
    name_key = models.CharField(max_length=200, blank=True, editable=False)
    title = models.CharField(_("job title"), max_length=100, blank=True)
    phone = models.CharField(_("phone"), max_length=40, blank=True)
    phone_digits = models.CharField(max_length=40, blank=True, editable=False, db_index=True)
    email = models.EmailField(_("email"), blank=True)
    is_primary = models.BooleanField(_("main contact"), default=False)
    history = HistoricalRecords(excluded_fields=["name_key", "phone_digits"])

    class Meta:
        verbose_name = _("Contact")
        ordering = ("-is_primary", "pk")

    def __str__(self) -> str:
        return self.name
