"""Who imports files, and who approves exports of personal data."""

from dataclasses import dataclass
from datetime import date

from aftersales.kernel.errors import ensure, gettext_noop
from aftersales.staff.enums import Role
from aftersales.staff.models import User
from aftersales.staff.queries import stands_in_for
from aftersales.tables.importing import importers_for

from .models import ImportRun

# Who may import files. Each importer limits the kinds further.
IMPORTERS = frozenset({Role.ADMIN, Role.MANAGER})
# Who may approve exports of personal data. The auditor sees the decisions.
CONSENTERS = frozenset({Role.MANAGER, Role.ADMIN})
EXPORT_READERS = CONSENTERS | {Role.AUDITOR}


def ensure_uploader(run: ImportRun, user: User) -> None:
    """Only the user who uploaded the file may read its rows and continue the import."""
    ensure(run.created_by_id == user.pk, gettext_noop("Only the person who uploaded the file can continue."))


def can_import(user: User, kind: str) -> bool:
    return kind in {importer.kind for importer in importers_for(user)}


@dataclass(frozen=True)
class Consent:
    """absent: the user who the approver stands in for, None if they act for themselves."""

    absent: User | None = None


def consent_of(user: User, asker_id: int, today: date) -> Consent | None:
    """How the user may approve an export of personal data, or None if they may not: never their own export, nor as
    the stand-in of the user who asks."""
    if user.pk == asker_id:
        return None
    if user.role in CONSENTERS:
        return Consent()
    rows = stands_in_for(user, today).filter(absent__role__in=CONSENTERS).exclude(absent=asker_id)
    row = rows.order_by("pk").first()
    return Consent(row.absent) if row else None
