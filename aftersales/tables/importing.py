"""What can be imported as a table, and how its rows are written: as if somebody had typed them.

An app offers its kinds of tables in `IMPORTERS` of its manifest; pages, API and commands read them there. `land` gets
some hundred rows within one transaction and returns the outcome of each: `together(…)` makes it for a service that
takes many rows, `one_by_one(load)` from a function for one row.
"""

from __future__ import annotations

import hashlib
import json
import logging
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property, partial
from pathlib import Path
from typing import Any

from django.db import DataError, IntegrityError, transaction
from django.utils.translation import override

from aftersales.kernel.errors import DomainError, gettext_noop
from aftersales.store.contributions import contributions

from .columns import ImportRow, knows, read_table
from .outcomes import BadRow, Differing, Existing, Outcome, Refusal, in_languages, refusal

BATCH = 500
HEAVY = 4_000_000  # characters in one batch
log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Importer:
    """One kind of table.

    headings: the possible headings of each field besides its label. labels: the names of the fields on pages. roles:
    who may import such tables. same: the fields that make two rows equal. once: of equal rows in a file only one is
    added. updates: whether rows that exist already can be changed.
    """

    kind: str
    label: Any
    headings: Mapping[str, tuple[str, ...]]
    labels: Mapping[str, Any]
    required: tuple[str, ...]
    roles: frozenset[str]
    land: Callable[..., Sequence[Outcome]]
    same: Callable[[dict[str, str]], Any] = field(default=lambda values: sorted(values.items()))
    once: bool = False
    updates: bool = False

    @cached_property
    def words(self) -> dict[str, tuple[str, ...]]:
        """The possible headings of each field: its headings, and its label on pages and in exports in both
        languages."""
        return {
            name: tuple(dict.fromkeys([*words, *in_languages(partial(str, self.labels[name])).values()]))
            for name, words in self.headings.items()
        }

    def knows(self, names: Mapping[str, str] | None = None) -> Callable[[str], bool]:
        """Whether a text is a heading of such tables."""
        return knows(self.words, names)

    def read(self, path: Path, names: Mapping[str, str] | None = None) -> Iterator[ImportRow]:
        return read_table(path, self.words, names, required=self.required, same=self.same)


def importer_of(kind: str) -> Importer:
    return next(importer for importer in contributions("IMPORTERS") if importer.kind == kind)


def importers_for(user: Any) -> list[Importer]:
    """The kinds of tables that this user may import."""
    return [importer for importer in contributions("IMPORTERS") if user.role in importer.roles]


class NothingKept(Exception):
    """Raised to roll a transaction back."""


def one_by_one(
    load: Callable[[ImportRow, Any, datetime], bool],
) -> Callable[..., list[Outcome]]:
    """A `land` for rows that are written one at a time."""

    def land(
        rows: Sequence[ImportRow], actor: Any, now: datetime, reason: str, existing: str = Existing.KEEP
    ) -> list[Outcome]:
        outcomes: list[Outcome] = []
        for row in rows:
            try:
                with transaction.atomic():
                    outcomes.append(load(row, actor, now))
            except (BadRow, DomainError) as error:
                outcomes.append(refusal(error))
        return outcomes

    return land


def together(
    begin: Callable[[Sequence[ImportRow], datetime], Callable[[ImportRow], Any]],
    write: Callable[..., Sequence[bool | Differing | DomainError]],
    *,
    updates: bool = False,
) -> Callable[..., list[Outcome]]:
    """A `land` for rows that are written at once. begin: looks up what the rows of a batch refer to, and returns a
    function that reads one row and returns None if it exists already. write: returns the outcome of each row that was
    read; with `updates` it takes what happens to rows that exist already."""

    def land(
        rows: Sequence[ImportRow], actor: Any, now: datetime, reason: str, existing: str = Existing.KEEP
    ) -> list[Outcome]:
        read = begin(rows, now)
        outcomes: list[Outcome | None] = []
        good = []
        for row in rows:
            try:
                one = read(row)
            except (BadRow, DomainError) as error:
                outcomes.append(refusal(error))
            else:
                outcomes.append(False if one is None else None)
                good += [] if one is None else [one]
        more = {"existing": existing} if updates else {}
        written = iter(write(good, actor, now, reason, **more) if good else ())
        return [_outcome(next(written)) if outcome is None else outcome for outcome in outcomes]

    return land


def _outcome(result: bool | Differing | DomainError) -> Outcome:
    return refusal(result) if isinstance(result, DomainError) else result


def batches(rows: Iterator[ImportRow], size: int = BATCH) -> Iterator[list[ImportRow]]:
    """Some hundred rows at a time; fewer if they hold much text."""
    batch: list[ImportRow] = []
    weight = 0
    for row in rows:
        batch.append(row)
        weight += sum(map(len, row.values.values()))
        if len(batch) >= size or weight > HEAVY:
            yield batch
            batch, weight = [], 0
    if batch:
        yield batch


class Pass:
    """One reading of a table: takes rows, returns the outcome of each. A trial is rolled back. reason: for the
    history."""

    def __init__(
        self,
        importer: Importer,
        *,
        actor: Any,
        now: datetime,
        trial: bool = False,
        reason: str = "import",
        existing: str = Existing.KEEP,
    ) -> None:
        self.importer, self.actor, self.now, self.trial, self.reason = importer, actor, now, trial, reason
        self.existing = existing if importer.updates else Existing.KEEP
        self._would_land: set[bytes] = set()

    def take(self, rows: Sequence[ImportRow]) -> list[Outcome]:
        """A batch in one transaction. A bad row never stops the others."""
        try:
            # In English, the language of the sources, so that a reason can be told in every other one.
            with override("en"):
                outcomes = self._take(rows)
        except (IntegrityError, DataError, ArithmeticError, TypeError, ValueError) as error:
            log.warning("A row of an import was refused: %s", type(error).__name__)
            if len(rows) == 1:
                return [refusal(BadRow("", gettext_noop("The system couldn’t import this row.")))]
            return [outcome for row in rows for outcome in self.take([row])]
        return self._as_if_kept(rows, outcomes) if self.trial else outcomes

    def _take(self, rows: Sequence[ImportRow]) -> list[Outcome]:
        outcomes: list[Outcome] = []
        try:
            with transaction.atomic():
                readable = [row for row in rows if not row.fault]
                landed = iter(self.importer.land(readable, self.actor, self.now, self.reason, self.existing))
                outcomes = [_faulty(row) if row.fault else next(landed) for row in rows]
                if self.trial:
                    raise NothingKept
        except NothingKept:
            pass
        return outcomes

    def _as_if_kept(self, rows: Sequence[ImportRow], outcomes: list[Outcome]) -> list[Outcome]:
        """A trial rolls back earlier batches, so a row that equals one of theirs would seem new: count it as
        existing."""
        if not self.importer.once:
            return outcomes
        found = [
            False if outcome is True and row.mark in self._would_land else outcome
            for row, outcome in zip(rows, outcomes, strict=True)
        ]
        self._would_land |= {row.mark for row, outcome in zip(rows, found, strict=True) if outcome is True}
        return found


def _faulty(row: ImportRow) -> Refusal:
    return refusal(BadRow(row.field, row.fault, row.params))


def fingerprint(values: Mapping[str, str], nth: int = 0) -> str:
    """Identifies a row, so that it is recognised when the file is imported again; nth distinguishes equal rows of one
    file."""
    content = json.dumps([sorted(values.items()), nth], ensure_ascii=False)
    return hashlib.sha256(content.encode()).hexdigest()
