"""Who gets past 404 on the audit log: auditors and administrators."""

READERS = frozenset({"auditor", "admin"})
ROWS: dict[str, frozenset[str] | str] = {
    "audit": READERS,
    "access_log": READERS,
    "audit_seals": READERS,
    "api-audit-change-list": READERS,
    "api-audit-access-list": READERS,
    "api-audit-access-detail": READERS,
    "api-audit-seal-list": READERS,
    "api-audit-seal-detail": READERS,
    "api-audit-verification-list": READERS,
}


def _read(people: object) -> dict[str, int]:
    from aftersales.audit.enums import AccessKind
    from aftersales.audit.services.access import record_access
    from tests.factories import NOW

    return {"pk": record_access(actor=people.rep, now=NOW, kind=AccessKind.REVEAL, subject="CU-2026-00001").pk}


def _seal(people: object) -> dict[str, int]:
    from aftersales.audit.services.seals import seal_due
    from tests.factories import NOW

    seal_due(now=NOW)
    return {"pk": 1}


OBJECTS = {"api-audit-access": _read, "api-audit-seal": _seal}
SHARED = {"api-audit-access-detail", "api-audit-seal-detail"}
