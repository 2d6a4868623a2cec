"""Imports, and the rows that failed."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from aftersales.office.models.kept import StoredFile
from aftersales.tables.columns import REASONS
from aftersales.tables.outcomes import Existing

from ..enums import ImportState


class ImportRun(models.Model):
    """One import of a file. It is first checked (is_trial), then imported in batches. Each batch is one transaction
    that also stores `position`, the last line that was read. The worker that holds the lease works on it; if it is
    killed, the next worker continues after `position`.

    names: headings of the file → fields, "" for none. They are used again for the next file with the same headings.
    heading_line, sheet, coding: how the file was read. sample: its first rows, deleted with the file. known counts rows
    that exist already; differing of them say something else than what is stored.
    problem: an English text, with its params separate, so that each user reads it in their language.
    """

    kind = models.CharField(_("Import type"), max_length=20)
    state = models.CharField(_("Status"), max_length=8, choices=ImportState.choices, default=ImportState.DRAFT)
    file = models.ForeignKey(StoredFile, models.SET_NULL, null=True, related_name="+", verbose_name=_("File"))
    file_name = models.CharField(_("file name"), max_length=150)
    headings = models.JSONField(default=list)
    headings_key = models.CharField(max_length=64, blank=True)
    names = models.JSONField(default=dict)
    is_trial = models.BooleanField(default=True)
    is_whole = models.BooleanField(_("All rows or none"), default=False)
    existing = models.CharField(
        _("Rows that exist already"), max_length=6, choices=Existing.choices, default=Existing.KEEP
    )
    heading_line = models.PositiveIntegerField(_("Line"), default=1)
    sheet = models.CharField(max_length=60, blank=True)
    coding = models.CharField(max_length=20, blank=True)
    sample = models.JSONField(_("First rows of the file"), default=list)
    total = models.PositiveIntegerField(null=True)
    position = models.PositiveIntegerField(_("Sort order"), default=0)
    added = models.PositiveIntegerField(default=0)
    known = models.PositiveIntegerField(default=0)
    updated = models.PositiveIntegerField(default=0)
    differing = models.PositiveIntegerField(default=0)
    failed = models.PositiveIntegerField(default=0)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("Created by")
    )
    created_at = models.DateTimeField(_("Created"))
    started_at = models.DateTimeField(_("Started"), null=True)
    finished_at = models.DateTimeField(_("Finished"), null=True)
    lease = models.CharField(max_length=32, blank=True)
    leased_until = models.DateTimeField(null=True)
    problem = models.TextField(blank=True)
    params = models.JSONField(_("Details"), default=dict)

    class Meta:
        verbose_name = _("Import")
        ordering = ("-created_at", "-pk")
        indexes = [
            models.Index(fields=["kind", "headings_key", "-created_at"], name="import_headings"),
            models.Index(fields=["created_at"], condition=Q(state__in=("waiting", "running")), name="import_due"),
            models.Index(fields=["created_at"], condition=Q(file__isnull=False), name="import_with_file"),
        ]

    def __str__(self) -> str:
        return self.file_name

    def get_absolute_url(self) -> str:
        return reverse("import_run", args=[self.pk])

    @property
    def done(self) -> int:
        """How many rows have been read."""
        return self.added + self.known + self.updated + self.failed

    @property
    def unread(self) -> list[str]:
        """The headings of columns that are not imported."""
        return [word for word in self.headings if not self.names.get(word) and word not in REASONS]


class ImportFault(models.Model):
    """A row that was not imported: its line, its field, and the reason in each language. is_difference: a row that
    exists already, and how it differs. It is deleted with the file."""

    run = models.ForeignKey(ImportRun, models.CASCADE, related_name="faults")
    line = models.PositiveIntegerField(_("Line"))
    field = models.CharField(max_length=40, blank=True)
    reasons = models.JSONField(_("Basis"), default=dict)
    is_difference = models.BooleanField(default=False)
    created_at = models.DateTimeField(_("Created"))

    class Meta:
        verbose_name = _("Import row with errors")
        ordering = ("line",)
        constraints = [models.UniqueConstraint(fields=["run", "line"], name="one_fault_per_line")]
