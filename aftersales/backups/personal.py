"""Personal data of this app: what for, how long, how masked."""

from aftersales.store.personal import declare

from .models import BackupRun

PERSONAL = (declare(BackupRun, plain="key asked_by file problem params"),)
