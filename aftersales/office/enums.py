"""Choices of the office floor."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Channel(TextChoices):
    """How a notice reaches somebody."""

    PAGE = "page", _("Page")
    MAIL = "mail", _("E-mail")


class NoticeState(TextChoices):
    """Where a notice is on its way."""

    WAITING = "waiting", _("Waiting")
    SENT = "sent", _("Sent")
    FAILED = "failed", _("Failed")


class SealKind(TextChoices):
    """What a link of the record's chain stands for."""

    ROWS = "rows", _("Seal")
    REDACTION = "redaction", _("Redaction")


class AccessKind(TextChoices):
    """How personal data was read."""

    REVEAL = "reveal", _("Revealed")
    EXPORT = "export", _("Exported")
    DOSSIER = "dossier", _("Complete copy")
    REQUEST = "request", _("Request of a person")
    ERASURE = "erasure", _("Erased")


class BackupKind(TextChoices):
    """What was done with a backup."""

    BACKUP = "backup", _("Backup")
    DRILL = "drill", _("Trial restore")


class BackupState(TextChoices):
    """How far it is."""

    WAITING = "waiting", _("Waiting")
    RUNNING = "running", _("Running")
    DONE = "done", _("Done")
    FAILED = "failed", _("Failed")


class ImportState(TextChoices):
    """How far an import is: columns are chosen, it is tried, and only then it runs."""

    DRAFT = "draft", _("Columns to be checked")
    WAITING = "waiting", _("Waiting")
    RUNNING = "running", _("Running")
    CHECKED = "checked", _("Checked, nothing kept yet")
    DONE = "done", _("Done")
    FAILED = "failed", _("Failed")
    STOPPED = "stopped", _("Stopped")


class ExportFormat(TextChoices):
    """What kind of file."""

    CSV = "csv", "CSV"
    XLSX = "xlsx", "XLSX"


class ExportState(TextChoices):
    """How far an export is."""

    WAITING = "waiting", _("Waiting for consent")
    CONSENTED = "consented", _("May be downloaded")
    REFUSED = "refused", _("Refused")
    TAKEN = "taken", _("Downloaded")
    LAPSED = "lapsed", _("Lapsed")
