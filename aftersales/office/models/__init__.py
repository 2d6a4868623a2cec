"""What every department uses: the company, working time, numbers, notices, files, drafts, record, backups, imports."""

from .backups import BackupRun
from .exports import ExportRequest
from .house import Company, Heartbeat, Holiday, WorkingPeriod
from .imports import ImportFault, ImportRun
from .kept import Draft, IdempotencyKey, SavedView, StoredFile
from .numbering import NumberFormat, NumberSequence
from .outbox import Notice
from .record import AccessRecord, Seal, SealHead
from .retention import RetentionPeriod

__all__ = [
    "AccessRecord",
    "BackupRun",
    "Company",
    "Draft",
    "ExportRequest",
    "Heartbeat",
    "Holiday",
    "IdempotencyKey",
    "Notice",
    "ImportFault",
    "ImportRun",
    "NumberFormat",
    "NumberSequence",
    "RetentionPeriod",
    "SavedView",
    "Seal",
    "SealHead",
    "StoredFile",
    "WorkingPeriod",
]
