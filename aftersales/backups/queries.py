"""The backups and restore tests, and how the last ones went."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import QuerySet

from aftersales.staff.models import User

from .enums import BackupState
from .models import BackupRun


def runs() -> QuerySet[BackupRun]:
    """All runs, newest first."""
    return BackupRun.objects.all()


def names_of(usernames: Iterable[str]) -> dict[str, str]:
    """Names of the users with these usernames. A run stores usernames, because it is kept when a restore replaces
    users."""
    return {user.username: str(user) for user in User.objects.filter(username__in=set(filter(None, usernames)))}


def last_good(kind: str, *, first: bool = False) -> BackupRun | None:
    """The last successful backup or restore test, or the first one."""
    order = "finished_at" if first else "-finished_at"
    return BackupRun.objects.filter(kind=kind, state=BackupState.DONE).order_by(order).first()


def last_run(kind: str, *, first: bool = False) -> BackupRun | None:
    """The last backup or restore test, successful or not, or the first one."""
    return BackupRun.objects.filter(kind=kind).order_by("created_at" if first else "-created_at").first()
