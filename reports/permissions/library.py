"""Who reads which kind of report, makes one by hand, and keeps the schedules."""

from __future__ import annotations

from django.db.models import QuerySet

from aftersales.staff.enums import Role
from aftersales.staff.models import User
from complaints.quality.permissions import COST_READERS
from surveys.permissions import RESULT_MANAGERS

from ..enums import ReportKind
from ..models import StoredReport
from .figures import READERS
from .market import NOTE_READERS

# Reports are about the whole company, which reps do not see; market research is theirs too.
COMPANY = READERS - {Role.REP}
KIND_READERS: dict[str, frozenset[str]] = {
    ReportKind.SERVICE: frozenset(COST_READERS) & COMPANY,  # it says what poor quality cost
    ReportKind.SATISFACTION: frozenset(RESULT_MANAGERS) & COMPANY,
    ReportKind.COMPLAINTS: COMPANY,
    ReportKind.VISITS: COMPANY - {Role.QUALITY},
    ReportKind.QUALITY: COMPANY,
    ReportKind.COST: frozenset(COST_READERS) & COMPANY,
    ReportKind.MARKET: NOTE_READERS,
}
# Administrators see that a report failed and when it is tried again, but not what it says.
LIBRARY = frozenset().union(*KIND_READERS.values()) | {Role.ADMIN}
MAKERS = frozenset({Role.MANAGER, Role.GM, Role.QUALITY_MANAGER, Role.EXECUTIVE})
SCHEDULE_KEEPERS = frozenset({Role.ADMIN, Role.MANAGER})
SCHEDULE_READERS = SCHEDULE_KEEPERS | {Role.GM, Role.EXECUTIVE, Role.QUALITY_MANAGER, Role.AUDITOR}


def visible_reports(user: User) -> QuerySet[StoredReport]:
    """The reports of the kinds that the user may read; for an administrator all."""
    if user.role == Role.ADMIN:
        return StoredReport.objects.all()
    return StoredReport.objects.filter(kind__in=[kind for kind, roles in KIND_READERS.items() if user.role in roles])


def can_read(user: User, kind: str) -> bool:
    """May open the contents and files."""
    return user.role in KIND_READERS[kind]


def can_make(user: User, kind: str) -> bool:
    """May have a report made by hand, or a correction of one."""
    return user.role in MAKERS and can_read(user, kind)


def can_see_readers(user: User) -> bool:
    """Whether the user sees who opened a report."""
    return user.role in MAKERS | {Role.AUDITOR}


def can_retry(user: User, kind: str) -> bool:
    return user.role == Role.ADMIN or can_make(user, kind)


def can_keep_schedules(user: User) -> bool:
    return user.role in SCHEDULE_KEEPERS
