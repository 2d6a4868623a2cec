"""Which backups there are, and how the last ones went."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import QuerySet

from aftersales.staff.models import User

from .enums import BackupState
from .models import BackupRun


def runs() -> QuerySet[BackupRun]:
    """Newest first."""
    return BackupRun.objects.all()


def names_of(usernames: Iterable[str]) -> dict[str, str]:
    """The people behind the accounts that a run names: it outlives the database, so it keeps no reference."""
    return {user.username: str(user) for user in User.objects.filter(username__in=set(filter(None, usernames)))}


def last_good(kind: str, *, first: bool = False) -> BackupRun | None:
    """The last backup or trial restore that went well, or the first."""
    order = "finished_at" if first else "-finished_at"
    return BackupRun.objects.filter(kind=kind, state=BackupState.DONE).order_by(order).first()


def last_run(kind: str, *, first: bool = False) -> BackupRun | None:
    """The last one that was tried, or the first."""
    return BackupRun.objects.filter(kind=kind).order_by("created_at" if first else "-created_at").first()
