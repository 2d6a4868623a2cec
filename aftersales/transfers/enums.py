"""Choices and their labels."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class ImportState(TextChoices):
    """The state of an import: its columns are assigned, its rows are checked, then it is imported."""

    DRAFT = "draft", _("Columns to check")
    WAITING = "waiting", _("Waiting")
    RUNNING = "running", _("Running")
    CHECKED = "checked", _("Checked, nothing imported yet")
    DONE = "done", _("Done")
    FAILED = "failed", _("Failed")
    PAUSED = "paused", _("Paused")
    STOPPED = "stopped", _("Stopped")


class ExportFormat(TextChoices):
    """The format of the file."""

    CSV = "csv", "CSV"
    XLSX = "xlsx", "XLSX"


class ExportState(TextChoices):
    """The state of an export."""

    WAITING = "waiting", _("Awaiting approval")
    CONSENTED = "consented", _("Ready to download")
    REFUSED = "refused", _("Declined")
    TAKEN = "taken", _("Downloaded")
    LAPSED = "lapsed", _("Expired")
