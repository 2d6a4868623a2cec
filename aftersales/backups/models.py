"""The record of backups and restore tests."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from .enums import BackupKind, BackupState


class BackupRun(models.Model):
    """One backup or restore test: requested, running, done or failed. The files themselves decide which backups exist.

    problem: an English text, with its params separate, so that each user reads it in their language.
    """

    kind = models.CharField(_("Type"), max_length=8, choices=BackupKind.choices, default=BackupKind.BACKUP)
    key = models.CharField(max_length=60, unique=True)
    state = models.CharField(_("Status"), max_length=8, choices=BackupState.choices, default=BackupState.WAITING)
    asked_by = models.CharField(_("Requested by"), max_length=150, blank=True)
    created_at = models.DateTimeField(_("Created"))
    due_at = models.DateTimeField(_("Due"))
    finished_at = models.DateTimeField(_("Finished"), null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    leased_until = models.DateTimeField(null=True)
    file = models.CharField(_("File"), max_length=300, blank=True)
    size = models.PositiveBigIntegerField(default=0)
    rows = models.PositiveBigIntegerField(default=0)
    files = models.PositiveIntegerField(default=0)
    missing = models.PositiveIntegerField(default=0)
    problem = models.TextField(blank=True)
    params = models.JSONField(_("Details"), default=dict)

    class Meta:
        verbose_name = _("Backup")
        ordering = ("-created_at", "-pk")
        indexes = [models.Index(fields=["kind", "state", "-finished_at"], name="backup_last")]
