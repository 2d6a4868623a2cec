"""Customers and their contacts (A1)."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from aftersales.staff.models import Outlet, Region
from aftersales.store.fields import CodeField

from ..enums import CustomerKind, Grade, Qualification, Tier


class Customer(models.Model):
    """A company or person we sell to (A1).

    services/search.py fills the fields by which customers are found and compared: search_words, reach_words (phones and
    email addresses, which not everybody may search), search_text, phone_digits, phone_local (without the area code),
    name_key (the sound) and name_core (the sound of the brand alone).
    """

    number = CodeField(_("customer number"), max_length=20, unique=True)
    name = models.CharField(_("customer name"), max_length=200)
    name_key = models.CharField(max_length=200, blank=True, editable=False, db_index=True)
    name_core = models.CharField(max_length=200, blank=True, editable=False, db_index=True)
    # The number of the system that was used before.
    external_number = CodeField(_("number in the old system"), max_length=60, blank=True)
    kind = models.CharField(_("type"), max_length=10, choices=CustomerKind.choices, default=CustomerKind.COMPANY)
    region = models.ForeignKey(Region, models.PROTECT, null=True, blank=True, verbose_name=_("region"))
    outlet = models.ForeignKey(Outlet, models.PROTECT, null=True, blank=True, verbose_name=_("service outlet"))
    address = models.CharField(_("address"), max_length=300, blank=True)
    # Read from the address, else from the name (rules/places.py); "" if neither tells.
    province = models.CharField(_("province"), max_length=3, blank=True, editable=False)
    phone = models.CharField(_("phone"), max_length=40, blank=True)
    phone_digits = models.CharField(max_length=40, blank=True, editable=False, db_index=True)
    phone_local = models.CharField(max_length=8, blank=True, editable=False)
    email = models.EmailField(_("email"), blank=True)
    qualification = models.CharField(
        _("qualification status"), max_length=12, choices=Qualification.choices, default=Qualification.UNCHECKED
    )
    qualification_until = models.DateField(_("qualification valid until"), null=True, blank=True)
    # The end date about which the rep was already notified, so that each date is announced once.
    qualification_told_for = models.DateField(null=True, blank=True, editable=False)
    annual_demand = models.DecimalField(_("annual demand"), max_digits=14, decimal_places=2, null=True, blank=True)
    since = models.DateField(_("customer since"), null=True, blank=True)
    # The last visit before this system was used; visits recorded here count instead.
    last_visit_on = models.DateField(_("last visit on"), null=True, blank=True)
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
    # A grade set by hand is valid until this day. At grade_due_at, the grading rule is applied again.
    grade_held_until = models.DateField(_("grade valid until"), null=True, blank=True)
    grade_due_at = models.DateTimeField(null=True, blank=True, editable=False)
    # When a person took F away: what was known then does not set it again while the grade is held.
    critical_cleared_at = models.DateTimeField(_("F removed"), null=True, blank=True, editable=False)
    not_by_phone = models.BooleanField(_("do not call"), default=False)
    not_before = models.TimeField(_("do not call before"), null=True, blank=True)
    remarks = models.TextField(_("remarks"), blank=True)
    search_words = models.TextField(blank=True, default="", editable=False)
    reach_words = models.TextField(blank=True, default="", editable=False)
    search_text = models.TextField(blank=True, editable=False)
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(_("Created"))
    erased_at = models.DateTimeField(_("erased"), null=True, blank=True, editable=False)
    history = HistoricalRecords(
        excluded_fields=[
            "search_words",
            "reach_words",
            "search_text",
            "name_key",
            "name_core",
            "phone_digits",
            "phone_local",
            "province",
            "qualification_told_for",
            "grade_due_at",
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
            models.Index(fields=["phone_local"], condition=~Q(phone_local=""), name="customer_local_phone"),
            models.Index(fields=["-is_critical", "-grade", "name", "id"], name="customer_worst_first"),
            models.Index(fields=["grade_due_at"], condition=Q(grade_due_at__isnull=False), name="grade_due"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["external_number"], condition=~Q(external_number=""), name="external_number_once"
            )
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
    phone_local = models.CharField(max_length=8, blank=True, editable=False)
    email = models.EmailField(_("email"), blank=True)
    is_primary = models.BooleanField(_("main contact"), default=False)
    history = HistoricalRecords(excluded_fields=["name_key", "phone_digits", "phone_local"])

    class Meta:
        verbose_name = _("Contact")
        ordering = ("-is_primary", "pk")
        indexes = [models.Index(fields=["phone_local"], condition=~Q(phone_local=""), name="contact_local_phone")]

    def __str__(self) -> str:
        return self.name
