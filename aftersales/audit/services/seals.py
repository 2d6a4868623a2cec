"""Seals the audit log: all rows written since the last seal, in one transaction, exactly once.

Sealing locks the head of the chain. If the process is killed, nothing is sealed, and the next run does it. If two run
at once, the second waits and finds nothing left. Rows that commit late, with smaller keys than sealed ones, fill the
gaps that the head stores (rules/seals.py).
"""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from itertools import islice
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Model, Q
from django.utils.translation import gettext_lazy as _

from aftersales.kernel.errors import InvalidInput
from aftersales.notifications.services.notifications import mail_out, notify
from aftersales.staff.enums import Role
from aftersales.staff.models import Actor, User
from aftersales.store.dates import company_date
from aftersales.store.writing import lock

from ..enums import AccessKind, SealKind
from ..models import AccessLogEntry, Seal, SealHead
from ..queries.seals import (
    content_digests_of,
    contents,
    exported_heads,
    fields_of,
    head_path,
    sources,
    standing_digests,
)
from ..queries.verification import verify
from ..rules import seals as rules
from ..rules.faults import Report
from .access import record_access

LIMIT = 2000  # rows in one transaction; on SQLite all other writers wait for it
BATCH = 1000  # rows in one seal
DAILY = timedelta(hours=23)


@transaction.atomic
def seal_due(*, now: datetime, limit: int = LIMIT) -> int:
    """Seal at most `limit` rows that are not sealed yet. Returns how many."""
    head, done = _lock_head(), 0
    for label, model in sources().items():
        if done == limit:
            break
        done += _seal_table(head, label, model, now, limit - done)
    if done:
        _close(head, now)
    return done


def seal_all(*, now: datetime) -> int:
    """Seal until nothing is left. Other transactions may write between two batches."""
    total = 0
    while done := seal_due(now=now):
        total += done
    return total


def _seal_table(head: SealHead, label: str, model: type[Model], now: datetime, limit: int) -> int:
    reach, fields, done = _reach(head, label), fields_of(model), 0
    for batch in _batches(contents(model, fields, _unsealed(reach, now), limit)):
        ids = rules.ranges_of(pk for pk, _content in batch)
        digests = rules.pack(rules.row_digest(label, pk, content) for pk, content in batch)
        _append(head, Seal(model=label, fields=fields, ids=ids, digests=digests), now)
        reach = reach.advanced(ids, now)
        done += len(batch)
    if done:
        head.tops[label] = [reach.top, reach.gaps]
    return done


def _lock_head() -> SealHead:
    SealHead.objects.get_or_create(pk=1)
    return lock(SealHead, pk=1)


def _reach(head: SealHead, label: str) -> rules.Reach:
    return rules.Reach(*head.tops.get(label, ()))


def _unsealed(reach: rules.Reach, now: datetime) -> Q:
    """The condition for rows above the top, and in the gaps below it."""
    if not reach.top:
        return Q()
    where = Q(pk__gt=reach.top, pk__lte=reach.horizon)
    for first, last, _seen in reach.open_gaps(now):
        where |= Q(pk__range=(first, last))
    return where


def _batches(rows: Iterable[tuple[int, bytes]]) -> Iterator[list[tuple[int, bytes]]]:
    left = iter(rows)
    while batch := list(islice(left, BATCH)):
        yield batch


def _append(head: SealHead, seal: Seal, now: datetime) -> None:
    """Add a seal to the end of the chain."""
    seal.number, seal.previous, seal.sealed_at = head.number + 1, head.hash or rules.START, now
    seal.first, seal.last = seal.ids[0][0], seal.ids[-1][1]
    seal.count = sum(last - first + 1 for first, last in seal.ids)
    seal.digest = rules.batch_digest(seal.digests, seal.after)
    seal.hash = rules.seal_hash(seal)
    seal.save(force_insert=True)
    head.number, head.hash = seal.number, seal.hash


def _close(head: SealHead, now: datetime) -> None:
    """Store the end of the chain, and after the commit also export it to a file."""
    head.sealed_at = now
    head.save(update_fields=["number", "hash", "sealed_at", "tops"])
    for address in settings.AUDIT_HEAD_TO:
        day = company_date(now).isoformat()
        params = {"number": head.number, "hash": head.hash, "at": now.isoformat(timespec="seconds")}
        key = f"audit-head:{day}:{address}"[:120]
        mail_out(
            address=address, language=settings.LANGUAGE_CODE, template="audit_head", params=params, key=key, now=now
        )
    # A full disk must not undo the seal. The next seal exports the missing line.
    transaction.on_commit(export_head, robust=True)


def export_head() -> None:
    """Append the head of the chain to the file of exported heads, unless it is there already."""
    head = SealHead.objects.filter(pk=1, number__gt=0).first()
    if head is None or head.sealed_at is None:
        return
    path = head_path()
    path.parent.mkdir(parents=True, exist_ok=True)
    line = f"{rules.head_line(head.sealed_at, head.number, head.hash)}\n".encode()
    descriptor = os.open(path, os.O_RDWR | os.O_APPEND | os.O_CREAT, 0o640)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        size = os.fstat(descriptor).st_size
        tail = os.pread(descriptor, len(line), max(0, size - len(line)))
        if tail != line:
            # End a line that was left incomplete when a process was killed.
            os.write(descriptor, line if not tail or tail.endswith(b"\n") else b"\n" + line)
            os.fsync(descriptor)
    finally:
        os.close(descriptor)


@transaction.atomic
def reseal_redacted(
    *,
    rows: Mapping[type[Model], Iterable[int]],
    kind: AccessKind,
    subject: str,
    actor: Actor,
    now: datetime,
    reason: str,
    detail: str = "",
) -> int:
    """Record an erasure or a retention run, and add seals which say that it lawfully changed or deleted sealed rows.
    Call it after that, in the same transaction.

    rows: primary keys by table (Customer.history.model: [history_id, …]). Rows that are not sealed yet or have not
    changed are skipped. subject: the number of the customer, or the label of the model. Returns how many rows the
    seals name, as the record does.
    """
    if not reason.strip():
        raise InvalidInput(_("Enter the reason."), code="reason_missing", field="reason")
    head = _lock_head()
    changed = [(model, _changed(model, sorted(set(keys)))) for model, keys in rows.items()]
    done = sum(len(found) for _model, found in changed)
    if kind == AccessKind.RETENTION and not done:
        return 0
    run = record_access(
        actor=actor, now=now, kind=kind, subject=subject, reason=reason.strip(), detail=detail, count=done
    )
    for model, found in changed:
        _redact_table(head, model, found, run)
    if done:
        _close(head, now)
    return done


Change = tuple[int, bytes, bytes]  # primary key, digest before, digest after


def _changed(model: type[Model], pks: Sequence[int]) -> list[Change]:
    """The sealed rows that no longer match their digest."""
    label = model._meta.label_lower
    if label not in sources():
        raise ValueError(f"{label} is not in the audit log")
    before = standing_digests(label, pks)
    there = content_digests_of(model, fields_of(model), pks)
    after = {pk: rules.row_digest(label, pk, there[pk]) if pk in there else rules.GONE for pk in before}
    return [(pk, before[pk], after[pk]) for pk in sorted(before) if before[pk] != after[pk]]


def _redact_table(head: SealHead, model: type[Model], changed: list[Change], run: AccessLogEntry) -> None:
    for start in range(0, len(changed), BATCH):
        part = changed[start : start + BATCH]
        seal = Seal(
            kind=SealKind.REDACTION,
            model=model._meta.label_lower,
            fields=fields_of(model),
            ids=rules.ranges_of(pk for pk, _before, _after in part),
            actor=run.actor,
            reason=f"{run.kind}: {run.subject}",
            run=run,
            digests=rules.pack(before for _pk, before, _after in part),
            after=rules.pack(after for _pk, _before, after in part),
        )
        _append(head, seal, run.at)


@transaction.atomic
def keep_report(*, report: Report, actor: Actor, now: datetime) -> None:
    """Store the result of a verification for the page, and notify administrators and auditors of a fault."""
    head = _lock_head()
    head.verified_at, head.verified_number, head.fault = now, report.number, report.fault_as_json()
    head.report = report.as_json()
    head.save(update_fields=["verified_at", "verified_number", "fault", "report"])
    if report.fault is None:
        return
    told = User.objects.filter(is_active=True, role__in=(Role.ADMIN, Role.AUDITOR))
    params: dict[str, Any] = {"fault": str(report.fault)}
    key = f"audit-fault:{company_date(now).isoformat()}"
    notify(users=told, template="audit_fault", params=params, url="/audit/", key=key, now=now)


def verify_daily(*, now: datetime) -> int:
    """Once a day, verify that the audit log still matches its seals."""
    head = SealHead.objects.filter(pk=1).first()
    if head is None or (head.verified_at and head.verified_at > now - DAILY):
        return 0
    report = verify(now=now, heads=exported_heads())
    keep_report(report=report, actor=None, now=now)
    return 1
