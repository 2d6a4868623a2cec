"""What every department uses: the company, working time, numbers, files, drafts, saved views."""

from .company import Company, Heartbeat, Holiday, JobFailure, WorkingPeriod
from .kept import Draft, IdempotencyKey, SavedView, StoredFile
from .numbering import NumberFormat, NumberSequence
from .retention import RetentionPeriod

__all__ = [
    "Company",
    "Draft",
    "Heartbeat",
    "Holiday",
    "JobFailure",
    "IdempotencyKey",
    "NumberFormat",
    "NumberSequence",
    "RetentionPeriod",
    "SavedView",
    "StoredFile",
    "WorkingPeriod",
]
