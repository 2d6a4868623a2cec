"""Erasure on request (A4): all personal data of a customer is erased; figures, dates and numbers stay.

One transaction blanks the rows and their history, notifications, drafts and stored answers. Files are deleted after the
commit. A journal outside the database lists what was erased, so that the erasure can be repeated after an older backup
is restored.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Case, Model, Q, QuerySet, Value, When

from aftersales.audit.enums import AccessKind
from aftersales.audit.queries.seals import sources
from aftersales.audit.services.forgetting import forget_reads
from aftersales.audit.services.seals import reseal_redacted, seal_all
from aftersales.kernel.errors import InvalidInput, ensure, gettext_noop
from aftersales.kernel.lists import chunks
from aftersales.notifications.services.forgetting import forget_notifications
from aftersales.office.queries.retention import Keeping, keepings
from aftersales.office.services.forgetting import forget_drafts, forget_files, purge_files
from aftersales.search.bigram_index import forget_deleted
from aftersales.staff.models import Actor
from aftersales.store.mentions import Mentions, keys_of, words_of
from aftersales.store.personal import ERASED, LEFT, Declared, Kind, without_words
from aftersales.store.sweeping import each
from aftersales.store.writing import lock, save_with_history

from ..models import Customer, CustomerAlias
from ..permissions import can_erase, visible_to
from ..signals import customer_erased, customer_erasing
from .mentions import forget_mentions
from .personal_data import PersonalRows, history_rows_of, personal_rows_of
from .search import index_customer

SPOKEN = (Kind.NAME, Kind.PHONE, Kind.EMAIL, Kind.ADDRESS)


@transaction.atomic
def erase_customer(*, actor: Actor, now: datetime, customer_id: int, reason: str, regardless: bool = False) -> Customer:
    """Erase the personal data of a customer. It is safe to repeat. Raises RuleViolation while there are open cases
    for the customer, unless `regardless`: then it was erased before a backup was restored, and the open cases are
    obsolete."""
    customer = lock(visible_to(actor), pk=customer_id)
    ensure(can_erase(actor))
    if customer.erased_at is not None:
        return customer
    if not reason.strip():
        raise InvalidInput(
            gettext_noop("Enter who requested the erasure and how."), code="reason_missing", field="reason"
        )
    # What is not sealed yet could not be redacted: then a report, whose hash it no longer matches, would look forged.
    seal_all(now=now)
    customer_erasing.send(sender=None, customer=customer, actor=actor, now=now, regardless=regardless)
    former = list(customer.aliases.values_list("former_id", flat=True))
    found = list(personal_rows_of(customer))
    pasts = [(rows, history_rows_of(rows, customer, former)) for rows in found]
    mentions, addresses = _words_of(pasts)
    reason = mentions.erased(reason.strip())
    _forget_copies(found, mentions, addresses, now)
    touched = {past.model: _blank_with_history(rows, past) for rows, past in pasts if past is not None}
    for rows, past in pasts:
        if past is None:
            _blank_current(rows)
            if rows.about.model._meta.label_lower in sources():
                touched[rows.about.model] = rows.ids
    for table, keys in (*forget_reads(subject=customer.number).items(), *_mentioned(customer, mentions)):
        touched[table] = [*touched.get(table, ()), *keys]
    _mark_erased(customer, actor, reason, now)
    customer_erased.send(sender=None, customer=customer, actor=actor, now=now)
    reseal_redacted(rows=touched, kind=AccessKind.ERASURE, subject=customer.number, actor=actor, now=now, reason=reason)
    transaction.on_commit(_finish_outside_database, robust=True)
    return customer


def _mentioned(customer: Customer, mentions: Mentions) -> list[tuple[type[Model], set[int]]]:
    return list(forget_mentions(customer=customer, mentions=mentions).items())


def _words_of(pasts: list[tuple[PersonalRows, QuerySet[Any] | None]]) -> tuple[Mentions, set[str]]:
    """All names, phones and addresses that the customer ever had; the mail addresses also by themselves."""
    words: dict[Kind, set[str]] = {kind: set() for kind in SPOKEN}
    for rows, past in pasts:
        names = [field for field, kind in rows.about.fields.items() if kind in SPOKEN]
        if names:
            sources_of = [rows.rows(chunk) for chunk in chunks(rows.ids)]
            for source in [*sources_of, *([past] if past is not None else [])]:
                for row in source.values_list(*names):
                    for name, word in zip(names, row, strict=True):
                        words[rows.about.fields[name]].add(str(word or ""))
    said = words[Kind.NAME] | words[Kind.EMAIL] | words[Kind.ADDRESS] | words_of(words[Kind.PHONE])
    return Mentions(said, keys_of(words[Kind.PHONE])), words[Kind.EMAIL] - {""}


def _forget_copies(found: list[PersonalRows], mentions: Mentions, addresses: set[str], now: datetime) -> None:
    urls: set[str] = set()
    drafts: set[str] = set()
    files: set[int] = set()
    for rows in found:
        for row in _rows_to_look_through(rows):
            if hasattr(row, "get_absolute_url"):
                urls.add(row.get_absolute_url())
            if rows.about.drafts:
                drafts.add(rows.about.drafts.format(pk=row.pk, number=getattr(row, "number", "")))
            files.update(pk for name in _fields(rows.about, Kind.FILE) if (pk := getattr(row, f"{name}_id")))
    forget_notifications(urls=urls, addresses=addresses, said=mentions.are_in)
    forget_drafts(drafts=drafts, said=mentions.are_in)
    forget_files(ids=sorted(files), now=now)


def _rows_to_look_through(rows: PersonalRows) -> Iterator[Model]:
    needed = hasattr(rows.about.model, "get_absolute_url") or _fields(rows.about, Kind.FILE)
    for chunk in chunks(rows.ids if needed or rows.about.drafts else []):
        yield from rows.rows(chunk)


def _fields(about: Declared, *kinds: Kind) -> list[str]:
    return [field for field, kind in about.fields.items() if kind in kinds]


def _blank_current(rows: PersonalRows) -> None:
    for chunk in chunks(rows.ids):
        _blank_rows(rows.rows(chunk), rows.about, {})


def _blank_with_history(rows: PersonalRows, past: QuerySet[Any]) -> list[int]:
    """Blank the rows and their history; returns the ids of the history rows."""
    _blank_current(rows)
    keys = list(past.values_list("pk", flat=True))
    for chunk in chunks(keys):
        _blank_rows(past.model._default_manager.filter(pk__in=chunk), rows.about, {"history_change_reason": ""})
    return keys


def _blank_rows(rows: QuerySet[Any], about: Declared, more: dict[str, Any]) -> None:
    """Blank text fields with one statement, JSON fields row by row, because their structure stays."""
    there = {field.name for field in rows.model._meta.concrete_fields}
    texts = [field for field, kind in about.fields.items() if kind in LEFT and field in there]
    changes = {
        field: Case(When(Q(**{field: ""}), then=Value("")), default=Value(LEFT[about.fields[field]])) for field in texts
    }
    if changes or more:
        rows.update(**changes, **more)
    if data := [field for field in _fields(about, Kind.DATA) if field in there]:
        found = list(rows.only("pk", *data))
        for row in found:
            for field in data:
                setattr(row, field, without_words(getattr(row, field)))
        rows.model._default_manager.bulk_update(found, data, batch_size=200)


def _mark_erased(customer: Customer, actor: Actor, reason: str, now: datetime) -> None:
    customer.refresh_from_db()
    customer.name, customer.erased_at = f"{ERASED} {customer.number}", now
    customer.version += 1
    save_with_history(customer, actor=actor, reason=f"erased: {reason.strip()}"[:100])
    index_customer(customer)


def sweep(*, now: datetime, limit: int = 1000) -> int:
    """Finish interrupted erasures, and erase data past its retention period. It is safe to run concurrently."""
    _finish_outside_database()
    return purge_files() + each(keepings(), lambda keeping: _expire(keeping, now, limit))


@transaction.atomic
def _expire(keeping: Keeping, now: datetime, limit: int) -> int:
    """Delete rows that have no history. Blank the personal fields of the others; they are not due again."""
    about, model = keeping.about, keeping.about.model
    past = getattr(model, "history", None)
    ids = list(keeping.due(now).order_by("pk").values_list("pk", flat=True)[:limit])
    if past is None:
        model._default_manager.filter(pk__in=ids).delete()
        if model._meta.label_lower in sources():
            _record_run(about, {model: ids}, now)
        return len(ids)
    for chunk in chunks(ids):
        _blank_rows(model._default_manager.filter(pk__in=chunk), about, {})
        rows = past.model._default_manager.filter(id__in=chunk)
        _blank_rows(rows, about, {})
        keys = {past.model: list(rows.values_list("pk", flat=True))}
        _record_run(about, keys, now)
    return len(ids)


def _record_run(about: Declared, rows: dict[type[Model], list[int]], now: datetime) -> None:
    reseal_redacted(
        rows=rows,
        kind=AccessKind.RETENTION,
        subject=about.model._meta.label_lower,
        actor=None,
        now=now,
        reason="kept as long as declared",
    )


def _finish_outside_database() -> None:
    """Do what is outside the transaction: update the journal of erasures and the search index."""
    if write_journal():
        forget_deleted()


def journal_path() -> Path:
    return Path(settings.DATA_DIR) / "audit" / "erasures.txt"


def write_journal() -> int:
    """Write one line for each erased customer: time, number, id. Returns how many lines are new."""
    path = journal_path()
    known = set(path.read_text(encoding="utf-8").splitlines()) if path.exists() else set()
    rows = list(Customer.objects.exclude(erased_at=None).order_by("pk").values_list("erased_at", "number", "pk"))
    merged = CustomerAlias.objects.exclude(customer__erased_at=None).order_by("pk")
    rows = [*rows, *merged.values_list("customer__erased_at", "number", "former_id")]
    lines = [f"{at.isoformat(timespec='seconds')} {number} {pk}" for at, number, pk in rows if at]
    if missing := [line for line in lines if line not in known]:
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("a", encoding="utf-8") as journal:
            journal.write("".join(f"{line}\n" for line in missing))
            journal.flush()
            os.fsync(journal.fileno())
    return len(missing)


def repeat_erasures(*, now: datetime) -> int:
    """After a restore, erase again all customers that were erased after the backup. Returns how many."""
    path, done = journal_path(), 0
    for line in path.read_text(encoding="utf-8").splitlines() if path.exists() else []:
        _at, number, _pk = line.split(" ")
        for customer in Customer.objects.filter(number=number, erased_at=None):
            erase_customer(
                actor=None,
                now=now,
                customer_id=customer.pk,
                reason="erased before the backup was restored",
                regardless=True,
            )
            done += 1
    if done:
        forget_deleted()
    return done
