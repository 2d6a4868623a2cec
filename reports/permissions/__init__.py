"""Who sees which figures, reports, schedules and market notes."""

from .figures import READERS, TEAM_READERS, is_kept_to_region
from .library import (
    KIND_READERS,
    LIBRARY,
    MAKERS,
    SCHEDULE_KEEPERS,
    SCHEDULE_READERS,
    can_keep_schedules,
    can_make,
    can_read,
    can_retry,
    can_see_readers,
    visible_reports,
)
from .market import ASKED_READERS, NOTE_READERS, NOTE_WRITERS, can_change_note, can_write_notes

__all__ = [
    "ASKED_READERS",
    "KIND_READERS",
    "LIBRARY",
    "MAKERS",
    "NOTE_READERS",
    "NOTE_WRITERS",
    "READERS",
    "TEAM_READERS",
    "SCHEDULE_KEEPERS",
    "SCHEDULE_READERS",
    "can_change_note",
    "can_keep_schedules",
    "can_make",
    "can_read",
    "can_see_readers",
    "can_retry",
    "can_write_notes",
    "is_kept_to_region",
    "visible_reports",
]
