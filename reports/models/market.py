"""Market notes 市场调查报告: what was learned about the market, and what customers asked for (R5)."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from aftersales.office.models import StoredFile
from aftersales.staff.models import Region
from customers.models import Product

from ..enums import NoteKind, NoteState


class MarketNote(models.Model):
    """A note on the market of a region or product in a period. A change makes a new version; the history keeps all.

    A withdrawn note stays readable with its reason, and is in no report of a later date.
    """

    number = models.CharField(_("number"), max_length=20, unique=True)
    title = models.CharField(_("title"), max_length=200)
    kind = models.CharField(_("type"), max_length=12, choices=NoteKind.choices)
    state = models.CharField(_("Status"), max_length=10, choices=NoteState.choices, default=NoteState.CURRENT)
    first = models.DateField(_("first day"))
    last = models.DateField(_("last day"))
    region = models.ForeignKey(
        Region, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("region")
    )
    product = models.ForeignKey(
        Product, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("product")
    )
    competitor = models.CharField(_("competitor"), max_length=200, blank=True)
    findings = models.TextField(_("findings"))
    asked_for = models.TextField(_("what customers asked for"), blank=True)
    source = models.CharField(_("source"), max_length=500)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("Author"))
    created_at = models.DateTimeField(_("Created"))
    withdraw_reason = models.CharField(_("why it was withdrawn"), max_length=500, blank=True)
    version = models.PositiveIntegerField(default=1)
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("Market note")
        ordering = ("-last", "-pk")
        constraints = [models.CheckConstraint(condition=Q(first__lte=models.F("last")), name="market_note_period")]
        indexes = [
            models.Index(fields=["-last", "-id"], name="market_note_newest"),
            models.Index(fields=["kind", "-last", "-id"], name="market_note_of_kind"),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.title}"

    def get_absolute_url(self) -> str:
        return reverse("market_note", args=[self.number])


class MarketNoteFile(models.Model):
    """A file that supports a market note."""

    note = models.ForeignKey(MarketNote, models.PROTECT, related_name="files", verbose_name=_("Market note"))
    stored = models.OneToOneField(StoredFile, models.PROTECT, related_name="+", verbose_name=_("File"))
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("Added by"))
    added_at = models.DateTimeField(_("Added"))
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("File of a market note")
        ordering = ("pk",)
