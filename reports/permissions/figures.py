"""Which users may see the figures of the company, and of which regions."""

from aftersales.staff.enums import Role
from aftersales.staff.models import User

READERS = frozenset(
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

# Who sees the figures of all teams: those who see every ticket, so that each figure equals the list that it opens.
TEAM_READERS = READERS - {Role.REP}


def is_kept_to_region(user: User) -> bool:
    """Whether the user sees only the figures of their own region, as reps do."""
    return user.role == Role.REP
