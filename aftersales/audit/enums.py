"""Choices and their labels."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class SealKind(TextChoices):
    """What a seal of the chain covers."""

    ROWS = "rows", _("Seal")
    REDACTION = "redaction", _("Redaction")


class AccessKind(TextChoices):
    """How personal data was accessed."""

    REVEAL = "reveal", _("Revealed")
    EXPORT = "export", _("Exported")
    DOSSIER = "dossier", _("Complete copy")
    REQUEST = "request", _("Data request")
    ERASURE = "erasure", _("Erased")
    RETENTION = "retention", _("Retention period over")
    PASSWORDS = "passwords", _("One-time passwords printed")
    SEARCH = "search", _("Searched")
    REPORT = "report", _("Report opened")
