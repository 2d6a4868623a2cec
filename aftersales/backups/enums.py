"""Choices and their labels."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class BackupKind(TextChoices):
    """What was done with a backup."""

    BACKUP = "backup", _("Backup")
    DRILL = "drill", _("Restore test")


class BackupState(TextChoices):
    """The state of a backup or restore test."""

    WAITING = "waiting", _("Waiting")
    RUNNING = "running", _("Running")
    DONE = "done", _("Done")
    FAILED = "failed", _("Failed")
