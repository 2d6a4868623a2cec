"""Who reads and writes market notes."""

from aftersales.staff.enums import Role
from aftersales.staff.models import User
from visits.permissions import READERS as VISIT_READERS

from ..models import MarketNote

NOTE_READERS = frozenset(
    {
        Role.SERVICE,
        Role.REP,
        Role.MANAGER,
        Role.GM,
        Role.QUALITY,
        Role.QUALITY_MANAGER,
        Role.EXECUTIVE,
        Role.AUDITOR,
    }
)
ASKED_READERS = NOTE_READERS & VISIT_READERS  # the words of customers on visits
NOTE_WRITERS = frozenset({Role.SERVICE, Role.REP, Role.MANAGER, Role.QUALITY_MANAGER})


def can_write_notes(user: User) -> bool:
    return user.role in NOTE_WRITERS


def can_change_note(user: User, note: MarketNote) -> bool:
    """The author, and a department manager."""
    return can_write_notes(user) and (note.author_id == user.pk or user.role == Role.MANAGER)
