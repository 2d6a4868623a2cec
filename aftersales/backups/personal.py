"""Personal data of this app: its purpose, retention and masking."""

from aftersales.store.personal import declare

from .models import BackupRun

PERSONAL = (declare(BackupRun, plain="key asked_by file problem params"),)
