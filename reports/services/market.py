"""Market notes: written, changed, supported by files, withdrawn."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from aftersales.kernel.errors import InvalidInput, RuleViolation, ensure
from aftersales.office.services.files import store_upload
from aftersales.office.services.numbering import next_number
from aftersales.staff.models import User
from aftersales.store.dates import company_date
from aftersales.store.in_use import require_in_use
from aftersales.store.writing import lock, same_version, save_with_history

from .. import permissions
from ..models import MarketNote, MarketNoteFile
from ..rules.workflow import MARKET_NOTE

MOST_FILES = 20
FACTS = ("title", "kind", "first", "last", "region", "product", "competitor", "findings", "asked_for", "source")


@transaction.atomic
def write_note(*, actor: User, now: datetime, files: Iterable[Any] = (), **facts: Any) -> MarketNote:
    """Write a market note about a period that has begun, with its source."""
    ensure(permissions.can_write_notes(actor))
    row = MarketNote(author=actor, created_at=now, version=0)
    _set(row, facts, now)
    row.number = next_number("MN", now=now)
    _save(row, actor, "market note written")
    _add(row, files, actor, now)
    return row


@transaction.atomic
def change_note(*, note_id: int, actor: User, now: datetime, version: int | None = None, **facts: Any) -> MarketNote:
    """Change a note. Reports that were made before keep the words of then."""
    row = _locked(note_id, actor)
    same_version(row, version)
    row.state = MARKET_NOTE.next(row.state, "change")
    _set(row, facts, now)
    return _save(row, actor, "changed")


@transaction.atomic
def attach_files(*, note_id: int, files: Iterable[Any], actor: User, now: datetime) -> MarketNote:
    """Add photos or documents."""
    row = _locked(note_id, actor)
    row.state = MARKET_NOTE.next(row.state, "attach")
    _add(row, files, actor, now)
    return _save(row, actor, "note files added")


@transaction.atomic
def withdraw_note(
    *, note_id: int, withdraw_reason: str, actor: User, now: datetime, version: int | None = None
) -> MarketNote:
    """Withdraw a note, with the reason. It stays readable, and is in no report that is made later."""
    row = _locked(note_id, actor)
    same_version(row, version)
    row.state = MARKET_NOTE.next(row.state, "withdraw")
    row.withdraw_reason = _words(withdraw_reason, "withdraw_reason", 500)
    return _save(row, actor, "market note withdrawn")


def _locked(pk: int, actor: User) -> MarketNote:
    row = lock(MarketNote, pk=pk)
    ensure(permissions.can_change_note(actor, row), _("Only the author or a department manager can change this note."))
    return row


def _set(row: MarketNote, facts: dict[str, Any], now: datetime) -> None:
    require_in_use(facts, row)
    for name in FACTS:
        if name in facts:
            value = facts[name]
            setattr(row, name, value.strip() if isinstance(value, str) else value)
    for name, limit in (("title", 200), ("findings", 10_000), ("source", 500)):
        setattr(row, name, _words(getattr(row, name), name, limit))
    _check_period(row.first, row.last, company_date(now))


def _check_period(first: date, last: date, today: date) -> None:
    if first > last:
        raise InvalidInput(_("The last day lies before the first one."), code="wrong_order", field="last")
    if first > today:
        raise InvalidInput(_("The day lies in the future."), code="out_of_range", field="first")


def _words(text: str, field: str, limit: int) -> str:
    if not text.strip():
        raise InvalidInput(_("This field is required."), code="required", field=field)
    return text.strip()[:limit]


def _add(row: MarketNote, files: Iterable[Any], actor: User, now: datetime) -> None:
    found = list(files)
    if found and row.files.count() + len(found) > MOST_FILES:
        raise RuleViolation(
            _("A note has up to %(most)s files."), code="too_many", field="files", params={"most": MOST_FILES}
        )
    for upload in found:
        stored = store_upload(upload=upload, actor=actor, now=now)
        file = MarketNoteFile(note=row, stored=stored, added_by=actor, added_at=now)
        save_with_history(file, actor=actor, reason="note files added")


def _save(row: MarketNote, actor: User, reason: str) -> MarketNote:
    row.version += 1
    return save_with_history(row, actor=actor, reason=reason)
