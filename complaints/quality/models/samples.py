"""Samples that are kept for an investigation or an inspection body, and their custody."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from simple_history.models import HistoricalRecords

from aftersales.office.models import StoredFile
from aftersales.store.fields import CodeField
from complaints.models import Ticket
from customers.models import Product

from ..enums import SampleKind, SampleState
from .investigations import Investigation


class Sample(models.Model):
    """A sample that is kept under a seal until a date (Q5).

    place, custodian, holder: where it is now and who has it; `holder` names somebody outside, such as the inspection
    body, and then custodian is who handed it out. first_signed_by: who signed the disposal first; disposed_by: the
    second person. reminded_on: the day for which its custodian was told that it may be disposed of; it has no history.
    """

    number = models.CharField(_("number"), max_length=20, unique=True)
    kind = models.CharField(_("type"), max_length=8, choices=SampleKind.choices, default=SampleKind.SEALED)
    state = models.CharField(_("Status"), max_length=12, choices=SampleState.choices, default=SampleState.KEPT)
    seal_number = CodeField(_("seal number"), max_length=40)
    ticket = models.ForeignKey(
        Ticket, models.PROTECT, null=True, blank=True, related_name="samples", verbose_name=_("Ticket")
    )
    investigation = models.ForeignKey(
        Investigation, models.PROTECT, null=True, blank=True, related_name="samples", verbose_name=_("Investigation")
    )
    product = models.ForeignKey(Product, models.PROTECT, related_name="samples", verbose_name=_("Product"))
    batch = CodeField(_("batch"), max_length=40, blank=True)
    serial = CodeField(_("serial number"), max_length=60, blank=True)
    quantity = models.PositiveIntegerField(_("quantity"), default=1)
    description = models.CharField(_("description"), max_length=300, blank=True)
    taken_at = models.DateTimeField(pgettext_lazy("sample", "Taken"))
    taken_from = models.CharField(_("taken from"), max_length=200)
    place = models.CharField(_("place"), max_length=100)
    custodian = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="samples", verbose_name=_("custodian")
    )
    holder = models.CharField(_("handed to"), max_length=100, blank=True)
    retain_until = models.DateField(_("keep until"))
    disposal = models.CharField(_("how it is disposed of"), max_length=300, blank=True)
    first_signed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("First name")
    )
    first_signed_at = models.DateTimeField(_("First signed"), null=True, blank=True)
    disposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("Second name")
    )
    disposed_at = models.DateTimeField(_("Disposed of"), null=True, blank=True)
    reminded_on = models.DateField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)
    history = HistoricalRecords(excluded_fields=["reminded_on"])

    class Meta:
        verbose_name = _("Sample")
        ordering = ("retain_until", "pk")
        constraints = [
            # A seal holds one sample; the number of a seal whose sample is gone stays taken.
            models.UniqueConstraint(fields=["seal_number"], name="one_sample_per_seal"),
            models.CheckConstraint(
                condition=Q(disposed_by__isnull=True) | ~Q(disposed_by=models.F("first_signed_by")),
                name="disposal_signed_by_two",
            ),
        ]
        indexes = [
            models.Index(fields=["state", "retain_until", "id"], name="sample_due"),
            models.Index(fields=["product", "batch"], name="sample_batch"),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.title}"

    @property
    def title(self) -> str:
        return " ".join(filter(None, [self.product.label, self.batch, self.serial]))

    def get_absolute_url(self) -> str:
        return reverse("sample", args=[self.number])


class SampleMove(models.Model):
    """A line of the custody log: who gave the sample to whom, where it went, and whether the seal was whole.

    place, custodian, holder: as they were afterwards. new_seal: the seal put on in place of a broken one.
    """

    sample = models.ForeignKey(Sample, models.PROTECT, related_name="moves", verbose_name=_("Sample"))
    at = models.DateTimeField(_("At"))
    from_place = models.CharField(_("from"), max_length=100, blank=True)
    from_whom = models.CharField(_("handed over by"), max_length=200, blank=True)
    place = models.CharField(_("place"), max_length=100)
    custodian = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("custodian")
    )
    holder = models.CharField(_("handed to"), max_length=100, blank=True)
    seal_whole = models.BooleanField(_("seal whole"), default=True)
    new_seal = CodeField(_("new seal number"), max_length=40, blank=True)
    note = models.CharField(_("note"), max_length=300, blank=True)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("Recorded by")
    )
    recorded_at = models.DateTimeField(_("Recorded"))
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("Handover of a sample")
        ordering = ("-at", "-pk")


class SampleFile(models.Model):
    """A photo of the sample or its seal."""

    sample = models.ForeignKey(Sample, models.PROTECT, related_name="files", verbose_name=_("Sample"))
    stored = models.OneToOneField(StoredFile, models.PROTECT, related_name="+", verbose_name=_("File"))
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("Photo of a sample")
        ordering = ("pk",)
