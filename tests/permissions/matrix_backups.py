"""Who gets past 404 on backups: the administrator, and the auditor, who reads."""

KEEPERS = frozenset({"admin", "auditor"})
ROWS: dict[str, frozenset[str] | str] = {
    "backups": KEEPERS,
    "backup_now": KEEPERS,
    "api-backup-list": KEEPERS,
    "api-backup-detail": KEEPERS,
}


def _run(people: object) -> dict[str, int]:
    from aftersales.backups.services.runs import request_backup
    from tests.factories import NOW

    return {"pk": request_backup(actor=people.admin, now=NOW).pk}


OBJECTS = {"api-backup": _run}
SHARED = {"api-backup-detail"}
