"""Exports: downloaded, or waiting for approval."""

from __future__ import annotations

from datetime import datetime, timedelta
from urllib.parse import parse_qsl

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from ..enums import ExportFormat, ExportState

OPEN_FOR = timedelta(hours=24)


class ExportRequest(models.Model):
    """One export of a list (aftersales.tables.exporting) with its filters.

    query: the filters as URL parameters. They may hold personal data, so the history does not keep them. is_whole:
    without masks, as far as the user may see it. count: how many rows there were when it was requested; no more may be
    downloaded. decided_for: the absent user who the approver stood in for.
    """

    page = models.CharField(_("list"), max_length=40)
    query = models.TextField(_("filters"), blank=True)
    file_format = models.CharField(_("format"), max_length=4, choices=ExportFormat.choices)
    is_whole = models.BooleanField(_("unmasked"), default=False)
    count = models.PositiveIntegerField(_("record count"))
    reason = models.CharField(_("reason"), max_length=300, blank=True)
    state = models.CharField(_("status"), max_length=10, choices=ExportState.choices)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="exports", verbose_name=_("requested by")
    )
    created_at = models.DateTimeField(_("requested"))
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("decided by")
    )
    decided_for = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("on behalf of"),
    )
    decided_at = models.DateTimeField(_("decided at"), null=True, blank=True)
    answer = models.CharField(_("answer"), max_length=300, blank=True)
    taken_at = models.DateTimeField(_("downloaded at"), null=True, blank=True)
    history = HistoricalRecords(excluded_fields=["query"])

    class Meta:
        verbose_name = _("Export")
        ordering = ("-pk",)
        indexes = [
            models.Index(fields=["asked_by", "taken_at"], name="exports_of_person"),
            models.Index(fields=["state"], condition=Q(state="waiting"), name="export_waiting"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(decided_by=None) | ~Q(decided_by=F("asked_by")), name="export_decided_by_another"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.page} {self.file_format}"

    def get_absolute_url(self) -> str:
        return reverse("export", args=[self.pk])

    @property
    def params(self) -> dict[str, str]:
        return dict(parse_qsl(self.query))

    @property
    def open_until(self) -> datetime | None:
        """Until when it may be downloaded; None if it may not be."""
        return self.decided_at + OPEN_FOR if self.decided_at and self.state == ExportState.CONSENTED else None

    @property
    def waits_until(self) -> datetime | None:
        """Until when it can be approved or refused; None if it is not waiting."""
        waits = self.state == ExportState.WAITING
        return self.created_at + timedelta(days=settings.EXPORT_WAITS_DAYS) if waits else None
