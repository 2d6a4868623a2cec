"""Issued versions of the report of an investigation."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from aftersales.office.models import StoredFile

from .investigations import Investigation


class InvestigationReport(models.Model):
    """An issued version of the report 《产品质量事故调查报告》: a snapshot and its PDF, never changed (Q2).

    The PDF in `language` is generated after the transaction, under a lease, and kept; signed_copy is the PDF of the
    same snapshot with the signature. signature: who signed, by the name of that time. render_at: when to generate the
    PDF; None once it exists or the attempts were given up (see fault).
    """

    investigation = models.ForeignKey(
        Investigation, models.PROTECT, related_name="reports", verbose_name=_("Investigation")
    )
    version = models.PositiveSmallIntegerField()
    language = models.CharField(_("Language"), max_length=10)
    snapshot = models.JSONField(_("Content"))
    stored = models.OneToOneField(
        StoredFile, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("File")
    )
    signed_copy = models.OneToOneField(
        StoredFile, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("Signed copy")
    )
    filed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("Filed by"))
    filed_at = models.DateTimeField(_("Filed"))
    signed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("Signed by")
    )
    signature = models.JSONField(_("Signature"), null=True, blank=True)
    signed_at = models.DateTimeField(_("Signed"), null=True, blank=True)
    render_at = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    fault = models.CharField(max_length=20, blank=True)
    lease = models.CharField(max_length=32, blank=True)
    leased_until = models.DateTimeField(null=True, blank=True)
    history = HistoricalRecords(excluded_fields=["render_at", "attempts", "fault", "lease", "leased_until"])

    class Meta:
        verbose_name = _("Investigation report")
        ordering = ("-version",)
        constraints = [models.UniqueConstraint(fields=["investigation", "version"], name="one_report_per_version")]
        indexes = [
            models.Index(fields=["render_at"], condition=Q(render_at__isnull=False), name="report_to_render"),
        ]

    @property
    def language_name(self) -> str:
        return str(dict(settings.LANGUAGES).get(self.language, self.language))

    @property
    def pdf(self) -> StoredFile | None:
        """The signed copy if there is one, else the unsigned one."""
        return self.signed_copy or self.stored
