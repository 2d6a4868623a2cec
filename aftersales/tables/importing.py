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

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import DataError, IntegrityError, transaction
from django.utils.translation import gettext as _
from django.utils.translation import override, pgettext

from aftersales.kernel.errors import DomainError, gettext_noop
from aftersales.store.contributions import contributions

from .columns import ImportRow, read_table

BATCH = 500
HEAVY = 4_000_000  # characters in one batch
log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Refusal:
    """A row that was refused: the field, and the reason in every language, because the language of the reader is not
    known yet."""

    field: str
    reasons: dict[str, str]


Outcome = bool | Refusal  # True: added, False: existed already


@dataclass(frozen=True)
class Importer:
    """One kind of table.

    headings: the possible headings of each field besides its label. labels: the names of the fields on pages. roles:
    who may import such tables. same: the fields that make two rows equal. once: of equal rows in a file only one is
    added.
    """

    kind: str
    label: Any
    headings: Mapping[str, tuple[str, ...]]
    labels: Mapping[str, Any]
    required: tuple[str, ...]
    roles: frozenset[str]
    land: Callable[[Sequence[ImportRow], Any, datetime, str], Sequence[Outcome]]
    same: Callable[[dict[str, str]], Any] = field(default=lambda values: sorted(values.items()))
    once: bool = False

    @cached_property
    def words(self) -> dict[str, tuple[str, ...]]:
        """The possible headings of each field: its headings, and its label on pages and in exports in both
        languages."""
        return {
            name: tuple(dict.fromkeys([*words, *in_languages(partial(str, self.labels[name])).values()]))
            for name, words in self.headings.items()
        }

    def read(self, path: Path, names: Mapping[str, str] | None = None) -> Iterator[ImportRow]:
        return read_table(path, self.words, names, required=self.required, same=self.same)


def importer_of(kind: str) -> Importer:
    return next(importer for importer in contributions("IMPORTERS") if importer.kind == kind)


def importers_for(user: Any) -> list[Importer]:
    """The kinds of tables that this user may import."""
    return [importer for importer in contributions("IMPORTERS") if user.role in importer.roles]


class BadRow(Exception):
    """A row is refused: the field and the reason, an English text or a lazy translation."""

    def __init__(self, field: str, reason: Any) -> None:
        super().__init__(field)
        self.field, self.reason = field, reason


class NothingKept(Exception):
    """Raised to roll a transaction back."""


def cleaned(form: forms.Form) -> dict[str, Any]:
    """The form's data. Raises BadRow with its first error."""
    if form.is_valid():
        return form.cleaned_data
    name, errors = next(iter(form.errors.as_data().items()))
    raise BadRow(name, partial(_complaint, form.fields.get(name), errors[0]))


def _complaint(field: Any, error: ValidationError) -> str:
    """The error of a form field; for a choice, what may be written instead."""
    if error.code == "invalid_choice" and isinstance(field, forms.ChoiceField) and error.params:
        choices: Any = field.choices
        words = pgettext("enumeration", ", ").join(str(label) for value, label in choices if value)
        return _("“%(value)s” isn’t allowed here. Choose from: %(choices)s.") % {
            "value": error.params["value"],
            "choices": words,
        }
    if error.code == "invalid" and isinstance(field, forms.DateField):
        return _("Not a valid date. Use the format 2026-11-20.")
    return str(error.messages[0])


def in_languages(say: Callable[[], str]) -> dict[str, str]:
    """A text in each language."""
    said = {}
    for code, _name in settings.LANGUAGES:
        with override(code):
            said[code] = say()
    return said


def refusal(error: BadRow | DomainError) -> Refusal:
    """What to report about a row that a form, a rule or a service refused."""
    if isinstance(error, BadRow):
        reason = error.reason
        return Refusal(error.field, in_languages(reason if callable(reason) else lambda: _(str(reason))))
    return Refusal(error.field or "", in_languages(lambda: _text_of(error)))


def _text_of(error: DomainError) -> str:
    text = _(str(error.message))
    return text % error.params if error.params else text


def one_by_one(
    load: Callable[[ImportRow, Any, datetime], bool],
) -> Callable[[Sequence[ImportRow], Any, datetime, str], list[Outcome]]:
    """A `land` for rows that are written one at a time."""

    def land(rows: Sequence[ImportRow], actor: Any, now: datetime, reason: str) -> list[Outcome]:
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
    write: Callable[[Sequence[Any], Any, datetime, str], Sequence[bool | DomainError]],
) -> Callable[[Sequence[ImportRow], Any, datetime, str], list[Outcome]]:
    """A `land` for rows that are written at once. begin: looks up what the rows of a batch refer to, and returns a
    function that reads one row and returns None if it exists already. write: returns the outcome of each row that was
    read."""

    def land(rows: Sequence[ImportRow], actor: Any, now: datetime, reason: str) -> list[Outcome]:
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
        written = iter(write(good, actor, now, reason) if good else ())
        return [_outcome(next(written)) if outcome is None else outcome for outcome in outcomes]

    return land


def _outcome(result: bool | DomainError) -> Outcome:
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
        self, importer: Importer, *, actor: Any, now: datetime, trial: bool = False, reason: str = "import"
    ) -> None:
        self.importer, self.actor, self.now, self.trial, self.reason = importer, actor, now, trial, reason
        self._would_land: set[bytes] = set()

    def take(self, rows: Sequence[ImportRow]) -> list[Outcome]:
        """A batch in one transaction. A bad row never stops the others."""
        try:
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
                landed = iter(self.importer.land(readable, self.actor, self.now, self.reason))
                outcomes = [refusal(BadRow("", row.fault)) if row.fault else next(landed) for row in rows]
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


def fingerprint(values: Mapping[str, str], nth: int = 0) -> str:
    """Identifies a row, so that it is recognised when the file is imported again; nth distinguishes equal rows of one
    file."""
    content = json.dumps([sorted(values.items()), nth], ensure_ascii=False)
    return hashlib.sha256(content.encode()).hexdigest()
