"""Reports that were made and never change, and the schedules by which they are made."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from simple_history.models import HistoricalRecords

from aftersales.office.models import StoredFile

from ..enums import FileFormat, ReportKind, ReportState, Rhythm


class ReportSchedule(models.Model):
    """When a kind of report is made, and who is told.

    days_after: on which day after the end of its period. roles: who gets the link; who may read a kind is decided by
    permissions/library.py, so a role that may not is refused. next_first: the first day of the period that is reported
    next; next_at: when. A schedule that is switched off makes nothing; switched on again, it begins with the period
    that runs then.
    """

    kind = models.CharField(_("report"), max_length=12, choices=ReportKind.choices, unique=True)
    rhythm = models.CharField(_("rhythm"), max_length=8, choices=Rhythm.choices)
    days_after = models.PositiveSmallIntegerField(_("days after the period"), default=1)
    roles = models.JSONField(_("sent to"), default=list)
    is_active = models.BooleanField(_("active"), default=True)
    next_first = models.DateField(_("next period from"))
    next_at = models.DateTimeField(_("next"))
    version = models.PositiveIntegerField(default=1)
    history = HistoricalRecords(excluded_fields=["next_first", "next_at"])

    class Meta:
        verbose_name = _("Report schedule")
        ordering = ("pk",)
        constraints = [
            models.CheckConstraint(condition=Q(days_after__gte=1, days_after__lte=28), name="report_days_after")
        ]
        indexes = [models.Index(fields=["next_at"], condition=Q(is_active=True), name="report_schedule_due")]

    def __str__(self) -> str:
        return str(self.get_kind_display())


class StoredReport(models.Model):
    """A report of a kind and period. Once it is made, nothing of it changes; a correction is another report.

    edition: 1, or the next one for a correction; replaces: which one it corrects, reason: why. number, snapshot and
    content_hash are set together, when the figures are fixed. snapshot: see rules/contents.py; it has the figures once
    and the words in both languages. content_hash: SHA-256 of its canonical JSON, printed on every page.

    make_at: when to try (again); None once it is made or given up. tries: how often it failed; fault: why, the last
    time; failed_at: when. told: how many people were sent the link.
    """

    number = models.CharField(_("number"), max_length=20, null=True, blank=True, unique=True)
    kind = models.CharField(_("report"), max_length=12, choices=ReportKind.choices)
    rhythm = models.CharField(_("rhythm"), max_length=8, choices=Rhythm.choices)
    first = models.DateField(_("first day"))
    last = models.DateField(_("last day"))
    edition = models.PositiveSmallIntegerField(_("edition"), default=1)
    replaces = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="replaced_by", verbose_name=_("corrects")
    )
    reason = models.CharField(_("reason"), max_length=500, blank=True)
    state = models.CharField(_("Status"), max_length=8, choices=ReportState.choices, default=ReportState.WAITING)
    snapshot = models.JSONField(_("figures"), null=True, blank=True)
    content_hash = models.CharField(max_length=64, blank=True)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("Requested by"),
    )
    created_at = models.DateTimeField(_("Created"))
    fixed_at = models.DateTimeField(_("figures of"), null=True, blank=True)
    made_at = models.DateTimeField(pgettext_lazy("report", "Made"), null=True, blank=True)
    told = models.PositiveSmallIntegerField(_("sent to"), default=0)
    tries = models.PositiveSmallIntegerField(_("failed attempts"), default=0)
    fault = models.CharField(max_length=10, blank=True)
    failed_at = models.DateTimeField(_("failed at"), null=True, blank=True)
    make_at = models.DateTimeField(null=True, blank=True)
    lease = models.CharField(max_length=32, blank=True)
    leased_until = models.DateTimeField(null=True, blank=True)
    history = HistoricalRecords(excluded_fields=["make_at", "lease", "leased_until"])

    class Meta:
        verbose_name = _("Report")
        ordering = ("-last", "-pk")
        constraints = [
            models.UniqueConstraint(fields=["kind", "first", "last", "edition"], name="one_report_a_period"),
            models.CheckConstraint(condition=Q(first__lte=models.F("last")), name="report_period"),
            models.CheckConstraint(
                condition=~Q(state="made") | Q(number__isnull=False, made_at__isnull=False),
                name="made_report_has_number",
            ),
        ]
        indexes = [
            models.Index(fields=["-last", "-id"], name="report_newest"),
            models.Index(fields=["kind", "-last", "-id"], name="report_of_kind"),
            models.Index(fields=["make_at"], condition=Q(make_at__isnull=False), name="report_due"),
            models.Index(fields=["failed_at"], condition=~Q(fault=""), name="report_troubled"),
        ]

    def __str__(self) -> str:
        return self.number or str(self.get_kind_display())

    def get_absolute_url(self) -> str:
        return reverse("report", args=[self.pk])


class ReportFile(models.Model):
    """A file of a report: one language and format."""

    report = models.ForeignKey(StoredReport, models.PROTECT, related_name="files", verbose_name=_("Report"))
    language = models.CharField(_("Language"), max_length=10)
    format = models.CharField(_("format"), max_length=4, choices=FileFormat.choices)
    stored = models.OneToOneField(StoredFile, models.PROTECT, related_name="+", verbose_name=_("File"))
    sha256 = models.CharField(_("SHA-256"), max_length=64)
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("File of a report")
        ordering = ("pk",)
        constraints = [
            models.UniqueConstraint(fields=["report", "language", "format"], name="one_file_a_language_and_format")
        ]
